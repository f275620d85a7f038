/**
 * One agent process after its handshake: its peer, what it said it can do, and the sessions on it. It is counted by holds and ends when
 * the last is released. It never starts itself again. What goes wrong on the wire becomes an `AgentFailureError` here.
 */
import type { Clock } from '../base/clock';
import { within } from '../base/within';
import type { EndReport, KillGrace } from '../host/childProcess';
import { AgentFailureError } from '../session/failure';
import type { AgentFailure, AgentLoss, Exit } from '../session/failure';
import { protocolVersion, sessionPrompt } from '../wire/acp';
import type { InitializeResult } from '../wire/acpSession';
import { PeerClosedError } from '../wire/peer';
import type { RequestMethod } from '../wire/peer';
import type { ClientSide } from './clientMethods';
import { serveClientMethods } from './clientMethods';
import { lastWords, shakeHands } from './handshake';
import type { HandshakeOptions } from './handshake';
import type { Launched } from './launched';
import { requestFailure } from './requestFailure';
import { SessionRoutes } from './sessionRoutes';

export interface ProcessOptions extends HandshakeOptions {
  /** How patiently it is ended when nobody holds it any more. */
  readonly endGrace: () => KillGrace;
  readonly onDroppedUpdates: (sessionId: string) => void;
}

export class AgentProcess {
  readonly routes: SessionRoutes<ClientSide>;
  /** Settles when the agent can no longer be reached and its last bytes were heard. Never rejects. */
  readonly gone: Promise<AgentLoss>;
  /** Settles when it has answered its first prompt; a process that was of no use never does. */
  readonly answered: Promise<void>;
  #answer: () => void = () => undefined;
  #use: 'none' | 'answered' | 'diedUnused' = 'none';
  readonly #clock: Clock;
  /** `exit` ends the process, `closed` the bytes. A grandchild may keep the pipe open for ever, and a process may live on without one:
   * each waits for the other only for a moment. Decided once, before we kill what lives on, so that nobody takes our kill for its end. */
  readonly #exit: Promise<Exit | 'late'>;
  #hello: InitializeResult = { protocolVersion, agentCapabilities: {}, authMethods: [] };
  #holds = 0;
  /** Requests that wait for an answer. */
  readonly #open = new Set<Promise<void>>();
  #state: 'running' | 'ending' | 'gone' = 'running';

