/**
 * That workers make tasks whose workers make tasks ends somewhere: past a few steps from a person, and past so many of one worker, a new task
 * is put before a person, and nothing starts it before they have let it go on.
 */
import type { Board } from './board';
import { limits } from './limits';
import type { Author, Doubt, Task } from './task';

export interface Descent {
  readonly generation?: number;
  readonly doubt?: Doubt;
}

/** Of a task that this author is about to make. */
export function descentOf(board: Pick<Board, 'get' | 'tasks'>, by: Author): Descent {
  if (by.kind !== 'worker') {
    return {};
  }
  const generation = (board.get(by.taskId)?.generation ?? 0) + 1;
  if (generation > limits.generations) {
    return { generation, doubt: 'generation' };
  }
  return madeBy(board, by) >= limits.startedOfWorker ? { generation, doubt: 'number' } : { generation };
}

export function madeBy(board: Pick<Board, 'tasks'>, by: Author): number {
  return board.tasks().filter((task) => isMadeBy(task, by)).length;
}

export function isMadeBy({ createdBy }: Task, by: Author): boolean {
  return createdBy.kind === 'worker' && by.kind === 'worker' && createdBy.taskId === by.taskId;
}
