/** How an attempt ends: reported by its worker, failed, stopped by a person, or taken back from a worker that is proven gone. */
import { said } from '../../base/said';
import { isLoop, recurrenceAfter } from '../blockLoop';
import type { Board } from '../board';
import type { TaskFact } from '../boardEvent';
import type { CommandOf } from '../command';
import { decided, followedBy, refused, unchanged } from '../decision';
import type { Decision } from '../decision';
import { afterFailure, afterSilence, failureLimitOf, quietEnd } from '../failures';
import { limits, shortened } from '../limits';
import { openParents } from '../parents';
import type { Author, Task } from '../task';
import { currentAttempt, knownTask } from './knownTask';
import { released } from './promotion';

/** What does not hold leaves the task running, so that the worker can try again. */
export function finish(board: Board, command: CommandOf<'finish'>): Decision {
  const { taskId, runId, summary, artifacts, missing, to, by } = command;
  const current = currentAttempt(board, command);
  if ('why' in current) {
    return current;
  }
  if (summary.trim() === '') {
    return refused('empty', 'Say in a summary what was done.');
  }
  if (missing.length > 0) {
    return refused('artifacts', `Not found: ${missing.slice(0, 5).join(', ')}. Name only files that exist.`);
  }
  if (summary.length > limits.summary || artifacts.length > limits.artifacts || artifacts.some(({ length }) => length > limits.artifact)) {
    return refused('invalid', `At most ${limits.summary} characters of summary and ${limits.artifacts} artifacts.`);
  }
  const report = { summary: summary.trim(), artifacts: [...new Set(artifacts)] };
  const fact: TaskFact = { kind: 'ended', runId, outcome: 'completed', status: to, failures: 0, unreported: 0, ...report, ...stillThere(by) };
  return followedBy(decided(taskId, by, fact), to === 'done' ? released(board, taskId) : []);
}

/** A dependency that there is none of would come back at once and for ever: it is a question to a person. */
export function giveBack(board: Board, command: CommandOf<'giveBack'>): Decision {
  const { taskId, runId, blockKind: asked = 'untyped', wants, by } = command;
  const current = currentAttempt(board, command);
  if ('why' in current) {
    return current;
  }
  const { task } = current;
  const reason = command.reason.trim();
  if (reason === '' || reason.length > limits.reason) {
    return reason === '' ? refused('empty', said('Say why the task is blocked.')) : refused('invalid', `At most ${limits.reason} characters of reason.`);
  }
  const waits = asked === 'dependency' && openParents(board, task.parents).length > 0;
  const ended = { ...quietEnd(task, runId, 'blocked', reason), unreported: 0, ...stillThere(by) };
  if (waits) {
    return decided(taskId, by, { ...ended, status: 'todo' });
  }
  const kind = asked === 'dependency' ? 'needs_input' : asked;
  const recurrence = recurrenceAfter(task, kind, reason);
  return decided(taskId, by, { ...ended, status: 'blocked', recurrence, block: { kind: isLoop(recurrence) ? 'loop' : kind, reason, ...(wants && { wants }) } });
}

/** Whoever says it first is believed; to say it again is no fault. */
export function left(board: Board, { taskId, runId, by }: CommandOf<'left'>): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  return task.leaving?.runId === runId ? decided(taskId, by, { kind: 'left', runId }) : unchanged;
}

export function fail(board: Board, command: CommandOf<'fail'>, now: number): Decision {
  const { taskId, runId, by } = command;
  const current = currentAttempt(board, command);
  return 'why' in current ? current : decided(taskId, by, failed(current.task, runId, command, now));
}

/** Its failures are forgotten, because a person wants it done. */
export function reclaim(board: Board, command: CommandOf<'reclaim'>): Decision {
  const { taskId, runId, by } = command;
  const current = currentAttempt(board, command);
  return 'why' in current ? current : decided(taskId, by, { ...quietEnd(current.task, runId, 'reclaimed', ''), failures: 0, unreported: 0 });
}

export function stop(board: Board, command: CommandOf<'stop'>): Decision {
  const { taskId, runId, to, by } = command;
  const current = currentAttempt(board, command);
  if ('why' in current) {
    return current;
  }
  const stopped = quietEnd(current.task, runId, 'stopped', '');
  return decided(taskId, by, to === 'ready' ? stopped : { ...stopped, status: 'blocked', block: { kind: 'untyped', reason: 'Stopped by hand.' } });
}

/** What its window did to it is no failure of the task; being alive and silent for too long is, or it would go round unseen. */
export function takeBack(board: Board, command: CommandOf<'takeBack'>): Decision {
  const { taskId, runId, outcome, detail, failureLimit, heartbeat, by } = command;
  const current = currentAttempt(board, command);
  if ('why' in current) {
    return current;
  }
  const { task } = current;
  const isFailure = outcome === 'crashed' || outcome === 'timed_out' || (outcome === 'reclaimed' && heartbeat === 'stale');
  const limit = failureLimitOf(task, failureLimit);
  const fact = isFailure ? afterFailure(task, runId, { outcome, detail, limit, reach: 'own' }) : quietEnd(task, runId, outcome, detail);
  return decided(taskId, by, fact);
}

function failed(task: Task, runId: string, { failure, failureLimit }: CommandOf<'fail'>, now: number): TaskFact {
  const { detail } = failure;
  switch (failure.kind) {
    case 'unreported':
      return failure.tools === 'connected'
        ? afterSilence(task, runId, detail)
        : { ...quietEnd(task, runId, 'unreported', ''), status: 'review', summary: shortened(detail, limits.summary) };
    case 'rate_limited': {
      const until = Math.min(Math.max(failure.until, now + shortestCooldownMs), now + longestCooldownMs);
      return { ...quietEnd(task, runId, 'rate_limited', detail), cooldownUntil: until };
    }
    case 'failed': {
      const ended = { ...quietEnd(task, runId, 'failed', detail), failures: task.failures + 1 };
      return { ...ended, status: 'blocked', block: { kind: 'untyped', reason: shortened(detail, limits.reason) } };
    }
    default: {
      const limit = failureLimitOf(task, failureLimit);
      return afterFailure(task, runId, { outcome: failure.kind, detail, limit, reach: failure.systemic ? 'systemic' : 'own' });
    }
  }
}

/** What a worker says itself, it says while it is at work; what is said in its place is said when it has gone. */
function stillThere({ kind }: Author): { readonly worker?: 'leaving' } {
  return kind === 'worker' ? { worker: 'leaving' } : {};
}

/** Whatever an agent says of when its limit ends: nothing stands still for longer without being looked at. */
const longestCooldownMs = 8 * 24 * 3_600_000;
/** Nor is it tried again in a breath: no breaker counts these attempts, so a limit that always ends in a second would go round for ever. */
const shortestCooldownMs = 300_000;
