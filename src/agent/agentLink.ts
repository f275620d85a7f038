/**
 * One session on one agent process: opened anew, or gone on with where the agent still has it, then prompted, cancelled and closed. It
 * knows no turn and keeps no transcript; updates go to the listener as they come.
 */
import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import type { Ownership } from '../base/ownership';
import { within } from '../base/within';
import { afterPoll } from '../host/systemClock';
import type { Content } from '../session/content';
import { AgentFailureError } from '../session/failure';
import type { AgentLoss } from '../session/failure';
import type { StopReason } from '../session/outcome';
import type { AgentLink, AgentListener, AgentSessionFate, ConnectRequest, LinkOrigin } from '../session/port';
import { sessionCancel, sessionClose, sessionDelete, sessionLoad, sessionNew, sessionPrompt, sessionResume } from '../wire/acp';
import type { EmptyResult, NewSessionParams, OpenSessionParams, OpenSessionResult, SessionParams } from '../wire/acpSession';
import type { RequestMethod } from '../wire/peer';
import type { AgentProcess } from './agentProcess';
import type { ClientSide } from './clientMethods';
import { toBlocks } from './contentBlocks';
import { isSessionLost } from './refusedSession';
import type { Refusal } from './refusedSession';
import { mcpServersOf } from './toolServer';
import type { ToolServer } from './toolServer';

export interface LinkOptions {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  /** What the session offers to its agent. */
  readonly side: (listener: AgentListener, replay: 'expected' | 'none') => ClientSide;
  /** For this session alone. */
  readonly toolServers: readonly ToolServer[];
  /** For the log: the agent refused to go on with a session. */
  readonly onRefused: (reason: string) => void;
}

/** Opens the session. What it took is given back when it rejects; the process is the caller's. */
export async function openLink(
  process: AgentProcess,
  request: ConnectRequest,
  listener: AgentListener,
  options: LinkOptions,
  signal: AbortSignal,
): Promise<{ readonly link: AgentLink; readonly origin: LinkOrigin }> {
  const opening = new Opening(process, request, listener, options, signal);
  const kept = request.agentSessionId === undefined ? undefined : await opening.reopen(request.agentSessionId);
  if (kept) {
    return { link: kept, origin: 'kept' };
  }
  return { link: await opening.fresh(), origin: request.agentSessionId === undefined ? 'fresh' : 'lost' };
}

class Opening {
  constructor(
    private readonly process: AgentProcess,
    private readonly request: ConnectRequest,
    private readonly listener: AgentListener,
    private readonly options: LinkOptions,
    private readonly signal: AbortSignal,
  ) {}