  private constructor(
    private readonly launched: Launched,
    private readonly options: ProcessOptions,
  ) {
    this.#clock = options.clock;
    this.routes = new SessionRoutes(options.onDroppedUpdates);
    serveClientMethods(launched.peer, this.routes);
    launched.onHeard((sessionId) => {
      if (sessionId !== undefined) {
        this.routes.owner(sessionId)?.listener.sign('bytes');
        return;
      }
      for (const side of this.routes.all()) {
        side.listener.sign('bytes');
      }
    });
    this.answered = new Promise((resolve) => (this.#answer = resolve));
    this.#exit = this.#awaitExit();
    this.gone = this.#watch();
  }

  /** Shakes hands with what was launched; kills it when that fails or the signal aborts. */
  static async open(launched: Launched, options: ProcessOptions, signal: AbortSignal): Promise<AgentProcess> {
    const process = new AgentProcess(launched, options);
    try {
      process.#hello = await shakeHands(process, launched, options, signal);
      return process;
    } catch (error) {
      process.kill();
      throw error;
    }
  }

  get hello(): InitializeResult {
    return this.#hello;
  }

  get isReadingPaused(): boolean {
    return this.launched.isReadingPaused;
  }

  /** Whether another session may be opened on it. */
  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** It went by itself, before it had answered anything. */
  get cameToNothing(): boolean {
    return this.#use === 'diedUnused';
  }

  /** How many hold on to it. */
  get holds(): number {
    return this.#holds;
  }

  /** Keeps the process until the returned function is called; calling it twice is harmless. */
  hold(): () => Promise<void> {
    this.#holds += 1;
    let released: Promise<void> | undefined;
    return () => {
      released ??= this.#release();
      return released;
    };
  }

  /** A request whose errors are `AgentFailureError`s. An aborted signal rejects with its reason. `limitMs` 0: no limit. */
  async request<P, R>(method: RequestMethod<P, R>, params: P, { signal, limitMs }: RequestBounds): Promise<R> {
    const late = new AbortController();
    const done = this.#begin();
    const cancel = limitMs > 0 ? this.#clock.after(limitMs, () => late.abort()) : undefined;
    try {
      const result = await this.launched.peer.request(method, params, signal ? AbortSignal.any([signal, late.signal]) : late.signal);
      if (method.name === sessionPrompt.name) {
        this.#use = 'answered';
        this.#answer();
      }
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      if (late.signal.aborted) {
        throw new AgentFailureError({ kind: 'noAnswer', method: method.name, afterMs: limitMs, stderr: lastWords(this.launched) });
      }
      throw new AgentFailureError(await this.#failureOf(error, method.name));
    } finally {
      cancel?.();
      done();
    }
  }

  /** Settles when no request waits for an answer. Never rejects; no limit of its own. */
  async quiet(): Promise<void> {
    while (this.#open.size > 0) {
      await Promise.all(this.#open);
    }
  }

  #begin(): () => void {
    let done = (): void => undefined;
    const open = new Promise<void>((resolve) => (done = resolve));
    this.#open.add(open);
    return () => {
      this.#open.delete(open);
      done();
    };
  }

  notify: Launched['peer']['notify'] = (method, params) => this.launched.peer.notify(method, params);

  /** Kills the process and what its sessions started, at once. */
  kill(): void {
    this.#leave('ending');
    this.launched.child.killNow();
    this.#closeSessions();
  }

  /** Ends it politely; bounded, never rejects. */
  async end(grace: KillGrace): Promise<EndReport> {
    this.#leave('ending');
    this.#closeSessions();
    return this.launched.child.end(grace);
  }

  async #failureOf(error: unknown, method: string): Promise<AgentFailure> {
    return error instanceof PeerClosedError
      ? this.#loss()
      : requestFailure(error, { method, hello: this.#hello, stderr: lastWords(this.launched), now: this.#clock.wall() });
  }

  /** How it went and what it wrote last, the same for a request that waited and for a session that did not. */
  async #loss(): Promise<AgentLoss> {
    const exit = await this.#exit;
    const stderr = lastWords(this.launched);
    return exit === 'late' ? { kind: 'disconnected', stderr } : { kind: 'exited', exit, stderr };
  }

  async #awaitExit(): Promise<Exit | 'late'> {
    const { child, peer } = this.launched;
    await Promise.race([child.exited, peer.closed]);
    if ((await within(this.#clock, exitAfterCloseMs, child.exited)) === 'late') {
      return 'late';
    }
    // The host's own value knows more: what the agent wrote to stderr, keys and all.
    const { code, signal } = await child.exited;
    return { ...(code !== undefined && { code }), ...(signal !== undefined && { signal }) };
  }

  async #watch(): Promise<AgentLoss> {
    await this.#exit;
    const { peer } = this.launched;
    await within(this.#clock, bytesAfterExitMs, peer.closed);
    peer.close();
    await within(this.#clock, bytesAfterExitMs, peer.closed);
    const loss = await this.#loss();
    if (this.#state === 'running' && this.#use === 'none') {
      this.#use = 'diedUnused';
    }
    this.#leave('gone');
    // Without a stream it is of no use, and after its exit there may be processes that it left behind.
    this.kill();
    return loss;
  }

  #leave(to: 'ending' | 'gone'): void {
    this.#state = this.#state === 'gone' ? 'gone' : to;
  }

  async #release(): Promise<void> {
    this.#holds -= 1;
    if (this.#holds === 0) {
      await this.end(this.options.endGrace());
    }
  }

  #closeSessions(): void {
    for (const side of this.routes.all()) {
      side.close();
    }
  }
}

export interface RequestBounds {
  readonly signal?: AbortSignal | undefined;
  readonly limitMs: number;
}

const exitAfterCloseMs = 500;
const bytesAfterExitMs = 200;
