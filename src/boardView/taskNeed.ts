/** Which tasks stand still until a person does something about them. Pure. */
import type { Task } from '../board/task';
import type { WorkerPlace } from '../board/taskBoard';

/** Blocked, and not by a person: who did it themselves needs no reminder. A worker that waits for an answer shows that in its session. */
export function isStuck({ status, block }: Task): boolean {
  return status === 'blocked' && block?.by.kind !== 'person';
}

/** Or there is something to look at, or to answer; what is to be answered in this window counts as its session. */
export function needsPerson({ status, claim }: Task, worker: Pick<WorkerPlace, 'where'> | undefined): boolean {
  return status === 'blocked' || status === 'review' || (claim?.waitingSince !== undefined && worker?.where !== 'here');
}
