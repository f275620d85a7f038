/**
 * The sessions as other extensions see them (`src/api.d.ts`), over the same objects as everything else here. Whoever calls is checked at
 * run time, gets frozen copies, and can neither take the focus nor speak as the user. It knows nothing of VS Code but the shape of its
 * events, so that it runs under plain Node.
 */
import type { BackgroundApi, BackgroundTask, PromptRequest, PromptTaken, SessionInfo, SessionsApi } from '../api';
import type { Cancel, Clock } from '../base/clock';
import { Emitter } from '../base/event';
import type { Unsubscribe } from '../base/event';
import { sayRefusal } from '../chat/words';
import type { Translate } from '../chat/words';
import type { Sessions, SessionSummary } from '../session/sessions';
import { startTask } from './backgroundTask';
import { isRunning } from './need';

export interface SessionApiPorts {
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly trusted: () => boolean;
  readonly agents: () => readonly { readonly id: string }[];
  readonly defaultAgent: () => string;
  readonly newId: () => string;
  /** Brings a session into sight and leaves the keyboard where it is. */
  readonly show: (sessionId: string) => Promise<void>;
  readonly translate: Translate;
  readonly log: { warn(message: string): void };
}

export class SessionApi {
  readonly #changed: Emitter<SessionInfo>;
  readonly #unsubscribe: Unsubscribe;
  /** As they were last told, by id; absent until somebody listens. */
  #told: ReadonlyMap<string, SessionInfo> | undefined;
  #telling: Cancel | undefined;
  #closed = false;

  constructor(private readonly ports: SessionApiPorts) {
    this.#changed = new Emitter((error) => ports.log.warn(`Another extension’s listener to the sessions failed: ${String(error)}`));
    this.#unsubscribe = ports.sessions.onDidChange(() => this.#tellSoon());
  }

  /** What is handed out. Frozen: all extensions share it, and none can change it under the others. */
  readonly sessions: SessionsApi = Object.freeze({
    list: () => {
      this.#requireOpen();
      return Object.freeze([...this.#current().values()]);
    },
    open: async (sessionId) => {
      await this.ports.show(this.#require(sessionId).id);
    },
    prompt: async (request) => this.#prompt(request),
    stop: (sessionId) => {
      const summary = this.#require(sessionId);
      if (isRunning(summary)) {
        this.ports.sessions.find(summary.id)?.stop();
      }
    },
    onDidChange: (listener, thisArg, disposables) => {
      this.#requireOpen();
      if (typeof listener !== 'function') {
        throw new TypeError('Holdfast: onDidChange needs a function.');
      }
      this.#told ??= this.#current();
      const registration = { dispose: this.#changed.event((info) => void listener.call(thisArg, info)) };
      disposables?.push(registration);
      return registration;
    },
  } satisfies SessionsApi);

  /** Handed out beside it. */
  readonly background: BackgroundApi = Object.freeze({
    run: async (task) => this.#run(task),
  } satisfies BackgroundApi);

  /** The window closes: from now on nothing is told, and every call says so. */
  dispose(): void {
    this.#closed = true;
    this.#telling?.();
    this.#unsubscribe();
  }

  #prompt(raw: unknown): PromptTaken {
    const { sessions, newId, translate } = this.ports;
    this.#requireOpen();
    const { text, sessionId, agent } = readRequest(raw);
    this.#requireTrust();
    // Before a session is made for it.
    if (text.trim() === '') {
      throw new Error(sayRefusal({ kind: 'refused', why: 'empty' }, translate));
    }
    const session = sessionId === undefined ? sessions.create(this.#requireAgent(agent)) : sessions.find(this.#require(sessionId).id);
    const receipt = session?.prompt({ clientId: newId(), content: [{ kind: 'text', text }], origin: 'api' });
    if (session && receipt?.kind === 'accepted') {
      return Object.freeze({ sessionId: session.id, turnId: receipt.turnId });
    }
    if (session && sessionId === undefined) {
      // Nothing was asked in it and nobody knows of it: it leaves nothing behind.
      void sessions.remove(session.id).catch((error: unknown) => this.ports.log.warn(String(error)));
    }
    throw new Error(sayRefusal(receipt?.kind === 'refused' ? receipt : { kind: 'refused', why: 'closed' }, translate));
  }

  #run(raw: unknown): PromptTaken {
    this.#requireOpen();
    const { prompt, agent } = readTask(raw);
    this.#requireTrust();
    return Object.freeze(startTask({ text: prompt, agent: this.#requireAgent(agent), origin: 'api' }, this.ports));
  }

  #requireTrust(): void {
    if (!this.ports.trusted()) {
      throw new Error(this.ports.translate('No agent is started in a folder that you have not trusted.'));
    }
  }

  #requireAgent(agent: string = this.ports.defaultAgent()): string {
    if (!this.ports.agents().some(({ id }) => id === agent)) {
      throw new Error(this.ports.translate('There is no agent “{0}”.', agent));
    }
    return agent;
  }

  #require(sessionId: unknown): SessionSummary {
    this.#requireOpen();
    if (typeof sessionId !== 'string') {
      throw new TypeError('Holdfast: a session is named by its id, which is a string.');
    }
    const summary = this.ports.sessions.summary(sessionId);
    if (!summary) {
      throw new Error(this.ports.translate('This session no longer exists.'));
    }
    return summary;
  }

  #requireOpen(): void {
    if (this.#closed) {
      throw new Error(this.ports.translate('Holdfast has ended in this window.'));
    }
  }

  /** Never at once: a listener of somebody else must not run in the midst of what a session is doing. */
  #tellSoon(): void {
    if (this.#told) {
      this.#telling ??= this.ports.clock.after(tellEveryMs, () => this.#tell());
    }
  }

  #tell(): void {
    this.#telling = undefined;
    const before = this.#told ?? new Map<string, SessionInfo>();
    const now = this.#current();
    this.#told = now;
    const changed = [...now.values()].filter((info) => !same(before.get(info.id), info));
    const deleted = [...before.values()].filter(({ id }) => !now.has(id));
    for (const info of [...changed, ...deleted.map((last) => Object.freeze<SessionInfo>({ ...last, state: 'deleted', queued: 0 }))]) {
      this.#changed.fire(info);
    }
  }

