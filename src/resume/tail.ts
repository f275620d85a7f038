/**
 * What our own transcript's end says of one turn: read from its last events, never from what an agent replays, which carries no ends.
 * Pure. An event that nobody foresaw costs itself.
 */
import type { ConversationEvent } from '../session/conversationEvent';
import type { TurnOutcome } from '../session/outcome';
import { TurnReader } from './turnReader';

/** The end of a conversation. `cut`: there was more of it than we read. */
export interface ConversationTail {
  readonly events: readonly ConversationEvent[];
  readonly reach: 'whole' | 'cut';
}

export interface TurnTail {
  /** `unseen`: nothing of the turn is there. `cut`: its beginning was too far away to be read. */
  readonly reach: 'unseen' | 'queued' | 'whole' | 'cut';
  /** An end that counts: being interrupted is none. */
  readonly end?: TurnOutcome;
  readonly interrupted?: InterruptedBy;
  readonly stopped: boolean;
  /** A later prompt was sent that does not go on with it. */
  readonly followedBy?: string;
  /** Something was said, done or asked. */
  readonly produced: boolean;
  /** Anything at all came from the agent, so it has the prompt. */
  readonly accepted: boolean;
  /** Calls that had begun, or that we cannot tell apart from such, without an end. */
  readonly tools: readonly OpenTool[];
  /** What a question that nobody answered was about. */
  readonly question?: string;
  /** Wall milliseconds of the last sign of the turn: its sending, or something of the agent's. */
  readonly lastSignAt?: number;
}

export type InterruptedBy = Extract<TurnOutcome, { kind: 'interrupted' }>['by'];

export interface OpenTool {
  readonly title: string;
  readonly toolKind: string;
}

/** Where reading backwards may stop: at the beginning of this turn. */
export function beginsTurn(turnId: string): (event: ConversationEvent) => boolean {
  return (event) => (event.kind === 'sent' || event.kind === 'prompt') && event.turnId === turnId;
}

/** A call of this kind can be made again without harm. */
export function isHarmless(toolKind: string): boolean {
  return ['read', 'search', 'think', 'fetch'].includes(toolKind);
}

/** Only this forgets how often a work was resumed. */
export function isSuccess(outcome: TurnOutcome): boolean {
  return outcome.kind === 'answered' && outcome.stopReason === 'end_turn' && !outcome.empty;
}

/** `resumedBy`: a turn that is known to go on with it, also where the prompt that says so was too far away to be read. */
export function tailOf({ events, reach }: ConversationTail, turnId: string, resumedBy?: string): TurnTail {
  const reader = new TurnReader(turnId, reach === 'cut' && startsInside(events, turnId) ? 'inside' : 'before', resumedBy);
  for (const event of events) {
    reader.saw(event);
  }
  return reader.tail();
}

/** Whether events that were cut off at their beginning begin within the turn: the first thing that names a turn tells. */
function startsInside(events: readonly ConversationEvent[], turnId: string): boolean {
  const first = events.find(({ kind }) => kind === 'sent' || kind === 'ended' || kind === 'stopPressed');
  if (!first || !('turnId' in first)) {
    return true;
  }
  return first.kind === 'sent' ? first.turnId !== turnId && !events.some(beginsTurn(turnId)) : first.turnId === turnId;
}
