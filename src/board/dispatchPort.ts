/** What the dispatcher needs beside the board and its workers. Types only. */
import type { Holder } from '../base/lease';
import type { Task } from './task';

/** One window of the workspace dispatches its board. */
export interface DispatchLease {
  /** Takes it where it is free, or keeps it. Throws where the disk refuses. */
  take(): 'ours' | 'elsewhere';
  /** Without taking it. */
  look(): 'ours' | 'elsewhere' | 'free';
  release(): void;
}

/** In milliseconds; read at each use. */
export interface DispatchSettings {
  readonly dispatch: 'manual' | 'auto';
  /** 0: no limit. */
  readonly maxConcurrent: number;
  readonly claimTtlMs: number;
  /** 0: none is stale. */
  readonly heartbeatStaleMs: number;
  readonly failureLimit: number;
}

/** What is true around the board in this window. */
export interface DispatchCircumstances {
  /** This window, as it stands in a claim. */
  readonly self: Holder;
  trusted(): boolean;
  /** Of a task: its agent's id, that of the default one where it names none. */
  agentOf(task: Pick<Task, 'agent'>): string;
  agentFor(task: Pick<Task, 'agent' | 'title' | 'prompt'>): AgentFor;
}

/** Whether the agent of a task, the default one where it names none, can be started here, and can do anything with what it is asked. */
export type AgentFor = 'there' | 'missing' | 'cannot';