  #current(): ReadonlyMap<string, SessionInfo> {
    return new Map(this.ports.sessions.summaries().map((summary) => [summary.id, infoOf(summary)]));
  }
}

const tellEveryMs = 250;

function infoOf({ id, title, agent, status, updatedAt, queued }: SessionSummary): SessionInfo {
  return Object.freeze({ id, title, agent, state: status.kind, updatedAt, queued });
}

function same(one: SessionInfo | undefined, other: SessionInfo): boolean {
  return one !== undefined && (Object.keys(one) as (keyof SessionInfo)[]).every((key) => one[key] === other[key]);
}

/** Read once: what another extension hands over may answer differently the second time. */
function readRequest(raw: unknown): PromptRequest {
  if (typeof raw !== 'object' || raw === null) {
    throw new TypeError('Holdfast: prompt needs an object such as { text: "…" }.');
  }
  const { text, sessionId, agent } = raw as { readonly [K in keyof PromptRequest]?: unknown };
  if (typeof text !== 'string') {
    throw new TypeError('Holdfast: the text of a prompt is a string.');
  }
  if (!isOptionalText(sessionId) || !isOptionalText(agent)) {
    throw new TypeError('Holdfast: sessionId and agent are strings, or left out.');
  }
  if (sessionId !== undefined && agent !== undefined) {
    throw new TypeError('Holdfast: a prompt names a session, or an agent for a new one, but not both.');
  }
  return { text, sessionId, agent };
}

function readTask(raw: unknown): BackgroundTask {
  if (typeof raw !== 'object' || raw === null) {
    throw new TypeError('Holdfast: run needs an object such as { prompt: "…" }.');
  }
  const { prompt, agent } = raw as { readonly [K in keyof BackgroundTask]?: unknown };
  if (typeof prompt !== 'string' || !isOptionalText(agent)) {
    throw new TypeError('Holdfast: prompt is a string, and agent one or left out.');
  }
  return { prompt, agent };
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
