/**
 * A task on the board, and what was tried to get it done: plain data, folded from the board's events (`board.ts`) and never written
 * otherwise. All times are wall milliseconds.
 */
import type { Holder } from '../base/lease';

/**
 * `triage`: not looked through yet. `todo`: waits for its parents. `scheduled`: waits for its time. `ready`: may be started. `running`:
 * claimed by a worker. `blocked`: cannot go on, and says why. `review`: a person is to look at what came of it.
 */
export type TaskStatus = (typeof taskStatuses)[number];

export const taskStatuses = ['triage', 'todo', 'scheduled', 'ready', 'running', 'blocked', 'review', 'done', 'archived'] as const;

export interface Task {
  readonly id: string;
  readonly title: string;
  /** What the agent is asked. */
  readonly prompt: string;
  /** The agent's id; absent: the default one. */
  readonly agent?: string;
  readonly status: TaskStatus;
  /** Since when it has this status. */
  readonly statusAt: number;
  readonly createdAt: number;
  readonly createdBy: Author;
  /** How many workers stand between it and a person. Absent: none. */
  readonly generation?: number;
  /** Why it was put before a person instead of being let go on, when a worker made it. */
  readonly doubt?: Doubt;
  /** Whatever happened to it last, beats apart. */
  readonly updatedAt: number;
  /** Higher goes first. */
  readonly priority: number;
  /** The tasks that must be done before this one. No task is its own ancestor. */
  readonly parents: readonly string[];
  readonly scheduledAt?: number;
  /** Of one run, without the time in which it waited for a person. Milliseconds; absent: no limit. */
  readonly maxRuntimeMs?: number;
  /** Absent: what the settings say. */
  readonly failureLimit?: number;
  readonly comments: readonly Comment[];
  /** One for each of the last attempts, oldest first; the last one is open while the task is running. */
  readonly runs: readonly Run[];
  /** How many attempts before those ended how. */
  readonly earlierRuns?: EarlierRuns;
  readonly claim?: Claim;
  /** Its last worker has said what became of it and is still there; nobody else gets the task before it has gone. */
  readonly leaving?: Leaving;
  /** Failed attempts since the last success, whatever they failed of. */
  readonly failures: number;
  /** Attempts whose worker ended without a word about the task, since one reported. */
  readonly unreported: number;
  /** While it is `blocked`; kept while it is archived. */
  readonly block?: Block;
  /** How often it was blocked with nothing done; outlives an unblocking, ends with a completion. */
  readonly recurrence?: Recurrence;
  /** When it was blocked and unblocked lately, in the order of the log. */
  readonly blockHistory: readonly BlockChange[];
  /** A usage limit: not to be started before. */
  readonly cooldownUntil?: number;
  /** A person wants it run again, although it may have been done just now. */
  readonly requeuedAt?: number;
  /** Since when its dependants need not wait for it; outlives its archiving. */
  readonly doneAt?: number;
  /** Why it was not started, as last noted; ends when it is no longer ready. */
  readonly held?: string;
  readonly summary?: string;
  readonly artifacts: readonly string[];
  /** Whoever makes a task twice with the same key gets the first one. */
  readonly idempotencyKey?: string;
}

/** Who did it. A worker's name is its task's; nobody chooses it. */
export type Author = { readonly kind: 'person' } | { readonly kind: 'worker'; readonly taskId: string } | { readonly kind: 'holdfast' };

/** `generation`: workers have made workers make it. `number`: its maker has made many. */
export type Doubt = (typeof doubts)[number];

export const doubts = ['generation', 'number'] as const;

export interface Comment {
  readonly at: number;
  readonly by: Author;
  readonly text: string;
}

/** One attempt. */
export interface Run {
  /** Nobody can guess it; it is the fencing token of everything that its worker writes. */
  readonly id: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly startedAt: number;
  /** The session in which it works; told when it is known. */
  readonly sessionId?: string;
  /** For how long it has waited for a person, up to now. Milliseconds. */
  readonly waitedMs: number;
  readonly end?: RunEnd;
}

export interface RunEnd {
  readonly at: number;
  readonly outcome: RunOutcome;
  /** What went wrong, or what came of it, in a line. */
  readonly detail?: string;
}

/**
 * What became of the attempt itself; that the task was given up stands in its block. `stopped`: by a person, no failure. `unreported`: its
 * worker ended without saying what became of the task. `failed`: what was asked for was done, word for word, and came to nothing good.
 */
export type RunOutcome = (typeof runOutcomes)[number];

export const runOutcomes = [
  'completed',
  'blocked',
  'crashed',
  'timed_out',
  'spawn_failed',
  'reclaimed',
  'stale',
  'rate_limited',
  'stopped',
  'unreported',
  'failed',
] as const;

export type EarlierRuns = Readonly<Partial<Record<RunOutcome, number>>>;

/** Which worker has a task, and until when that is believed without asking. */
export interface Claim {
  readonly runId: string;
  readonly holder: Holder;
  readonly claimedAt: number;
  readonly expiresAt: number;
  /** The worker's last sign of life; absent until this run gave its first. */
  readonly beatAt?: number;
  /** What the worker said of its progress. */
  readonly note?: string;
  /** It waits for a person since then. */
  readonly waitingSince?: number;
  /** It was to end and could not be proven gone; not tried again before. */
  readonly deferredUntil?: number;
}

/** What tells one worker from all others, and where it is. */
export type WorkerOf = Pick<Claim, 'runId' | 'holder' | 'waitingSince'>;

/** A worker that has no claim any more and may still be at it. */
export interface Leaving {
  readonly runId: string;
  readonly holder: Holder;
  readonly since: number;
}

export type BlockKind = (typeof blockKinds)[number];

export const blockKinds = ['dependency', 'needs_input', 'capability', 'transient'] as const;

export interface Block {
  readonly at: number;
  readonly reason: string;
  /** `gave_up`: too many failures. `loop`: blocked again and again with nothing done in between; only a person may free it. */
  readonly kind: BlockKind | 'untyped' | 'gave_up' | 'loop';
  readonly by: Author;
  /** What a person has to do for its agent, which no other task of that agent is started without. */
  readonly wants?: 'signIn';
  /** Of `gave_up`: it goes on by itself once the failure limit is above this. Absent: only a person may free it. */
  readonly recoversAbove?: number;
}

/** Blocked for the same kind of reason, `count` times with nothing done in between; whatever for, `total` times. */
export interface Recurrence {
  readonly kind: BlockKind | 'untyped';
  readonly count: number;
  /** Absent in old logs: no more often than `count`. */
  readonly total?: number;
  readonly reasons: readonly string[];
}

export interface BlockChange {
  readonly seq: number;
  readonly at: number;
  readonly kind: 'blocked' | 'unblocked';
  readonly reason?: string;
}
