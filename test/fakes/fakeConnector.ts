import type { Content } from '../../src/session/content';
import { AgentFailureError } from '../../src/session/failure';
import type { AgentFailure, AgentLoss, Exit } from '../../src/session/failure';
import type { StopReason } from '../../src/session/outcome';
import type { AgentConnector, AgentLink, AgentListener, AgentSessionFate, ConnectRequest, LinkOrigin, OnStartWait } from '../../src/session/port';

/** Agents without a process: a test connects them, lets them speak, answer, hang and die. */
export class FakeConnector implements AgentConnector {
  readonly requests: ConnectRequest[] = [];
  readonly links: FakeLink[] = [];
  /** Connects at once unless this is set. */
  waits = false;
  fails: AgentFailure | undefined;
  origin: LinkOrigin = 'fresh';
  /** Of the last start. */
  onWait: OnStartWait = () => undefined;
  readonly chances: string[] = [];
  #waiting: (() => void)[] = [];

  async connect(
    request: ConnectRequest,
    listener: AgentListener,
    signal: AbortSignal,
    onWait: OnStartWait = () => undefined,
  ): Promise<{ readonly link: AgentLink; readonly origin: LinkOrigin }> {
    this.requests.push(request);
    this.onWait = onWait;
    if (this.waits) {
      await new Promise<void>((resolve, reject) => {
        this.#waiting.push(resolve);
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    }
    if (this.fails) {
      throw new AgentFailureError(this.fails);
    }
    const link = new FakeLink(listener, `agent-session-${this.links.length + 1}`, request.sessionId);
    this.links.push(link);
    return { link, origin: this.origin };
  }

  giveAnotherChance(agent: string): void {
    this.chances.push(agent);
  }

  release(): void {
    this.waits = false;
    for (const go of this.#waiting.splice(0)) {
      go();
    }
  }

  get last(): FakeLink {
    const link = this.links.at(-1);
    if (!link) {
      throw new Error('No agent was connected.');
    }
    return link;
  }
}

export class FakeLink implements AgentLink {
  readonly prompts: (readonly Content[])[] = [];
  readonly gone: Promise<AgentLoss>;
  cancels = 0;
  closes = 0;
  fate: AgentSessionFate | undefined;
  killed = false;
  /** Its process has ended. */
  hasGone = false;
  /** Even a kill does not end it at once. */
  survives = false;
  isReadingPaused = false;
  runningTerminals = 0;
  #leave!: (loss: AgentLoss) => void;
  #answer: ((stopReason: StopReason) => void) | undefined;
  #fail: ((error: Error) => void) | undefined;

  constructor(
    readonly listener: AgentListener,
    readonly agentSessionId: string,
    /** Ours. */
    readonly sessionId = '',
  ) {
    this.gone = new Promise((resolve) => {
      this.#leave = (loss) => {
        this.hasGone = true;
        resolve(loss);
      };
    });
  }

  prompt(content: readonly Content[]): Promise<StopReason> {
    this.prompts.push(content);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#fail = reject;
    });
  }

  say(text: string, messageId?: string): void {
    this.listener.update({ kind: 'message', speaker: 'agent', content: { kind: 'text', text }, ...(messageId === undefined ? {} : { messageId }) });
  }

  answer(stopReason: StopReason = 'end_turn'): void {
    this.#answer?.(stopReason);
  }

  fail(failure: AgentFailure): void {
    this.#fail?.(new AgentFailureError(failure));
  }

  die(exit: Exit = { code: 1 }, stderr: readonly string[] = []): void {
    this.fail({ kind: 'exited', exit, stderr });
    this.#leave({ kind: 'exited', exit, stderr });
  }

  cancel(): void {
    this.cancels += 1;
  }

  async close(fate: AgentSessionFate = 'kept'): Promise<void> {
    this.closes += 1;
    this.fate = fate;
    this.#leave({ kind: 'exited', exit: { code: 0 }, stderr: [] });
  }

  kill(): void {
    this.killed = true;
    if (!this.survives) {
      this.die({ signal: 'SIGKILL' });
    }
  }
}
