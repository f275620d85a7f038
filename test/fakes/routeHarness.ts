/**
 * A session and its agents with a real wire between them, under a fake clock. What passes on the wire in both directions, what the
 * session shows meanwhile and what the user does is written down in order, each line with its time: a text for a person to read, and
 * for a test to compare with the one that was read before.
 */
import { Agents } from '../../src/agent/agents';
import { IdleWheel } from '../../src/base/idleBound';
import { afterPoll } from '../../src/host/systemClock';
import type { Session } from '../../src/session/session';
import type { SessionStatus } from '../../src/session/status';
import { QuietEditor } from './agentHarness';
import { FakeAgents } from './fakeAgent';
import type { FakeAgent, FakeScript } from './fakeAgent';
import { FakeClock } from './fakeClock';
import { FakeStore } from './fakeStore';
import { noBook } from './noBook';
import { ask, outline, SessionHarness } from './sessionHarness';

const folder = '/folder';

/** Nothing here comes from outside the process: after so many turns of the loop without a line, nothing is under way any more. */
const quietTurns = 20;

export class RouteHarness {
  readonly clock = new FakeClock(() => this.#settle());
  readonly fakes: FakeAgents;
  readonly house: SessionHarness;
  readonly session: Session;
  readonly #editor = new QuietEditor([folder]);
  readonly #agents: Agents;
  readonly #lines: string[] = [];
  /** What the requests on the wire were, by agent, asker and id: an answer does not say it. */
  readonly #asked = new Map<string, string>();
  #status = '';
  /** What is shown of each item, by its id. */
  readonly #shown = new Map<string, string>();

  constructor(script: FakeScript = {}) {
    this.fakes = new FakeAgents(script, (agent, direction, text) => this.#heard(agent, direction, JSON.parse(text) as Message));
    this.#agents = new Agents({
      editor: this.#editor,
      clock: this.clock,
      launch: async (...args) => {
        const launched = await this.fakes.launch(...args);
        const name = `agent ${this.fakes.agents.length}`;
        this.#write(name, 'started');
        void launched.child.exited.then(({ code, signal }) => this.#write(name, `gone (${signal ?? code})`));
        return launched;
      },
      startTerminal: () => Promise.reject(new Error('There are no terminals here.')),
      terminalBook: () => noBook,
      formerWindowsEnded: () => Promise.resolve(),
    });
    const wheel = new IdleWheel(this.clock, afterPoll, (error) => this.#write('error', String(error)));
    this.house = new SessionHarness(new FakeStore(), { clock: this.clock, connector: this.#agents, wheel });
    this.session = this.house.sessions.create('fake');
    this.session.conversation.onDidChange(() => this.#look());
    this.#look();
  }

  /** The process that was started last. */
  get agent(): FakeAgent {
    return this.fakes.last;
  }

  async ask(text: string): Promise<void> {
    await this.does(`asks: ${text}`, () => ask(this.session, text));
  }

  async answer(optionId: string): Promise<void> {
    const [questionId = 'no open question'] = this.session.transcript.openQuestions;
    await this.does(`answers: ${optionId}`, () => this.session.answer(questionId, optionId));
  }

  /** Something that the user does, and all that follows at once. */
  async does(what: string, act: () => unknown): Promise<void> {
    this.#write('user', what);
    act();
    await this.clock.tick(0);
  }

  async pass(ms: number): Promise<void> {
    await this.clock.tick(ms);
  }

  /** Says something in the text, for who reads it. */
  note(text: string): void {
    this.#lines.push('', `# ${text}`);
  }

  /** All that was written down. */
  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  /** The window closes; says what is left behind of timers. */
  async close(): Promise<number> {
    this.house.sessions.interruptAll();
    const closing = Promise.all(this.#agents.closeAll().map((agent) => agent.close(new AbortController().signal)));
    await this.clock.tick(10_000);
    await closing;
    return this.clock.pending;
  }

  #heard(agent: number, direction: 'in' | 'out', message: Message): void {
    const { id, method, params, result, error } = message;
    const [we, they] = direction === 'out' ? ['we', 'they'] : ['they', 'we'];
    if (method !== undefined && id !== undefined) {
      this.#asked.set(`${agent} ${we} ${id}`, method);
    }
    const what = method ?? `answer to ${this.#asked.get(`${agent} ${they} ${id}`) ?? `an unknown request ${id}`}`;
    this.#write(direction === 'out' ? `→ agent ${agent}` : `← agent ${agent}`, `${what} ${JSON.stringify(params ?? result ?? error)}`);
  }

  #look(): void {
    const status = sayStatus(this.session.status);
    if (status !== this.#status) {
      this.#status = status;
      this.#write('state', status);
    }
    for (const item of this.session.transcript.items()) {
      const [line = ''] = outline([item]);
      if (line !== this.#shown.get(item.id)) {
        this.#shown.set(item.id, line);
        this.#write('shows', line);
      }
    }
  }

  #write(who: string, what: string): void {
    this.#lines.push(`${minutes(this.clock.now())}  ${who.padEnd(9)}  ${what}`.trimEnd());
  }

  async #settle(): Promise<void> {
    for (let quiet = 0, before = this.#lines.length; quiet < quietTurns; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      if (this.#lines.length !== before) {
        before = this.#lines.length;
        quiet = 0;
      }
    }
  }
}

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

function sayStatus(status: SessionStatus): string {
  switch (status.kind) {
    case 'working': {
      const { what, silence, attention } = status;
      return ['working', what, silence && { quiet: 'quiet', long: 'silent for long' }[silence.kind], attention && 'needs a look'].filter(Boolean).join(', ');
    }
    case 'stopping':
      return status.force === 'notYet' ? 'stopping' : 'stopping, can be forced';
    default:
      return status.kind;
  }
}

function minutes(ms: number): string {
  const seconds = (ms / 1000) % 60;
  return `${String(Math.floor(ms / 60_000)).padStart(2)}:${seconds.toFixed(1).padStart(4, '0')}`;
}
