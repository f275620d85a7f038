/**
 * What happened on the board: one line of its log each, numbered without gaps in the order in which they were written. The log is the whole
 * truth; `board.ts` folds it. An event says what happened and all that follows from it, so that folding needs no rules, no settings and no
 * clock. Reading a line back is tolerant of what it does not know (`readBoardEvent.ts`).
 */
import type { Author, Block, Claim, Doubt, Recurrence, RunOutcome, TaskStatus } from './task';

export type BoardEvent = Stamp & BoardFact;

export interface Stamp {
  /** Counts from 1, and rises by one with each event of the log. */
  readonly seq: number;
  /** Wall milliseconds; may fall behind that of an earlier event. */
  readonly at: number;
}

/** What a command came to, before the log has numbered it. */
export type BoardFact = PausedFact | ({ readonly taskId: string; readonly by: Author } & TaskFact);

/** Nothing is started by itself, in any window, until it is let go on. */
export interface PausedFact {
  readonly kind: 'paused' | 'resumed';
  readonly by: Author;
}

export type TaskFact =
  | ({ readonly kind: 'created'; readonly status: TaskStatus; readonly idempotencyKey?: string; readonly generation?: number; readonly doubt?: Doubt } & TaskDraft)
  | ({ readonly kind: 'edited'; readonly cleared?: readonly ClearableField[] } & Partial<TaskDraft>)
  | { readonly kind: 'commented'; readonly text: string }
  | { readonly kind: 'linked' | 'unlinked'; readonly parentId: string }
  /** Any move that ends no attempt and is no block: `why` in a word for the history. */
  | { readonly kind: 'moved'; readonly status: TaskStatus; readonly why: MoveReason; readonly scheduledAt?: number }
  | { readonly kind: 'claimed'; readonly claim: Claim; readonly attempt: number }
  /** Ready it was, but its parents were not done. */
  | { readonly kind: 'claimRejected'; readonly pending: readonly string[] }
  /** Which session the attempt works in. */
  | { readonly kind: 'bound'; readonly runId: string; readonly sessionId: string }
  /** `heardAt`: the sign of life came before it was written. */
  | {
      readonly kind: 'beat';
      readonly runId: string;
      readonly expiresAt: number;
      readonly note?: string;
      readonly waiting: 'person' | 'nobody';
      readonly heardAt?: number;
    }
  | { readonly kind: 'claimExtended'; readonly runId: string; readonly expiresAt: number }
  | { readonly kind: 'reclaimDeferred'; readonly runId: string; readonly expiresAt: number; readonly why: string }
  /** The worker that said itself how its attempt ended has gone, or is proven to be. */
  | { readonly kind: 'left'; readonly runId: string }
  /** An attempt ended; `status` is where the task stands now. */
  | {
      readonly kind: 'ended';
      readonly runId: string;
      readonly outcome: RunOutcome;
      readonly status: TaskStatus;
      readonly detail?: string;
      readonly summary?: string;
      readonly artifacts?: readonly string[];
      /** What the counters are from now on. */
      readonly failures: number;
      readonly unreported: number;
      readonly block?: Omit<Block, 'at' | 'by'>;
      readonly recurrence?: Recurrence;
      readonly cooldownUntil?: number;
      /** Its worker said so itself and has not gone yet. */
      readonly worker?: 'leaving';
    }
  /** Without an attempt, by a person. */
  | { readonly kind: 'blocked'; readonly block: Omit<Block, 'at' | 'by'> }
  /** Without an attempt, by a person. */
  | { readonly kind: 'completed'; readonly summary: string }
  /** The failures in a row are forgotten; how often it was blocked is not. */
  | { readonly kind: 'unblocked'; readonly status: 'ready' | 'todo'; readonly comment?: string }
  /** Why it was not started, when that has changed. */
  | { readonly kind: 'held'; readonly why: string };

export type MoveReason =
  | 'specified'
  | 'parentsDone'
  | 'parentsOpen'
  | 'due'
  | 'scheduled'
  | 'requeued'
  | 'approved'
  | 'rejected'
  | 'recovered'
  | 'archived'
  | 'restored'
  | 'byHand';

/** What a person writes on a card. */
export interface TaskDraft {
  readonly title: string;
  readonly prompt: string;
  readonly agent?: string;
  readonly priority?: number;
  readonly parents?: readonly string[];
  readonly scheduledAt?: number;
  readonly maxRuntimeMs?: number;
  readonly failureLimit?: number;
}

/** What a card can do without. */
export type ClearableField = (typeof clearableFields)[number];

export const clearableFields = ['agent', 'scheduledAt', 'maxRuntimeMs', 'failureLimit'] as const;
