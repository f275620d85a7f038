/**
 * Whether the last attempt at a task has opened a pull request, as its worker said: another attempt would open a second one. It holds for a
 * day, unless a person has sent the task on since. What a worker writes is hostile, so what is looked for is short.
 */
import type { Task } from './task';

export const restAfterPullRequestMs = 24 * 3_600_000;

/** Until when the task rests, in wall milliseconds; undefined: it does not. */
export function pullRequestRest(task: Task): number | undefined {
  if (!known.has(task)) {
    known.set(task, restOf(task));
  }
  return known.get(task);
}

/** A task is replaced and never changed, so that its comments are read once. */
const known = new WeakMap<Task, number | undefined>();

function restOf({ id, runs, comments, summary, requeuedAt, blockHistory }: Task): number | undefined {
  const run = runs.at(-1);
  const sentOnAt = blockHistory.findLast(({ kind }) => kind === 'unblocked')?.at ?? -Infinity;
  if (!run?.end || requeuedAt !== undefined || sentOnAt >= run.end.at) {
    return undefined;
  }
  const { end, startedAt } = run;
  const said = comments.filter(({ by, at }) => by.kind === 'worker' && by.taskId === id && at >= startedAt && at <= end.at).map(({ text }) => text);
  const all = end.outcome === 'completed' && summary !== undefined ? [...said, summary] : said;
  return all.some((text) => link.test(text)) ? end.at + restAfterPullRequestMs : undefined;
}

/** Of the usual hosts. */
const link = /https?:\/\/[^\s<>()[\]"']{1,200}\/(?:pull|pulls|merge_requests|pull-requests)\/\d{1,9}\b/i;
