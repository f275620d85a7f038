/** The task that a command is about, and of an attempt's commands the proof that it still has the task. */
import { said } from '../../base/said';
import type { Board } from '../board';
import { named, refused } from '../decision';
import type { Refused } from '../port';
import type { Claim, Run, Task } from '../task';

export function knownTask(board: Board, taskId: string): Task | Refused {
  return board.get(taskId) ?? refused('unknownTask', said('There is no such task on the board.'));
}

export interface Attempt {
  readonly task: Task;
  readonly run: Run;
  readonly claim: Claim;
}

/** A late writer is told what became of its task. */
export function currentAttempt(board: Board, { taskId, runId }: { readonly taskId: string; readonly runId: string }): Attempt | Refused {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  const { claim } = task;
  const run = task.runs.at(-1);
  if (run && claim?.runId === runId && run.id === runId) {
    return { task, run, claim };
  }
  const mine = task.runs.find(({ id }) => id === runId);
  if (run && run.id !== runId) {
    return refused('stale', said('{0}: the task was taken over (attempt {1}).', named(task), run.attempt));
  }
  return refused('stale', mine?.end ? said('{0}: this attempt is over ({1}); the task is {2}.', named(task), mine.end.outcome, task.status) : said('{0} is not running.', named(task)));
}
