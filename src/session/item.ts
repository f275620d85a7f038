/**
 * What a conversation consists of, as it is shown: items in order, each with an id of its own. An item is replaced, never mutated, except
 * that text grows at its end (`append`). Shaped like ACP v2: upserts by id.
 */
import type { Content, Location, ToolContent } from './content';
import type { TurnOutcome } from './outcome';

export type Item = UserItem | MessageItem | ToolItem | TerminalItem | PlanItem | QuestionItem | NoticeItem | EndItem;

/** What the user asked. Its id is the turn's id. */
export interface UserItem {
  readonly kind: 'user';
  readonly id: string;
  readonly content: readonly Content[];
  readonly at: number;
  readonly state: PromptState;
  /** `recovery`: sent by us to go on with interrupted work. `board`: sent by us for a task of the board. Both are said to be so, and never
   * shown as the user's words. */
  readonly origin: PromptOrigin;
  /** It goes on with the turn before it, so it comes before what was asked meanwhile, and lets none of that go. */
  readonly place?: 'first';
  /** What the agent is told along with it of work that was interrupted before it. Ours, and never shown as the user's words. */
  readonly note?: string;
}

export type PromptOrigin = 'user' | 'api' | 'recovery' | 'board';

/**
 * Where a prompt is. `queued`: on disk, waiting for its turn. `sent`: on its way to the agent. `accepted`: the agent has shown a sign of
 * having it. `unknown`: the agent went away before any sign, so we cannot know.
 */
export type PromptState = 'queued' | 'sent' | 'accepted' | 'done' | 'failed' | 'unknown';

export interface MessageItem {
  readonly kind: 'message';
  readonly id: string;
  readonly speaker: 'agent' | 'thought';
  readonly content: readonly Content[];
  readonly at: number;
}

export interface ToolItem {
  readonly kind: 'tool';
  readonly id: string;
  readonly callId: string;
  readonly title: string;
  /** ACP's tool kinds; unknown ones are kept. */
  readonly toolKind: string;
  readonly status: ToolStatus;
  readonly content: readonly ToolContent[];
  readonly locations: readonly Location[];
  readonly rawInput?: unknown;
  readonly rawOutput?: unknown;
  readonly startedAt: number;
  readonly endedAt?: number;
}

/** ACP's, and two of ours for a call that was open when its turn ended: stopped by the user, or left so by the agent. */
export type ToolStatus = 'pending' | 'in_progress' | 'completed' | 'failed' | 'cancelled' | 'unfinished';

/** The output of a terminal that a tool call shows; not shown by itself. */
export interface TerminalItem {
  readonly kind: 'terminal';
  readonly id: string;
  readonly output: string;
  /** The beginning of the output was dropped. */
  readonly truncated: boolean;
  readonly exit?: { readonly code?: number; readonly signal?: string };
}

export interface PlanItem {
  readonly kind: 'plan';
  readonly id: string;
  readonly entries: readonly PlanEntry[];
}

export interface PlanEntry {
  readonly content: string;
  readonly priority: 'high' | 'medium' | 'low';
  readonly status: 'pending' | 'in_progress' | 'completed';
}

/** A question of the agent to the human: today a permission request. */
export interface QuestionItem {
  readonly kind: 'question';
  readonly id: string;
  readonly title: string;
  /** The tool call it is about, shown inside the card: its command, diff, raw input. */
  readonly toolCallId?: string;
  readonly toolKind?: string;
  readonly content: readonly ToolContent[];
  readonly locations: readonly Location[];
  readonly rawInput?: unknown;
  readonly options: readonly QuestionOption[];
  readonly state: QuestionState;
  readonly at: number;
}

export interface QuestionOption {
  readonly id: string;
  readonly name: string;
  /** `allow_once`, `allow_always`, `reject_once`, `reject_always`, or what an agent made up. */
  readonly kind: string;
}

export type QuestionState =
  | { readonly kind: 'open' }
  | { readonly kind: 'answered'; readonly optionId: string; readonly name: string }
  /** The turn was stopped, or the agent that asked is gone: its buttons are dead. */
  | { readonly kind: 'withdrawn' };

/** Something that is not anybody's message: the agent's notices, and ours. */
export interface NoticeItem {
  readonly kind: 'notice';
  readonly id: string;
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: NoticeText;
  readonly at: number;
}

export type NoticeText =
  | { readonly kind: 'agent'; readonly title: string; readonly description?: string }
  /** The agent no longer had the stored session: what follows is a new one that does not know what stands above. */
  | { readonly kind: 'newAgentSession' }
  | { readonly kind: 'askedAgain' }
  /** What it worked on is somebody else's now; which attempt, where that is known. */
  | { readonly kind: 'takenOver'; readonly attempt?: number }
  | { readonly kind: 'compaction'; readonly status: string };

/** A turn's end, when there is something to say about it; a plain answer ends without a word. */
export interface EndItem {
  readonly kind: 'end';
  readonly id: string;
  readonly turnId: string;
  readonly outcome: TurnOutcome;
  readonly at: number;
}

/** What changed in a conversation: an item put in its place (or at the end, if its id is new), text appended to one, or one removed. */
export type Change =
  | { readonly kind: 'put'; readonly item: Item }
  /** To a message: onto its last text. To a terminal: onto its output. */
  | { readonly kind: 'append'; readonly id: string; readonly text: string }
  | { readonly kind: 'remove'; readonly id: string };

export function toolItemId(callId: string): string {
  return `tool:${callId}`;
}

export function terminalItemId(terminalId: string): string {
  return `terminal:${terminalId}`;
}
