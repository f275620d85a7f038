/**
 * What the board needs from outside: a log that all windows of the workspace share, and hands that run a worker. `host/` and the app
 * implement these; nothing in `board/` knows a process, a file, a session or the editor.
 */
import type { Event } from '../base/event';
import type { Said } from '../base/said';
import type { Board } from './board';
import type { BoardCommand } from './command';
import type { BoardEvent } from './boardEvent';
import type { Task, WorkerOf } from './task';

/** The one log. Every change reads what other windows have written, decides and writes, all under one lock: a compare-and-set. */
export interface BoardStore {
  /** As this window last read it. */
  readonly board: Board;
  /** Bounded (2 s for the lock). Throws where the disk refuses. */
  change(command: BoardCommand): Changed;
  /** The same, but `busy` at once where another window is writing. */
  tryChange(command: BoardCommand): Changed | { readonly kind: 'busy' };
  /** Takes in what other windows have written. */
  refresh(): void;
  /** What happened to a task, oldest first, beats apart: of the last `limit` events that the log still holds. Reads the file. */
  history(taskId: string, limit: number): readonly BoardEvent[];
  /** What was written since, by this window or another, when it has been folded. */
  readonly onDidChange: Event<readonly BoardEvent[]>;
  /** What of the file could not be believed, in words, until it is whole again. */
  readonly fault: Said | undefined;
}

export type Changed = { readonly kind: 'done'; readonly events: readonly BoardEvent[] } | Refused;

/** Nothing was written. `why` is for programs, `text` for logs and models, `said` for people. */
export interface Refused {
  readonly kind: 'refused';
  readonly why: RefusalReason;
  readonly text: string;
  readonly said: Said;
}

export type RefusalReason =
  | 'unknownTask'
  /** Not this author's to decide. */
  | 'author'
  /** The status does not allow it. */
  | 'status'
  /** The run is not the task's current one any more. */
  | 'stale'
  | 'parents'
  | 'cycle'
  | 'held'
  /** Only another agent could work at it. */
  | 'agentCannot'
  | 'empty'
  | 'artifacts'
  | 'invalid';

/** The board's log as lines, which all windows of the workspace share; what a line means is known here alone. */
export interface BoardLog {
  /** What is new since the last look; `rewritten`: all of it, since somebody has made another file of it. */
  look(): LogNews;
  /** From the beginning. */
  readAll(): LogLines;
  /** Nobody else writes while it runs. Bounded (2 s until it begins). Throws where the disk refuses. */
  exclusively<T>(run: () => T): T;
  tryExclusively<T>(run: () => T): { readonly kind: 'done'; readonly value: T } | { readonly kind: 'busy' };
  /** Exclusively: one line more, there as a whole or not at all. */
  append(line: object): void;
  /** Exclusively: these are its lines from now on. Says where the former log is kept, if it is to be. */
  replace(lines: readonly object[], former: 'keepFormer' | 'dropFormer'): string | undefined;
  /** Tells when somebody may have written, until it is cancelled. */
  follow(onNews: () => void): () => void;
}

export type LogNews = { readonly kind: 'same' } | ({ readonly kind: 'added' | 'rewritten' } & LogLines);

export interface LogLines {
  readonly records: readonly unknown[];
  /** Lines that hold no record. */
  readonly badLines: number;
}

/** Runs workers in this window, as sessions; knows of those in others. */
export interface Workers {
  /** Starts a session for a claimed task. Rejects where it could not be started; settles when its first prompt is taken. */
  start(task: Task, runId: string): Promise<{ readonly sessionId: string }>;
  /** What is known of a worker: in this window from memory, of others from their process. */
  stateOf(worker: WorkerOf): WorkerState;
  /** Ends the worker, politely and then not. `gone`: it is proven to be. Bounded; never rejects. */
  end(worker: WorkerOf): Promise<'gone' | 'alive'>;
  /** Whether one in this window works on the task, be it that it has given it back and is saying goodbye. */
  worksOn(taskId: string): boolean;
  /** Ends those. Bounded; never rejects. */
  clear(taskId: string): Promise<'gone' | 'alive'>;
  /** How many work in this window. */
  readonly running: number;
}

/** `waiting`: for a person, or for a turn slot. `unknown`: on another machine, or not to be judged. */
export type WorkerState = 'working' | 'waiting' | 'dead' | 'unknown';
