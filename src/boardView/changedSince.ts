/** Whether a task is still what a person was asked about: the same attempt, and the same state since the same time. Pure. */
import type { Task } from '../board/task';
import type { Translate } from '../chat/words';
import { sayStatus } from './words';

/** In words, what has changed; absent: nothing that matters to the answer. */
export function changedSince(asked: Task, now: Task | undefined, t: Translate): string | undefined {
  if (now === undefined) {
    return t('The task is not on the board any more. Nothing was done.');
  }
  if (now.status !== asked.status) {
    return t('Nothing was done: the task has changed meanwhile, and is now “{0}”.', sayStatus(now.status, t));
  }
  const isSame = now.statusAt === asked.statusAt && now.runs.at(-1)?.id === asked.runs.at(-1)?.id;
  return isSame ? undefined : t('Nothing was done: the task has changed meanwhile, and this is another attempt at it.');
}
