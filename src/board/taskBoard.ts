/**
 * The board as a person meets it, in one hand: its log, who dispatches, what is known of its workers, and what a person may have done with
 * a task. Types only: the app puts it together, the views and the commands see nothing else of the board.
 */
import type { Event } from '../base/event';
import type { Held } from './held';
import type { Diagnostic } from './diagnostic';
import type { BoardStore, Refused, WorkerState } from './port';
import type { Task } from './task';

export interface TaskBoard {
  readonly store: BoardStore;
  /** Something that is not in the log: who dispatches, what is known of the workers, the settings. */
  readonly onDidChange: Event<void>;
  dispatching(): Dispatching;
  /** Why a ready task is not started now; absent where it is, or where the task is not ready. */
  heldBack(task: Task): Held | undefined;
  /** What is wrong with a task, the worst first. */
  diagnose(task: Task): readonly Diagnostic[];
  /** Of a running task. */
  workerOf(task: Task): WorkerPlace | undefined;
  /** Claims and starts a ready task in this window, whatever the dispatcher does; settles when its worker was started or could not be. */
  runNow(taskId: string): Promise<Done>;
  /** Ends the worker, wherever it is, and only then moves the task. Bounded. */
  stop(taskId: string, to: 'ready' | 'blocked'): Promise<Done>;
  /** Takes a running task back although its worker may live: ends that first. Bounded. */
  reclaim(taskId: string): Promise<Done>;
  /** What the dispatcher would do now, if it were to; nothing is written and nothing started. */
  dryRun(): readonly DryStep[];
}

export type Done = { readonly kind: 'done' } | Refused;

/** `manual`, `auto`: as the setting says. `elsewhere`: another window dispatches. */
export interface Dispatching {
  readonly mode: 'manual' | 'auto';
  readonly by: 'us' | 'elsewhere' | 'nobody';
  readonly paused?: { readonly at: number };
  /** Workers in this window, and how many there may be. 0: no limit. */
  readonly running: number;
  readonly limit: number;
  /** Work is ready and nothing has been started for a long time. */
  readonly stuckSince?: number;
}

export interface WorkerPlace {
  readonly state: WorkerState;
  readonly where: 'here' | 'otherWindow' | 'otherMachine';
}

/** One step of a dry run, in the order in which it would be taken. */
export interface DryStep {
  readonly taskId: string;
  readonly what: 'start' | 'hold' | 'promote' | 'extend' | 'takeBack' | 'askEnd';
  /** Why it is held back. */
  readonly held?: Held;
  /** Of what was found, in a line. */
  readonly detail?: string;
}
