/**
 * What goes on by itself: tasks whose parents are done, whose time has come, whose breaker lets go. A block by a worker or a person is
 * never lifted here, nor a loop: what automation hands to a person, automation does not take back.
 */
import { said } from '../../base/said';
import type { Board } from '../board';
import type { BoardFact, TaskFact } from '../boardEvent';
import type { CommandOf } from '../command';
import { decided, named, refused, unchanged } from '../decision';
import type { Decision } from '../decision';
import { failureLimitOf } from '../failures';
import { limits, shortened } from '../limits';
import { openParents } from '../parents';
import type { Author, Task } from '../task';
import { knownTask } from './knownTask';

export function promote(board: Board, { by, failureLimit }: CommandOf<'promote'>, now: number): Decision {
  return { kind: 'decided', facts: board.tasks().flatMap((task) => own(task, by, promotionOf(board, task, failureLimit, now))) };
}

/** The tasks that waited for this one alone. Released once: only what waits is moved. */
export function released(board: Board, doneId: string): readonly BoardFact[] {
  const waiting = board.tasks().filter(({ status, parents }) => status === 'todo' && parents.includes(doneId));
  const free = waiting.filter(({ parents }) => openParents(board, parents.filter((id) => id !== doneId)).length === 0);
  return free.flatMap((task) => own(task, { kind: 'holdfast' }, { kind: 'moved', status: 'ready', why: 'parentsDone' }));
}

/** Written only when it has changed. */
export function hold(board: Board, { taskId, why, by }: CommandOf<'hold'>): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  if (task.status !== 'ready') {
    return refused('status', said('{0} is not ready.', named(task)));
  }
  const text = shortened(why, limits.detail);
  return task.held === text ? unchanged : decided(taskId, by, { kind: 'held', why: text });
}

function promotionOf(board: Board, task: Task, failureLimit: number, now: number): TaskFact | undefined {
  const status = openParents(board, task.parents).length > 0 ? 'todo' : 'ready';
  switch (task.status) {
    case 'todo':
      return status === 'ready' ? { kind: 'moved', status, why: 'parentsDone' } : undefined;
    case 'ready':
      return status === 'todo' ? { kind: 'moved', status, why: 'parentsOpen' } : undefined;
    case 'scheduled':
      return (task.scheduledAt ?? 0) <= now ? { kind: 'moved', status, why: 'due' } : undefined;
    case 'blocked':
      return mayRecover(task, failureLimit) ? { kind: 'moved', status, why: 'recovered' } : undefined;
    default:
      return undefined;
  }
}

function mayRecover(task: Task, failureLimit: number): boolean {
  const above = task.block?.recoversAbove;
  return above !== undefined && failureLimitOf(task, failureLimit) > above;
}

function own({ id }: Task, by: Author, fact: TaskFact | undefined): readonly BoardFact[] {
  return fact ? [{ ...fact, taskId: id, by }] : [];
}
