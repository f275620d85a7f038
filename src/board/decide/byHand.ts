/** What a person does with a card, apart from its text and from a worker's attempt. What forgets failures never forgets how often it looped. */
import { said } from '../../base/said';
import type { Said } from '../../base/said';
import type { Board } from '../board';
import type { TaskFact } from '../boardEvent';
import type { CommandOf } from '../command';
import { decided, followedBy, named, refused, unchanged } from '../decision';
import type { Decision } from '../decision';
import { limits } from '../limits';
import { openParents } from '../parents';
import type { Refused } from '../port';
import type { Author, Task, TaskStatus } from '../task';
import { isLegal } from '../transitions';
import { knownTask } from './knownTask';
import { released } from './promotion';

export function move(board: Board, { taskId, to, scheduledAt, by }: CommandOf<'move'>, now: number): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  const steps = stepsOf(board, task, to, scheduledAt, now);
  return 'why' in steps ? steps : followedBy(decided(taskId, by, ...steps), to === 'done' ? released(board, taskId) : []);
}

export function requeue(board: Board, { taskId, by }: CommandOf<'requeue'>): Decision {
  const task = knownTask(board, taskId);
  return 'why' in task ? task : legally(task, by, { kind: 'moved', status: freeStatus(board, task), why: 'requeued' });
}

export function block(board: Board, { taskId, blockKind, reason, by }: CommandOf<'block'>): Decision {
  const task = knownTask(board, taskId);
  const words = { empty: said('The reason has no text.'), tooLong: said('The reason is too long: at most {0} characters.', limits.reason) };
  return 'why' in task
    ? task
    : (troubleWith(reason, limits.reason, words) ?? legally(task, by, { kind: 'blocked', block: { kind: blockKind ?? 'untyped', reason: reason.trim() } }));
}

export function unblock(board: Board, { taskId, comment, by }: CommandOf<'unblock'>): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  const text = comment?.trim() ?? '';
  if (text.length > limits.comment || (text !== '' && task.comments.length >= limits.comments)) {
    return refused('invalid', text.length > limits.comment ? said('The comment is too long: at most {0} characters.', limits.comment) : said('{0} has too many comments.', named(task)));
  }
  return legally(task, by, { kind: 'unblocked', status: freeStatus(board, task), ...(text !== '' && { comment: text }) });
}

export function complete(board: Board, { taskId, summary, by }: CommandOf<'complete'>): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  const text = summary.trim() || (task.status === 'review' ? (task.summary ?? '') : '');
  const words = { empty: said('The summary has no text.'), tooLong: said('The summary is too long: at most {0} characters.', limits.summary) };
  const trouble = troubleWith(text, limits.summary, words);
  return trouble ?? followedBy(legally(task, by, { kind: 'completed', summary: text }), released(board, taskId));
}

export function archive(board: Board, { taskId, by }: CommandOf<'archive'>): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task || task.status === 'archived') {
    return 'why' in task ? task : unchanged;
  }
  return legally(task, by, { kind: 'moved', status: 'archived', why: 'archived' });
}

/** To where nothing starts it: a person looks it through again. */
export function restore(board: Board, { taskId, by }: CommandOf<'restore'>): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  const status = task.block ? 'blocked' : task.doneAt === undefined ? 'triage' : 'done';
  return legally(task, by, { kind: 'moved', status, why: 'restored' });
}

/** A move by hand as the steps that it consists of; dropped where it already is, it stays. */
function stepsOf(board: Board, task: Task, to: TaskStatus, scheduledAt: number | undefined, now: number): readonly TaskFact[] | Refused {
  const { status } = task;
  const parents = openParents(board, task.parents);
  if (to === 'scheduled') {
    return stepsToScheduled(task, scheduledAt, now);
  }
  if (to === status) {
    return [];
  }
  const first = firstSteps[status];
  if (to === 'todo' || to === 'ready') {
    if (first) {
      // Released for work: as far as its parents allow.
      return [first, ...(parents.length === 0 ? [parentsDone] : [])];
    }
    if (status === 'todo') {
      const waits = parents.length === 1 ? said('{0} waits for a task that is not done.', named(task)) : said('{0} waits for {1} tasks that are not done.', named(task), parents.length);
      return parents.length === 0 ? [parentsDone] : refused('parents', waits);
    }
    return refused('status', status === 'ready' ? said('{0} has nothing to wait for.', named(task)) : whyNot(task, to));
  }
  const only: TaskFact = to === 'done' ? { kind: 'moved', status: to, why: 'approved' } : { kind: 'moved', status: to, why: 'byHand' };
  return isLegal(only, status) ? [only] : refused('status', whyNot(task, to));
}

const parentsDone: TaskFact = { kind: 'moved', status: 'ready', why: 'parentsDone' };

/** Out of where a person has to look first, or where only time leads out. */
const firstSteps: Readonly<Partial<Record<TaskStatus, TaskFact>>> = {
  triage: { kind: 'moved', status: 'todo', why: 'specified' },
  scheduled: { kind: 'moved', status: 'todo', why: 'due' },
  review: { kind: 'moved', status: 'todo', why: 'rejected' },
};

function stepsToScheduled(task: Task, scheduledAt: number | undefined, now: number): readonly TaskFact[] | Refused {
  if (scheduledAt === undefined || !Number.isFinite(scheduledAt) || scheduledAt <= now) {
    return refused('invalid', said('{0} needs a time in the future to be scheduled for.', named(task)));
  }
  if (task.status === 'scheduled') {
    return task.scheduledAt === scheduledAt ? [] : [{ kind: 'edited', scheduledAt }];
  }
  const fact: TaskFact = { kind: 'moved', status: 'scheduled', why: 'scheduled', scheduledAt };
  return isLegal(fact, task.status) ? [fact] : refused('status', whyNot(task, 'scheduled'));
}

function freeStatus(board: Board, { parents }: Task): 'ready' | 'todo' {
  return openParents(board, parents).length > 0 ? 'todo' : 'ready';
}

function legally(task: Task, by: Author, fact: TaskFact): Decision {
  return isLegal(fact, task.status) ? decided(task.id, by, fact) : refused('status', whyNot(task));
}

function whyNot(task: Task, to?: TaskStatus): Said {
  switch (task.status) {
    case 'running':
      return said('{0} is running; stop it first.', named(task));
    case 'archived':
      return said('{0} is archived; restore it first.', named(task));
    case 'blocked':
      return to === undefined ? said('{0} is blocked.', named(task)) : said('{0} is blocked; unblock it first.', named(task));
    default:
      return to === undefined ? said('{0} is {1}, which does not allow it.', named(task), task.status) : said('{0} is {1}, which does not allow it to become {2} by hand.', named(task), task.status, to);
  }
}

function troubleWith(text: string, limit: number, { empty, tooLong }: { readonly empty: Said; readonly tooLong: Said }): Refused | undefined {
  if (text.trim() === '') {
    return refused('empty', empty);
  }
  return text.length > limit ? refused('invalid', tooLong) : undefined;
}
