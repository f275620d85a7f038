/** Which tasks stand still until a person does something about them. Pure. */
import type { Task } from '../board/task';

/** Blocked, and not by a person: who did it themselves needs no reminder. A worker that waits for an answer shows that in its session. */
export function isStuck({ status, block }: Task): boolean {
  return status === 'blocked' && block?.by.kind !== 'person';
}

/** Or there is something to look at, or to answer. */
export function needsPerson(task: Task): boolean {
  return task.status === 'blocked' || task.status === 'review' || task.claim?.waitingSince !== undefined;
}
