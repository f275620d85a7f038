import type { Content } from '../../src/session/content';
import type { InterruptedTurn } from '../../src/session/interruption';
import type { Item } from '../../src/session/item';
import type { SessionKind } from '../../src/session/port';
import type { Session } from '../../src/session/session';
import type { SessionLimits } from '../../src/session/workings';
import { Sessions } from '../../src/session/sessions';
import type { SessionsPorts } from '../../src/session/sessions';
import { TurnSlots } from '../../src/session/turnSlots';
import { FakeClock } from './fakeClock';
import { FakeConnector } from './fakeConnector';
import { FakeLeases } from './fakeLeases';
import { FakeStore } from './fakeStore';
import { FakeWheel } from './fakeWheel';

export interface HarnessParts extends Partial<Pick<SessionsPorts, 'connector' | 'wheel' | 'pending' | 'newId'>> {
  readonly leases?: FakeLeases;
  readonly window?: string;
  readonly clock?: FakeClock;
}

/** Sessions over fakes, and short words for what tests do with them. */
export class SessionHarness {
  readonly store: FakeStore;
  readonly connector = new FakeConnector();
  readonly warnings: string[] = [];
  /** Whose belongings were removed. */
  readonly forgotten: string[] = [];
  readonly sessions: Sessions;
  readonly ports: SessionsPorts;
  readonly wheel = new FakeWheel();
  maxTurns = 0;
  maxTasks = 0;
  maxWorkers = 0;
  readonly slots = {
    ordinary: new TurnSlots(() => this.maxTurns),
    background: new TurnSlots(() => this.maxTasks),
    task: new TurnSlots(() => this.maxWorkers),
  };
  limits = { stopGraceMs: 5_000, stopForceMs: 10_000, idleMs: 900_000, toolIdleMs: 1_800_000, quietMs: 30_000, retryWhenSilent: false, turnNoticeMs: 1_800_000, idleReleaseMs: 0 };
  taskLimits: SessionLimits = { ...this.limits, idleMs: 1_800_000, warnMs: 900_000 };
  #ids = 0;

  /** What was begun and settled, in order. */
  readonly pending: string[] = [];
  readonly interrupted = new Map<string, InterruptedTurn>();
  readonly clock: FakeClock;
  readonly leases: FakeLeases;
  readonly window: string;

  /** With the store of an earlier harness: the same disk, after a restart; with its leases as well: another window beside it. The rest
   * stands in place of a fake. */
  constructor(
    store = new FakeStore(),
    { leases = new FakeLeases(), window = 'this window', clock = new FakeClock(), ...real }: HarnessParts = {},
  ) {
    this.store = store;
    this.clock = clock;
    this.leases = leases;
    this.window = window;
    this.ports = {
      leases: leases.of(window),
      pending: {
        begin: (_sessionId, { turnId }) => void this.pending.push(`begin ${turnId}`),
        settle: (_sessionId, turnId, outcome) => void this.pending.push(`settle ${turnId} ${outcome.kind}`),
        interrupted: (sessionId) => this.interrupted.get(sessionId),
        note: () => undefined,
        all: () => [...this.interrupted.keys()],
        lookAt: (sessionId) => void this.pending.push(`look at ${sessionId}`),
      },
      store,
      connector: this.connector,
      clock: this.clock,
      wheel: this.wheel,
      slots: this.slots,
      belongings: { bytes: () => 1_000, remove: ({ id }) => void this.forgotten.push(id) },
      newId: () => `fake-id-${++this.#ids}-${store.records.size}`,
      limits: ({ kind }) => (kind === 'background' ? this.taskLimits : this.limits),
      log: { warn: (message) => void this.warnings.push(message), debug: () => undefined } as SessionsPorts['log'],
      defaultAgent: () => 'builtin',
      cwd: () => '/folder',
      ...real,
    };
    this.sessions = new Sessions(this.ports);
  }

  /** A session with a first prompt on its way. */
  async asked(text = 'Hello', kind?: SessionKind): Promise<Session> {
    const session = this.sessions.create(undefined, undefined, kind);
    ask(session, text);
    await this.clock.tick(0);
    return session;
  }
}

let clientIds = 0;

export function ask(session: Session, text: string, clientId = `client-${++clientIds}`): ReturnType<Session['prompt']> {
  return session.prompt({ clientId, content: [{ kind: 'text', text }], origin: 'user' });
}

/** A conversation in a few words a line, for a test to compare. */
export function outline(items: readonly Item[]): readonly string[] {
  return items.map((item) => {
    switch (item.kind) {
      case 'user':
        return `you: ${said(item.content)} [${item.state}]`;
      case 'message':
        return `${item.speaker}: ${said(item.content)}`;
      case 'tool':
        return `tool: ${item.title} [${item.status}]`;
      case 'terminal':
        return `terminal: ${item.output}${item.exit ? ` [exit ${item.exit.code ?? item.exit.signal}]` : ''}`;
      case 'plan':
        return `plan: ${item.entries.map(({ content, status }) => `${content} [${status}]`).join(', ')}`;
      case 'question':
        return `question: ${item.title} [${item.state.kind === 'answered' ? item.state.name : item.state.kind}]`;
      case 'notice':
        return `notice: ${item.text.kind}`;
      case 'end': {
        const { outcome } = item;
        const detail = outcome.kind === 'failed' ? outcome.failure.kind : outcome.kind === 'answered' ? `${outcome.stopReason}${outcome.empty ? ', empty' : ''}` : '';
        return `end: ${outcome.kind}${detail && ` (${detail})`}${outcome.kind === 'cancelled' && outcome.late ? ' late' : ''}`;
      }
    }
  });
}

function said(content: readonly Content[]): string {
  return content.map((part) => (part.kind === 'text' ? part.text : `<${part.kind}>`)).join('');
}