  async fresh(): Promise<AgentLink> {
    const side = this.options.side(this.listener, 'none');
    const expected = this.process.routes.expect(side);
    try {
      const answer = await this.process.request(sessionNew, this.#place, this.#bounds);
      tellSettings(answer, this.listener);
      return new ProcessLink(this.process, side, this.process.routes.take(answer.sessionId, side, 'deliver'));
    } catch (error) {
      side.close();
      throw error;
    } finally {
      expected.release();
    }
  }

  /** Undefined when the agent no longer has it. Resuming is tried first: it replays nothing. */
  async reopen(agentSessionId: string): Promise<AgentLink | undefined> {
    const { loadSession, sessionCapabilities } = this.process.hello.agentCapabilities;
    const ways = [
      ...(sessionCapabilities?.resume ? [{ method: sessionResume, replay: 'none' as const }] : []),
      ...(loadSession ? [{ method: sessionLoad, replay: 'expected' as const }] : []),
    ];
    if (ways.length === 0) {
      this.options.onRefused('this agent keeps no sessions');
    }
    let refusal: Refusal | undefined;
    for (const { method, replay } of ways) {
      const answer = await this.#reopenBy(method, agentSessionId, replay);
      if (!('refusal' in answer)) {
        return answer;
      }
      refusal = answer.refusal;
      this.options.onRefused(`${method.name}: ${refusal.code} ${refusal.detail ?? refusal.message}`);
    }
    if (refusal && !(await isSessionLost(this.process, refusal, { agentSessionId, cwd: this.request.cwd, bounds: this.#bounds }))) {
      throw new AgentFailureError(refusal);
    }
    return undefined;
  }

  async #reopenBy(method: ReopenMethod, agentSessionId: string, replay: 'expected' | 'none'): Promise<AgentLink | { readonly refusal: Refusal }> {
    const side = this.options.side(this.listener, replay);
    const route = this.process.routes.take(agentSessionId, side, 'forget');
    try {
      const answer = await this.process.request(method, { sessionId: agentSessionId, ...this.#place }, this.#bounds);
      tellSettings(answer, this.listener);
      if (replay === 'expected') {
        await this.#quiet(side);
      }
      return new ProcessLink(this.process, side, route);
    } catch (error) {
      route.release();
      side.close();
      if (error instanceof AgentFailureError && error.failure.kind === 'rpc') {
        return { refusal: error.failure };
      }
      throw error;
    }
  }

  /** Some agents reply first and replay then: waits until a moment passed without any replay. */
  async #quiet(side: ClientSide): Promise<void> {
    for (let waitedMs = 0; waitedMs < replayLimitMs; waitedMs += replayQuietMs) {
      const before = side.replayed;
      // When the agent goes away meanwhile, nobody replays; that it is gone is told by the first call on the link.
      await untilAborted(within(this.options.clock, replayQuietMs, this.process.gone), this.signal);
      if (side.replayed === before) {
        return;
      }
    }
  }

  get #place(): NewSessionParams {
    return { cwd: this.request.cwd, mcpServers: mcpServersOf(this.options.toolServers) };
  }

  get #bounds(): { readonly signal: AbortSignal; readonly limitMs: number } {
    return { signal: this.signal, limitMs: this.options.connectTimeoutMs };
  }
}

class ProcessLink implements AgentLink {
  readonly gone: Promise<AgentLoss>;
  readonly #release: () => Promise<void>;
  #closing: Promise<void> | undefined;
  /** The prompt that the agent is at. */
  #asked: object | undefined;

  constructor(
    private readonly process: AgentProcess,
    private readonly side: ClientSide,
    private readonly route: Ownership<string, ClientSide>,
  ) {
    this.#release = process.hold();
    this.gone = process.gone;
  }

  get agentSessionId(): string {
    return this.route.key;
  }

  get runningTerminals(): number {
    return this.side.terminals.running;
  }

  get isReadingPaused(): boolean {
    return this.process.isReadingPaused;
  }

  async prompt(content: readonly Content[]): Promise<StopReason> {
    this.side.endReplay();
    const prompt = toBlocks(content, this.process.hello.agentCapabilities.promptCapabilities ?? {});
    const asked = (this.#asked = {});
    try {
      // No limit and no signal: how long a turn may be silent is the turn's business, and a turn is cancelled by `cancel`.
      const { stopReason } = await this.process.request(sessionPrompt, { sessionId: this.agentSessionId, prompt }, { limitMs: 0 });
      return stopReason;
    } finally {
      if (this.#asked === asked) {
        this.#asked = undefined;
      }
    }
  }

  /** Goes out behind the answers that were given in the same tick: an agent that waits for one may not hear a cancel before it. */
  cancel(): void {
    const asked = this.#asked;
    afterPoll(() => {
      // The answer may have come meanwhile, and the next prompt is not to be cancelled.
      if (asked !== undefined && this.#asked === asked) {
        this.process.notify(sessionCancel, { sessionId: this.agentSessionId });
      }
    });
  }

  close(fate: AgentSessionFate = 'kept'): Promise<void> {
    this.#closing ??= this.#close(fate);
    return this.#closing;
  }

  kill(): void {
    this.side.close();
    this.process.kill();
  }

  async #close(fate: AgentSessionFate): Promise<void> {
    this.side.close();
    this.route.release();
    // What was answered and cancelled right before is still to go out.
    await new Promise<void>((resolve) => afterPoll(resolve));
    const { isRunning, holds, hello } = this.process;
    const can = hello.agentCapabilities.sessionCapabilities;
    const isDeleted = fate === 'deleted' && can?.delete !== undefined;
    if (isRunning && can?.close && (holds > 1 || isDeleted)) {
      await this.#tryRequest(sessionClose);
    }
    if (isRunning && isDeleted) {
      await this.#tryRequest(sessionDelete);
    }
    await this.#release();
  }

  async #tryRequest(method: RequestMethod<SessionParams, EmptyResult>): Promise<void> {
    try {
      await this.process.request(method, { sessionId: this.agentSessionId }, { limitMs: closeLimitMs });
    } catch {
      // We let go of the session all the same; the agent's own opinion of it changes nothing.
    }
  }
}

type ReopenMethod = RequestMethod<OpenSessionParams, OpenSessionResult>;

const replayQuietMs = 300;
const replayLimitMs = 15_000;
const closeLimitMs = 1000;

/** What the reply that opened the session says about its modes and options. */
function tellSettings({ modes, configOptions }: OpenSessionResult, listener: AgentListener): void {
  if (configOptions) {
    listener.update({ kind: 'config', options: configOptions });
  }
  if (modes) {
    listener.update({ kind: 'mode', modeId: modes.currentModeId });
  }
}
