/**
 * One prompt, from sent to ended, as a stream that says what happened in order of arrival and ends exactly once. Exceptions become
 * outcomes here. Whoever ends the turn first decides how it ended: the agent's answer, its death, or us; what comes later is dropped.
 */
import { Channel } from '../base/channel';
import type { Content } from './content';
import type { ConversationFact } from './conversationEvent';
import { AgentFailureError } from './failure';
import type { AgentFailure } from './failure';
import type { StopReason, TurnOutcome } from './outcome';
import type { AgentLink, ToolPatch } from './port';

export type TurnEvent =
  | { readonly kind: 'fact'; readonly fact: ConversationFact }
  | { readonly kind: 'ended'; readonly outcome: TurnOutcome };

/** `tool`: the call that was in flight. */
export interface TurnSilence {
  readonly silentMs: number;
  readonly tool?: string;
}

export class Turn {
  readonly #channel = new Channel<TurnEvent>();
  readonly #stop = new AbortController();
  #ended = false;
  /** Something was said or done: the answer is not an empty one. */
  #produced = false;
  /** Something was said, done or asked for that must not happen twice. */
  #worked = false;
  #silence: TurnSilence | undefined;

  constructor(
    readonly id: string,
    readonly content: readonly Content[],
    /** Wall milliseconds. */
    readonly startedAt: number,
    readonly attempt: 'first' | 'second' = 'first',
  ) {}

  /** Whether the same prompt may be sent once more: nothing came of it but thoughts, plans and the like, and nobody stopped it. */
  get mayRetry(): boolean {
    return this.attempt === 'first' && !this.#worked && !this.stopped.aborted;
  }

  /** Aborts when the user pressed Stop; it belongs to this turn alone, so a stop cannot leak into the next one. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  stop(): void {
    this.#stop.abort();
  }

  /** The agent asked something of us, and may have acted on the answer. */
  works(): void {
    this.#worked = true;
  }

  /** The agent has been silent for too long and is asked to stop. */
  stall(silence: TurnSilence): void {
    this.#silence = silence;
  }

  /** It was given its time, and more. */
  endStalled(): void {
    this.end({ kind: 'stalled', silentMs: 0, ...this.#silence });
  }

  /** Says whether it still belongs to the turn: after the end it does not. */
  saw(fact: ConversationFact): boolean {
    if (this.#ended) {
      return false;
    }
    this.#produced ||= isProduct(fact);
    this.#worked ||= isWork(fact);
    this.#channel.push({ kind: 'fact', fact });
    return true;
  }

  end(outcome: TurnOutcome): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#channel.push({ kind: 'ended', outcome });
      this.#channel.end();
    }
  }

  /** Sends the prompt, behind what the agent is told along with it. The promise settles, without rejecting, when the agent is done with it, which may be after the turn's end; it says
   * whether the agent can still be reached. */
  async send(link: AgentLink, note?: string): Promise<'there' | 'lost'> {
    try {
      const stopReason = await link.prompt(note === undefined ? this.content : [noteOf(note), ...this.content]);
      this.end(this.stopped.aborted ? { kind: 'cancelled', late: false } : this.#answered(stopReason));
      return 'there';
    } catch (error) {
      const failure = failureOf(error);
      const lost = isLost(failure);
      // Whatever an agent replies to a stop, it has stopped; only that it is gone has to be said.
      this.end(this.stopped.aborted && !lost ? { kind: 'cancelled', late: false } : { kind: 'failed', failure });
      return lost ? 'lost' : 'there';
    }
  }

  events(): AsyncIterable<TurnEvent> {
    return this.#channel;
  }

  /** What has happened and was not seen yet; for who cannot wait. */
  takeAll(): readonly TurnEvent[] {
    return this.#channel.takeAll();
  }

  #answered(stopReason: StopReason): TurnOutcome {
    // It stopped because we asked it to, after its silence; any other answer is a late one, and welcome.
    if (this.#silence && stopReason === 'cancelled') {
      return { kind: 'stalled', ...this.#silence, confirmed: true };
    }
    return { kind: 'answered', stopReason, empty: !this.#produced };
  }
}

/** Some agents join what they are sent into one text. */
function noteOf(note: string): Content {
  return { kind: 'text', text: `${note}\n\n`, for: 'agent' };
}

export function failureOf(error: unknown): AgentFailure {
  if (error instanceof AgentFailureError) {
    return error.failure;
  }
  return { kind: 'internal', reason: error instanceof Error ? error.message : String(error) };
}

/** Whether the agent itself went, and not only its answer. */
export function isLost({ kind }: AgentFailure): boolean {
  return kind === 'exited' || kind === 'disconnected';
}

/** Thoughts, plans, calls that have not begun, usage and command lists can come twice without harm. */
function isWork(fact: ConversationFact): boolean {
  if (fact.kind !== 'update') {
    return fact.kind === 'asked';
  }
  const { update } = fact;
  switch (update.kind) {
    case 'message':
      return update.speaker === 'agent';
    case 'tool': {
      // What is no tool call costs itself where it is folded, and nothing here.
      const { status } = (update.tool as Partial<ToolPatch> | undefined) ?? {};
      return status !== undefined && status !== 'pending';
    }
    case 'terminal':
      return true;
    default:
      return false;
  }
}

function isProduct(fact: ConversationFact): boolean {
  if (fact.kind !== 'update') {
    return fact.kind === 'asked';
  }
  const { update } = fact;
  return (update.kind === 'message' && update.speaker === 'agent') || update.kind === 'tool' || update.kind === 'plan';
}
