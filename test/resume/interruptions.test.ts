import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Interruptions } from '../../src/resume/interruptions';
import { ResumeLedger } from '../../src/resume/ledger';
import type { Circumstances, ResumePolicy } from '../../src/resume/verdict';
import { textOf } from '../../src/session/content';
import type { Content } from '../../src/session/content';
import type { Session } from '../../src/session/session';
import { FakeClock } from '../fakes/fakeClock';
import { FakeLeases } from '../fakes/fakeLeases';
import { FakePending } from '../fakes/fakePending';
import { FakeStore } from '../fakes/fakeStore';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

/** What windows of one workspace share. */
class Workspace {
  readonly clock = new FakeClock();
  readonly leases = new FakeLeases();
  readonly store = new FakeStore();
  readonly pending = new FakePending((sessionId) => this.store.events.get(sessionId) ?? []);

  constructor() {
    // One folder holds all of a session.
    this.store.onRemove = (sessionId) => this.pending.records.delete(sessionId);
  }

  policy: ResumePolicy = { mode: 'ask', freshnessMs: 3_600_000, maxAttempts: 3, bootGuardCount: 3, bootGuardWindowMs: 60_000 };
  around: Circumstances = { trusted: true, folder: 'open', agent: 'there', watched: false };
  ids = 0;
}

/** One of them, with real sessions over an agent that a test plays. */
class Window {
  readonly errors: unknown[] = [];
  readonly interruptions: Interruptions;
  readonly harness: SessionHarness;
  /** Of `start`: one entry for each time that it said that all is known. */
  readonly told: (readonly string[])[] = [];

  constructor(
    private readonly workspace: Workspace,
    readonly name: string,
  ) {
    const { clock, leases, store, pending } = workspace;
    const onError = (error: unknown): void => void this.errors.push(error);
    const newId = (): string => `id-${++workspace.ids}`;
    this.interruptions = new Interruptions({
      ledger: new ResumeLedger({
        store: pending,
        leases: {
          generation: (sessionId) => leases.generation(sessionId, name),
          look: (sessionId) => ({ state: ({ free: 'free', ours: 'mine', elsewhere: 'foreign' } as const)[leases.of(name).look(sessionId)] }),
        },
        clock,
        window: name,
        policy: () => workspace.policy,
        circumstances: () => workspace.around,
        onError,
      }),
      clock,
      newId,
      find: (sessionId) => this.harness.sessions.find(sessionId),
      commandOf: (_agent, asked) => (asked.startsWith('/run ') ? asked : undefined),
      onError,
    });
    this.harness = new SessionHarness(store, { leases, window: name, clock, pending: this.interruptions, newId });
    this.interruptions.onDidChange((sessionId) => this.harness.sessions.touch(sessionId));
  }

  start(): this {
    this.interruptions.start(() => this.told.push(this.interruptions.toTell().map(({ sessionId }) => sessionId)));
    return this;
  }

  session(sessionId: string): Session {
    const session = this.harness.sessions.find(sessionId);
    if (!session) {
      throw new Error('It is not there.');
    }
    return session;
  }

  /** What the agents of this window were asked, in order. */
  get asked(): readonly string[] {
    return this.harness.connector.links.flatMap(({ prompts }) =>
      prompts.map(([content]) => (content?.kind === 'text' ? (content.text.split('\n', 1)[0] ?? '') : '')),
    );
  }

  /** As a window does: what runs is recorded, and its leases are free only when its agents are gone. */
  closing(): void {
    this.interruptions.close();
    this.harness.sessions.interruptAll();
  }

  gone(): void {
    this.closing();
    this.workspace.leases.die(this.name);
  }
}

let workspace: Workspace;
let windows: Window[];

beforeEach(() => {
  workspace = new Workspace();
  windows = [];
});

afterEach(async () => {
  for (const window of windows) {
    window.closing();
    for (const { id } of window.harness.sessions.summaries()) {
      await window.harness.sessions.opened(id)?.close();
    }
    expect(window.errors).toEqual([]);
  }
  expect(workspace.clock.pending, 'timers left behind').toBe(0);
});

function open(name: string): Window {
  const window = new Window(workspace, name);
  windows.push(window);
  return window;
}

