/**
 * The board as its log tells it. Folding an event costs the same however many tasks there are; a task is replaced, never changed.
 */
import type { Author, Task } from './task';

export interface Board {
  /** Of the last event; 0: nothing ever happened. */
  readonly seq: number;
  readonly paused?: { readonly at: number; readonly by: Author };
  get(taskId: string): Task | undefined;
  /** In the order in which they were made. */
  tasks(): readonly Task[];
}
