/** The claim, which makes a task running: a compare-and-set, so that of all who want it one gets it. */
import { said } from '../../base/said';
import type { Board } from '../board';
import type { CommandOf } from '../command';
import { decided, named, refused } from '../decision';
import type { Decision } from '../decision';
import { limits } from '../limits';
import { openParents } from '../parents';
import { knownTask } from './knownTask';

/** The heartbeat of a new claim is none: what an earlier attempt left must not make this one look stale. */
export function claimTask(board: Board, { taskId, runId, holder, ttlMs, by }: CommandOf<'claim'>, now: number): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  if (task.status !== 'ready') {
    return refused('status', task.status === 'running' ? said('{0} is running already.', named(task)) : said('{0} is not ready: {1}.', named(task), task.status));
  }
  if (runId === '' || runId.length > limits.id || task.runs.some(({ id }) => id === runId)) {
    return refused('invalid', 'A new attempt needs a run of its own.');
  }
  if (task.leaving) {
    return refused('held', said('The last worker of {0} is still ending.', named(task)));
  }
  if (by.kind !== 'person' && board.paused) {
    return refused('held', said('The board is paused.'));
  }
  if (by.kind !== 'person' && (task.cooldownUntil ?? 0) > now) {
    return refused('held', said('{0} waits for a usage limit to end.', named(task)));
  }
  const pending = openParents(board, task.parents);
  if (pending.length > 0) {
    return decided(taskId, by, { kind: 'claimRejected', pending }, { kind: 'moved', status: 'todo', why: 'parentsOpen' });
  }
  const claim = { runId, holder, claimedAt: now, expiresAt: now + ttlMs };
  return decided(taskId, by, { kind: 'claimed', claim, attempt: (task.runs.at(-1)?.attempt ?? 0) + 1 });
}
