/** Agents over fake ones, in a folder of their own, with everything they tell and ask written down. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agents } from '../../src/agent/agents';
import type { AgentsPorts } from '../../src/agent/agents';
import { systemClock } from '../../src/host/systemClock';
import type { Editor, Log, Settings } from '../../src/port';
import { AgentFailureError } from '../../src/session/failure';
import type { AgentFailure } from '../../src/session/failure';
import type { AgentLink, AgentListener, AgentUpdate, Answer, AskedQuestion, ConnectRequest, LinkOrigin } from '../../src/session/port';
import { FakeAgents } from './fakeAgent';
import { noBook } from './noBook';
import type { FakeScript } from './fakeAgent';
import { ordinarySettings } from './ordinarySettings';

export class AgentHarness {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-agent-')));
  readonly fakes: FakeAgents;
  readonly editor = new QuietEditor([this.folder]);
  readonly agents: Agents;
  readonly listener = new Ear();

  constructor(script: FakeScript = {}, ports: (editor: QuietEditor) => Partial<AgentsPorts> = () => ({})) {
    this.fakes = new FakeAgents(script);
    this.agents = new Agents({
      editor: this.editor,
      clock: systemClock,
      launch: this.fakes.launch,
      startTerminal: () => Promise.reject(new Error('There are no terminals here.')),
      terminalBook: () => noBook,
      formerWindowsEnded: () => Promise.resolve(),
      ...ports(this.editor),
    });
  }

  connect(
    request: Partial<ConnectRequest> = {},
    signal: AbortSignal = new AbortController().signal,
  ): Promise<{ readonly link: AgentLink; readonly origin: LinkOrigin }> {
    return this.agents.connect({ sessionId: 's1', agent: 'fake', cwd: this.folder, ...request }, this.listener, signal);
  }

  /** Why connecting failed. */
  async failure(request: Partial<ConnectRequest> = {}): Promise<AgentFailure> {
    return failureOf(this.connect(request));
  }

  /** All at once, as a closing window does. What each said of its end. */
  async closeAll(signal = new AbortController().signal): Promise<readonly string[]> {
    return Promise.all(this.agents.closeAll().map(({ close }) => close(signal)));
  }

  async dispose(): Promise<void> {
    await this.closeAll();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function failureOf(promise: Promise<unknown>): Promise<AgentFailure> {
  const error: unknown = await promise.then(
    () => new Error('It did not fail.'),
    (reason: unknown) => reason,
  );
  if (error instanceof AgentFailureError) {
    return error.failure;
  }
  throw error;
}

/** A listener that writes down what it hears, and answers questions as it is told to. */
export class Ear implements AgentListener {
  readonly updates: AgentUpdate[] = [];
  readonly signs: string[] = [];
  readonly questions: { readonly question: AskedQuestion; readonly signal: AbortSignal }[] = [];
  answer: (question: AskedQuestion, signal: AbortSignal) => Promise<Answer> = async () => ({ kind: 'withdrawn' });
  #waiting: { readonly is: () => boolean; readonly go: () => void }[] = [];

  update(update: AgentUpdate): void {
    this.updates.push(update);
    this.#look();
  }

  ask(question: AskedQuestion, signal: AbortSignal): Promise<Answer> {
    this.questions.push({ question, signal });
    this.#look();
    return this.answer(question, signal);
  }

  /** Bytes come as the system cuts them, so nobody counts them here. */
  sign(sign: Parameters<AgentListener['sign']>[0]): void {
    if (sign !== 'bytes') {
      this.signs.push(sign);
    }
    this.#look();
  }

  /** Settles when it has heard enough; the test's own limit bounds it. */
  until(is: () => boolean): Promise<void> {
    return is() ? Promise.resolve() : new Promise((go) => this.#waiting.push({ is, go }));
  }

  /** All that was said as text, by whoever. */
  get text(): string {
    return this.updates.map((update) => (update.kind === 'message' && update.content.kind === 'text' ? update.content.text : '')).join('');
  }

  get kinds(): readonly string[] {
    return this.updates.map(({ kind }) => kind);
  }

  #look(): void {
    for (const waiting of this.#waiting.filter(({ is }) => is())) {
      this.#waiting = this.#waiting.filter((other) => other !== waiting);
      waiting.go();
    }
  }
}

export class QuietEditor implements Pick<
  Editor,
  'log' | 'traffic' | 'settings' | 'workspace' | 'version' | 'extensionPath' | 'languagePeer' | 'translate' | 'attended'
> {
  readonly version = '0.1.0';
  extensionPath = '/nowhere';
  readonly logged: string[] = [];
  isTrusted = true;
  readonly unsaved = new Map<string, string>();
  readonly written: { readonly path: string; readonly text: string }[] = [];
  own: Settings = {
    ...ordinarySettings,
    agents: { fake: { command: 'fake-agent' } },
    connectTimeoutMs: 5000,
    idleMs: 0,
    toolIdleMs: 0,
    quietMs: 0,
    operationTimeoutMs: 1000,
  };

  constructor(private readonly roots: readonly string[]) {}

  readonly log: Log = {
    trace: (message) => void this.logged.push(message),
    debug: (message) => void this.logged.push(message),
    info: (message) => void this.logged.push(message),
    warn: (message) => void this.logged.push(message),
    error: (message) => void this.logged.push(message),
  };

  readonly traffic = this.log;

  readonly settings = (): Settings => this.own;

  readonly workspace: Editor['workspace'] = {
    folders: () => this.roots,
    identity: () => this.roots,
    trusted: () => this.isTrusted,
    onDidGrantTrust: () => () => undefined,
    unsavedText: (path) => this.unsaved.get(path),
    writeText: async (path, text) => {
      this.written.push({ path, text });
    },
  };

  languagePeer: Editor['languagePeer'] = () => Promise.reject(new Error('There is no language client here.'));

  readonly attended = (): boolean => true;

  readonly translate: Editor['translate'] = (text) => text;
}