/** A window in which an agent has said something and works on, with what else was asked. */
async function atWork(...queued: readonly string[]): Promise<{ readonly window: Window; readonly sessionId: string }> {
  const window = open('first').start();
  const session = await window.harness.asked('Fix it');
  window.harness.connector.last.say('Well, ');
  queued.forEach((text) => ask(session, text));
  await workspace.clock.tick(0);
  return { window, sessionId: session.id };
}

/** The window after one that went while its agent was at work. */
async function nextStart(...queued: readonly string[]): Promise<{ readonly window: Window; readonly sessionId: string; readonly session: Session }> {
  const { window: before, sessionId } = await atWork(...queued);
  before.gone();
  await workspace.clock.tick(10_000);
  const window = open('second').start();
  return { window, sessionId, session: window.session(sessionId) };
}

const note = /^\[Note from Holdfast/;

describe('at a start', () => {
  test('interrupted work is offered with its reason and its last sign, and nothing is started', async () => {
    const { window, sessionId, session } = await nextStart();
    const [only, ...others] = window.interruptions.open();
    expect(others).toEqual([]);
    expect(only).toEqual({
      sessionId,
      turn: { turnId: session.transcript.items()[0]?.id, reason: { kind: 'answering' }, by: 'shutdown', lastSignAt: workspace.clock.wall() - 10_000, way: 'resume' },
    });
    expect(window.told).toEqual([[sessionId]]);
    expect(session.status).toMatchObject({ kind: 'interrupted' });
    expect(window.harness.sessions.pulse()).toEqual({ kind: 'interrupted', count: 1 });
    await workspace.clock.tick(60_000);
    expect(window.harness.connector.requests).toEqual([]);
  });

  test('of the mode “never” it is only listed', async () => {
    workspace.policy = { ...workspace.policy, mode: 'never' };
    const { window, sessionId } = await nextStart();
    expect(window.told).toEqual([[]]);
    expect(window.interruptions.open()).toMatchObject([{ sessionId }]);
  });

  test('a window that is still closing is waited for, and all is told once', async () => {
    const { window: before, sessionId } = await atWork();
    before.closing();
    const window = open('second').start();
    expect(window.told).toEqual([]);
    await workspace.clock.tick(1_400);
    expect(window.told).toEqual([]);
    workspace.leases.die('first');
    await workspace.clock.tick(1_000);
    expect(window.told).toEqual([[sessionId]]);
    await workspace.clock.tick(60_000);
    expect(window.told).toHaveLength(1);
  });

  test('a window that lives on is not waited for any longer than a closing one can take', async () => {
    await atWork();
    const window = open('second').start();
    await workspace.clock.tick(7_000);
    expect(window.told).toEqual([[]]);
    expect(window.interruptions.open()).toEqual([]);
  });

  test('a window that closes before all is known tells nothing', async () => {
    await atWork();
    const window = open('second').start();
    window.closing();
    await workspace.clock.tick(60_000);
    expect(window.told).toEqual([]);
  });
});

describe('of another window that goes while this one lives', () => {
  test('work is offered as soon as its session comes into sight here', async () => {
    const { window: other, sessionId } = await atWork();
    const window = open('second').start();
    await workspace.clock.tick(7_000);
    other.gone();
    expect(window.interruptions.open()).toEqual([]);
    window.interruptions.seen(sessionId);
    expect(window.interruptions.open()).toMatchObject([{ sessionId }]);
    expect(window.session(sessionId).status).toMatchObject({ kind: 'interrupted' });
    expect(window.told, 'the one notice is that of a start').toEqual([[]]);
  });

  test('work is offered at once where its session is open here', async () => {
    const { window: other, sessionId } = await atWork();
    const window = open('second').start();
    const session = window.session(sessionId);
    expect(session.status).toMatchObject({ kind: 'elsewhere', turn: 'running' });
    other.gone();
    expect(session.status).toMatchObject({ kind: 'interrupted', turn: { way: 'resume' } });
    await workspace.clock.tick(7_000);
  });
});

describe('going on', () => {
  test('asks the agent once, ahead of what waits, which waits on', async () => {
    const { window, sessionId, session } = await nextStart('And then this');
    expect(window.interruptions.resume(sessionId)).toMatchObject({ kind: 'accepted' });
    expect(window.interruptions.open()).toEqual([]);
    await workspace.clock.tick(0);
    expect(window.asked).toEqual([expect.stringMatching(note)]);
    window.harness.connector.last.say('Done.');
    window.harness.connector.last.answer();
    await workspace.clock.tick(0);
    expect(window.asked).toHaveLength(1);
    expect(session.queueHeld).toBe(true);
    expect(outline(session.transcript.items()).at(-1)).toBe('agent: Done.');
    expect(session.transcript.queue().map(({ content }) => content)).toEqual([[{ kind: 'text', text: 'And then this' }]]);
    expect(workspace.pending.records.size).toBe(0);
  });

  test('clicked twice, in whatever moment, it asks once', async () => {
    const { window, sessionId } = await nextStart();
    window.interruptions.resume(sessionId);
    expect(window.interruptions.resume(sessionId)).toEqual({ kind: 'refused', why: 'changed' });
    await workspace.clock.tick(0);
    expect(window.interruptions.resume(sessionId)).toEqual({ kind: 'refused', why: 'changed' });
    expect(window.asked).toHaveLength(1);
  });

  test('says once what a window that went had queued and not sent, and never sends it by itself', async () => {
    const { window, sessionId } = await nextStart();
    window.harness.maxTurns = 1;
    await window.harness.asked('Something else');
    window.interruptions.resume(sessionId);
    expect(window.session(sessionId).status).toMatchObject({ kind: 'queued' });
    window.gone();
    await workspace.clock.tick(10_000);
    const later = open('third').start();
    await workspace.clock.tick(10_000);
    expect(later.asked).toEqual([]);
    later.interruptions.resume(sessionId);
    await workspace.clock.tick(0);
    expect(later.asked).toHaveLength(1);
    later.harness.connector.last.say('Done.');
    later.harness.connector.last.answer();
    await workspace.clock.tick(0);
    expect(later.asked).toHaveLength(1);
    expect(later.session(sessionId).transcript.queue()).toEqual([]);
  });

  test('is refused while another window has the session, and asks nobody', async () => {
    const { window, sessionId } = await nextStart();
    const other = open('third').start();
    other.interruptions.resume(sessionId);
    await workspace.clock.tick(0);
    expect(window.interruptions.resume(sessionId)).toEqual({ kind: 'refused', why: 'elsewhere' });
    expect(window.interruptions.open()).toEqual([]);
    expect([...window.asked, ...other.asked]).toHaveLength(1);
  });

  test('is offered once more when the agent cannot be started', async () => {
    const { window, sessionId, session } = await nextStart();
    window.harness.connector.fails = { kind: 'commandNotFound', command: 'agent', searched: [] };
    window.interruptions.resume(sessionId);
    await workspace.clock.tick(0);
    expect(window.interruptions.open()).toMatchObject([{ sessionId, turn: { reason: { kind: 'answering' }, way: 'resume' } }]);
    window.harness.connector.fails = undefined;
    window.interruptions.resume(sessionId);
    await workspace.clock.tick(0);
    expect(window.asked).toHaveLength(1);
    expect(session.status).toMatchObject({ kind: 'working' });
  });

  test('is offered once more when the disk refuses to take it', async () => {
    const { window, sessionId } = await nextStart();
    workspace.store.fails = new Error('the disk is full');
    expect(window.interruptions.resume(sessionId)).toEqual({ kind: 'refused', why: 'disk', reason: 'the disk is full' });
    workspace.store.fails = undefined;
    expect(window.interruptions.open()).toMatchObject([{ sessionId }]);
    expect(window.interruptions.resume(sessionId)).toMatchObject({ kind: 'accepted' });
    await workspace.clock.tick(0);
    expect(window.asked).toHaveLength(1);
  });

  test('is over when the user asks something new, as soon as that is sent', async () => {
    const { window, sessionId, session } = await nextStart();
    ask(session, 'Never mind, do that');
    await workspace.clock.tick(0);
    expect(window.interruptions.open()).toEqual([]);
    expect(window.interruptions.resume(sessionId)).toEqual({ kind: 'refused', why: 'changed' });
    window.harness.connector.last.say('Done.');
    window.harness.connector.last.answer();
    await workspace.clock.tick(0);
    window.gone();
    expect(open('third').start().told).toEqual([[]]);
  });

  test('came to nothing so often that only a fresh start is left', async () => {
    const { window, sessionId } = await nextStart();
    window.harness.connector.fails = { kind: 'disconnected', stderr: [] };
    for (let time = 0; time < 3; time += 1) {
      expect(window.interruptions.resume(sessionId)).toMatchObject({ kind: 'accepted' });
      await workspace.clock.tick(0);
    }
    expect(window.interruptions.open()).toMatchObject([{ sessionId, turn: { way: 'freshStart' } }]);
    expect(window.interruptions.resume(sessionId)).toEqual({ kind: 'refused', why: 'changed' });
  });
});

describe('a new prompt in place of going on', () => {
  const contents = (window: Window): readonly (readonly Content[])[] => window.harness.connector.links.flatMap(({ prompts }) => prompts);

  test('withdraws the offer, and what was interrupted goes along with it as our words, which are kept and not shown as the user’s', async () => {
    const { window, sessionId, session } = await nextStart();
    ask(session, 'Leave that. What is a retry?');
    expect(window.interruptions.toTell().length, 'until it is sent it can be taken back').toBe(1);
    expect(session.status.kind).not.toBe('interrupted');
    await workspace.clock.tick(0);
    expect(window.interruptions.open()).toEqual([]);
    const [sent, ...others] = contents(window);
    expect(others).toEqual([]);
    expect(sent).toEqual([
      { kind: 'text', text: expect.stringMatching(note) as string, for: 'agent' },
      { kind: 'text', text: 'Leave that. What is a retry?' },
    ]);
    expect(textOf(sent ?? [])).toContain('The user had asked:\n> Fix it');
    expect(textOf(sent ?? [])).toContain('Address that first');
    const shown = session.transcript.items().at(-1);
    expect(shown).toMatchObject({ kind: 'user', origin: 'user', content: [{ kind: 'text', text: 'Leave that. What is a retry?' }], note: sent?.[0]?.kind === 'text' ? sent[0].text.trimEnd() : '' });
    window.gone();
    const later = open('third').start();
    expect(later.session(sessionId).transcript.items().find(({ id }) => id === shown?.id), 'after a restart').toMatchObject({ note: expect.stringMatching(note) as string });
    expect(later.interruptions.open()).toMatchObject([{ turn: { turnId: shown?.id } }]);
  });

  test('takes it along once: the next one is all that is sent', async () => {
    const { window, session } = await nextStart('And then this');
    session.sendQueued();
    ask(session, 'And that');
    await workspace.clock.tick(0);
    window.harness.connector.last.answer();
    await workspace.clock.tick(0);
    window.harness.connector.last.answer();
    await workspace.clock.tick(0);
    expect(contents(window).map((sent) => sent.length)).toEqual([2, 1]);
  });

  test('that could not be sent leaves the offer as it was, and it goes along with the next one', async () => {
    const { window, sessionId, session } = await nextStart();
    window.harness.connector.fails = { kind: 'disconnected', stderr: [] };
    ask(session, 'What is a retry?');
    await workspace.clock.tick(0);
    expect(window.interruptions.open()).toMatchObject([{ sessionId, turn: { way: 'resume' } }]);
    window.harness.connector.fails = undefined;
    session.retry();
    await workspace.clock.tick(0);
    expect(contents(window).map((sent) => sent.length)).toEqual([2]);
  });

  test('that failed is asked once more with the same along with it', async () => {
    const { window, session } = await nextStart();
    ask(session, 'What is a retry?');
    await workspace.clock.tick(0);
    window.harness.connector.last.fail({ kind: 'rpc', code: -32603, message: 'Overloaded' });
    await workspace.clock.tick(0);
    session.retry();
    await workspace.clock.tick(0);
    const [first, second] = contents(window);
    expect(second).toEqual(first);
    expect(second).toHaveLength(2);
  });

  test('that is a command of the agent goes alone, because behind other words it would be none, and the next takes along what it could not', async () => {
    const { window, session } = await nextStart();
    for (const text of ['/compact', '/model:fast now', '/tmp/log.txt says what?', 'And then?']) {
      ask(session, text);
      await workspace.clock.tick(0);
      window.harness.connector.last.answer();
      await workspace.clock.tick(0);
    }
    const told = { kind: 'text', text: expect.stringMatching(note) as string, for: 'agent' };
    expect(contents(window)).toEqual([
      [{ kind: 'text', text: '/compact' }],
      [{ kind: 'text', text: '/model:fast now' }],
      [told, { kind: 'text', text: '/tmp/log.txt says what?' }],
      [{ kind: 'text', text: 'And then?' }],
    ]);
    expect(textOf(contents(window)[2] ?? [])).toContain('The user had asked:\n> Fix it');
  });

  test('behind a command goes alone where it is long ago by then', async () => {
    const { window, session } = await nextStart();
    ask(session, '/compact');
    await workspace.clock.tick(0);
    window.harness.connector.last.answer();
    await workspace.clock.tick(3_600_000);
    ask(session, 'And then?');
    await workspace.clock.tick(0);
    expect(contents(window).map((sent) => sent.length)).toEqual([1, 1]);
  });

  test('says that the agent no longer has the conversation, where it has a new one', async () => {
    const { window, session } = await nextStart();
    window.harness.connector.origin = 'lost';
    ask(session, 'What is a retry?');
    await workspace.clock.tick(0);
    expect(textOf(contents(window)[0] ?? [])).toContain('You no longer have the earlier conversation');
  });

  test.each([
    ['was dismissed', (window: Window, sessionId: string) => Promise.resolve(window.interruptions.dismiss(sessionId))],
    ['is of long ago', () => workspace.clock.tick(3_600_000)],
  ])('goes alone where what was interrupted %s', async (_, before) => {
    const { window, sessionId, session } = await nextStart();
    await before(window, sessionId);
    ask(session, 'What is a retry?');
    await workspace.clock.tick(0);
    expect(contents(window)).toEqual([[{ kind: 'text', text: 'What is a retry?' }]]);
  });

  test('goes alone where the agent had waited for an answer', async () => {
    const { window: before, sessionId } = await atWork();
    void before.harness.connector.last.listener.ask({ tool: { callId: 'c', title: 'rm -r build', toolKind: 'execute' }, options: [] }, new AbortController().signal);
    await workspace.clock.tick(0);
    before.gone();
    const window = open('second').start();
    expect(window.interruptions.open()).toMatchObject([{ turn: { reason: { kind: 'question' } } }]);
    ask(window.session(sessionId), 'What is a retry?');
    await workspace.clock.tick(0);
    expect(contents(window)).toEqual([[{ kind: 'text', text: 'What is a retry?' }]]);
  });
});

describe('by itself', () => {
  beforeEach(() => {
    workspace.policy = { ...workspace.policy, mode: 'auto' };
  });

  test('it goes on once somebody has it in sight, and once only', async () => {
    const { window, sessionId } = await nextStart();
    window.interruptions.seen(sessionId);
    await workspace.clock.tick(0);
    expect(window.asked).toEqual([]);
    workspace.around = { ...workspace.around, watched: true };
    window.interruptions.seen(sessionId);
    window.interruptions.seen(sessionId);
    await workspace.clock.tick(0);
    expect(window.asked).toEqual([expect.stringMatching(note)]);
  });

  test('a command is not done again, and by hand it is asked for as it was', async () => {
    const before = open('first').start();
    const { id: sessionId } = await before.harness.asked('/run npm test');
    before.harness.connector.last.listener.update({ kind: 'tool', tool: { callId: 'c', title: 'npm test', toolKind: 'execute', status: 'in_progress' } });
    await workspace.clock.tick(0);
    before.gone();
    workspace.around = { ...workspace.around, watched: true };
    const window = open('second').start();
    window.interruptions.seen(sessionId);
    await workspace.clock.tick(10_000);
    expect(window.asked).toEqual([]);
    expect(window.interruptions.open()).toMatchObject([{ sessionId, turn: { way: 'resume' } }]);
    window.interruptions.resume(sessionId);
    await workspace.clock.tick(0);
    expect(window.asked).toEqual(['/run npm test']);
  });

  test('it does not in a window that closes, whatever changes then', async () => {
    const { window: before, sessionId } = await atWork();
    before.gone();
    const window = open('second').start();
    window.closing();
    workspace.around = { ...workspace.around, watched: true };
    window.interruptions.look();
    window.interruptions.seen(sessionId);
    expect(window.harness.sessions.opened(sessionId)).toBeUndefined();
    expect(workspace.pending.read(sessionId)).toMatchObject({ attempts: 0 });
    expect(window.interruptions.resume(sessionId)).toEqual({ kind: 'refused', why: 'closed' });
  });

  test('and nobody is asked about it when its view comes back a moment after the start', async () => {
    const { window, sessionId } = await nextStart();
    expect(window.told).toEqual([]);
    await workspace.clock.tick(2_000);
    workspace.around = { ...workspace.around, watched: true };
    window.interruptions.seen(sessionId);
    await workspace.clock.tick(60_000);
    expect(window.asked).toEqual([expect.stringMatching(note)]);
    expect(window.told).toEqual([[]]);
  });

  test('it does not as long as nobody sees it, which is told in the one notice of the start', async () => {
    const { window, sessionId } = await nextStart();
    await workspace.clock.tick(60_000);
    expect(window.asked).toEqual([]);
    expect(window.told).toEqual([[sessionId]]);
  });

  test('a window that closes before any view came back tells nothing', async () => {
    const { window } = await nextStart();
    window.closing();
    await workspace.clock.tick(60_000);
    expect(window.told).toEqual([]);
  });

  test('it does not where nobody knows what a tool has done', async () => {
    workspace.around = { ...workspace.around, watched: true };
    const { window: before, sessionId } = await atWork();
    before.harness.connector.last.listener.update({ kind: 'tool', tool: { callId: 'c', title: 'rm -r build', toolKind: 'execute', status: 'in_progress' } });
    await workspace.clock.tick(0);
    before.gone();
    const window = open('second').start();
    expect(window.told, 'which no view can change').toEqual([[sessionId]]);
    window.interruptions.seen(sessionId);
    await workspace.clock.tick(0);
    expect(window.asked).toEqual([]);
    expect(window.interruptions.toTell()).toMatchObject([{ sessionId, turn: { reason: { kind: 'tool', effect: 'unknown' } } }]);
  });
});

describe('dismissed', () => {
  test('it is not offered any more, and a moment later not even to be taken back', async () => {
    const { window, sessionId, session } = await nextStart();
    window.interruptions.dismiss(sessionId);
    expect(window.interruptions.open()).toEqual([]);
    expect(session.status).toMatchObject({ kind: 'interrupted', turn: { way: 'dismissed' } });
    expect(window.harness.sessions.pulse()).toEqual({ kind: 'idle' });
    await workspace.clock.tick(10_000);
    expect(session.status).toEqual({ kind: 'idle' });
    window.interruptions.undoDismiss(sessionId);
    expect(window.interruptions.open()).toEqual([]);
    window.gone();
    expect(open('third').start().told).toEqual([[]]);
  });

  test('it can be taken back, and is offered by the next start then', async () => {
    const { window, sessionId } = await nextStart();
    window.interruptions.dismiss(sessionId);
    window.interruptions.look();
    expect(window.interruptions.open()).toEqual([]);
    window.interruptions.undoDismiss(sessionId);
    expect(window.interruptions.open()).toMatchObject([{ sessionId, turn: { way: 'resume' } }]);
    await workspace.clock.tick(20_000);
    expect(window.interruptions.open()).toHaveLength(1);
    window.gone();
    expect(open('third').start().told).toEqual([[sessionId]]);
  });

  test('it cannot be gone on with unless it is taken back', async () => {
    const { window, sessionId } = await nextStart();
    window.interruptions.dismiss(sessionId);
    expect(window.interruptions.resume(sessionId)).toEqual({ kind: 'refused', why: 'changed' });
    expect(window.asked).toEqual([]);
  });

  test('a new prompt ends it as well', async () => {
    const { window, sessionId, session } = await nextStart();
    window.interruptions.dismiss(sessionId);
    ask(session, 'Something else');
    await workspace.clock.tick(0);
    window.interruptions.undoDismiss(sessionId);
    expect(window.interruptions.open()).toEqual([]);
    expect(session.status).toMatchObject({ kind: 'working' });
  });
});

test('a session that is deleted, here or in another window, is neither offered nor counted any more', async () => {
  const { window, sessionId } = await nextStart();
  const other = open('third').start();
  await window.harness.sessions.remove(sessionId);
  other.harness.sessions.refresh();
  for (const { interruptions, harness } of [window, other]) {
    expect(interruptions.open()).toEqual([]);
    expect(harness.sessions.pulse()).toEqual({ kind: 'idle' });
  }
});
