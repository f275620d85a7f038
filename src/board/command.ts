/**
 * What somebody wants done on the board. `decide.ts` says what comes of it: facts for the log, or a refusal and why. Who gives a command is
 * known from where it came in, never from what it says.
 */
import type { Holder } from '../base/lease';
import type { ClearableField, TaskDraft } from './boardEvent';
import type { Author, BlockKind, TaskStatus } from './task';

/** `runId`: the attempt in which a worker says it; what an attempt says that is over is refused. */
export type BoardCommand = { readonly by: Author; readonly runId?: string } & (PersonCommand | WorkerCommand | DispatchCommand);

export type CommandOf<K extends BoardCommand['kind'], C = BoardCommand> = C extends { readonly kind: infer Kinds } ? (K extends Kinds ? C : never) : never;

/** A person's; of these a worker may create, comment, and link its own task or one that it made. Its own task's attempt stands below. */
export type PersonCommand =
  | ({ readonly kind: 'create'; readonly taskId: string; readonly status: 'triage' | 'todo'; readonly idempotencyKey?: string } & TaskDraft)
  | ({ readonly kind: 'edit'; readonly taskId: string; readonly cleared?: readonly ClearableField[] } & Partial<TaskDraft>)
  | { readonly kind: 'comment'; readonly taskId: string; readonly text: string }
  | { readonly kind: 'link' | 'unlink'; readonly taskId: string; readonly parentId: string }
  /** By hand, where the statuses allow it; what needs more than a move (claim, block, completion) is refused. */
  | { readonly kind: 'move'; readonly taskId: string; readonly to: TaskStatus; readonly scheduledAt?: number }
  /** Again, although it is done, blocked or to be reviewed; forgets its failures. */
  | { readonly kind: 'requeue'; readonly taskId: string }
  | { readonly kind: 'block'; readonly taskId: string; readonly blockKind?: BlockKind; readonly reason: string }
  | { readonly kind: 'unblock'; readonly taskId: string; readonly comment?: string }
  /** Done without a worker, or what a worker did is approved. */
  | { readonly kind: 'complete'; readonly taskId: string; readonly summary: string }
  | { readonly kind: 'archive' | 'restore'; readonly taskId: string }
  /** Running → ready, because a person says so; its worker is proven gone. Forgets its failures. */
  | { readonly kind: 'reclaim'; readonly taskId: string; readonly runId: string }
  /** A person stopped the worker, and says where the task goes. No failure. */
  | { readonly kind: 'stop'; readonly taskId: string; readonly runId: string; readonly to: 'ready' | 'blocked' }
  | { readonly kind: 'pause' | 'resume' };

/** By its run, which is the proof. */
export type WorkerCommand =
  | { readonly kind: 'bind'; readonly taskId: string; readonly runId: string; readonly sessionId: string }
  | {
      readonly kind: 'beat';
      readonly taskId: string;
      readonly runId: string;
      readonly ttlMs: number;
      readonly note?: string;
      readonly waiting: 'person' | 'nobody';
      /** How long ago the sign of life was given that is told of only now. */
      readonly silentMs?: number;
    }
  | {
      readonly kind: 'finish';
      readonly taskId: string;
      readonly runId: string;
      readonly summary: string;
      readonly artifacts: readonly string[];
      /** Of these, what is not there; looked up by whoever asks. */
      readonly missing: readonly string[];
      readonly to: 'done' | 'review';
    }
  /** The worker of an attempt that it ended itself has gone. */
  | { readonly kind: 'left'; readonly taskId: string; readonly runId: string }
  | { readonly kind: 'giveBack'; readonly taskId: string; readonly runId: string; readonly blockKind?: BlockKind; readonly reason: string; /** Said by us alone. */ readonly wants?: 'signIn' }
  | { readonly kind: 'fail'; readonly taskId: string; readonly runId: string; readonly failure: RunFailure; readonly failureLimit: number };

export type RunFailure =
  | { readonly kind: 'crashed' | 'timed_out' | 'spawn_failed'; readonly detail: string; /** The limit is one: everything fails of this. */ readonly systemic?: true }
  /**
   * Its turn ended, it was asked once more, and still said nothing of the task. An agent that never came to the board's `tools` could not
   * have reported, and is not made to repeat its work: a person looks at what it said last.
   */
  | { readonly kind: 'unreported'; readonly detail: string; readonly tools: 'connected' | 'never' }
  | { readonly kind: 'rate_limited'; readonly until: number; readonly detail: string }
  /** What was asked for was done, and failed: the same again comes to the same, until a person has changed something. */
  | { readonly kind: 'failed'; readonly detail: string };

/** What the dispatcher does by itself. */
export type DispatchCommand =
  /**
   * By a person (*Run now*) it overrides a pause and a cooldown. Done is also that its parents turned out not to be: the facts then tell
   * of a `claimRejected` and no `claimed`.
   */
  | { readonly kind: 'claim'; readonly taskId: string; readonly runId: string; readonly holder: Holder; readonly ttlMs: number }
  | { readonly kind: 'extend'; readonly taskId: string; readonly runId: string; readonly ttlMs: number }
  | { readonly kind: 'defer'; readonly taskId: string; readonly runId: string; readonly ms: number; readonly why: string }
  /** Its worker is proven gone. */
  | {
      readonly kind: 'takeBack';
      readonly taskId: string;
      readonly runId: string;
      readonly outcome: 'reclaimed' | 'stale' | 'crashed' | 'timed_out';
      readonly detail: string;
      readonly failureLimit: number;
      /** Silent for too long although alive: counts, or it would loop unseen. */
      readonly heartbeat: 'stale' | 'fresh';
    }
  /** Todo → ready where the parents are done, scheduled → where its time has come, blocked by a breaker → where it may. */
  | { readonly kind: 'promote'; readonly failureLimit: number }
  | { readonly kind: 'hold'; readonly taskId: string; readonly why: string };
