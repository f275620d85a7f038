/**
 * The breaker: one counter over whatever an attempt can fail of, and a second one over attempts that ended without a word. Only a success
 * or a person sets them back.
 */
import type { TaskFact } from './boardEvent';
import { limits, shortened } from './limits';
import type { RunOutcome, Task } from './task';

export const defaultFailureLimit = 2;
/** Attempts without a word about the task until it is given up. */
export const unreportedLimit = 3;

type Ended = Extract<TaskFact, { readonly kind: 'ended' }>;

/** The task's own limit, else that of the settings. */
export function failureLimitOf({ failureLimit }: Pick<Task, 'failureLimit'>, setting: number): number {
  return Math.max(1, failureLimit ?? (Number.isFinite(setting) ? Math.floor(setting) : defaultFailureLimit));
}

/** `systemic`: whatever is tried fails of the same, so that trying again only costs. */
export interface FailedAttempt {
  readonly outcome: RunOutcome;
  readonly detail: string;
  readonly limit: number;
  readonly reach: 'own' | 'systemic';
}

export function afterFailure(task: Task, runId: string, { outcome, detail, limit, reach }: FailedAttempt): Ended {
  const failures = task.failures + 1;
  const said = shortened(detail, limits.detail);
  const ended = { ...quietEnd(task, runId, outcome, said), failures };
  if (failures < (reach === 'systemic' ? 1 : limit)) {
    return ended;
  }
  const tries = `Gave up after ${failures === 1 ? 'one failed attempt' : `${failures} failed attempts`}`;
  return { ...ended, status: 'blocked', block: { kind: 'gave_up', reason: `${tries}: ${said}`, recoversAbove: Math.max(limit, failures) } };
}

export function afterSilence(task: Task, runId: string, detail: string): Ended {
  const unreported = task.unreported + 1;
  const said = shortened(detail, limits.detail);
  const ended = { ...quietEnd(task, runId, 'unreported', said), unreported };
  const reason = `${unreported} attempts ended without a word about the task: ${said}`;
  return unreported < unreportedLimit ? ended : { ...ended, status: 'blocked', block: { kind: 'gave_up', reason } };
}

/** An end that counts as nothing: the task is ready again, and whatever was counted stays. */
export function quietEnd(task: Task, runId: string, outcome: RunOutcome, detail: string): Ended {
  const { failures, unreported, recurrence } = task;
  const said = shortened(detail, limits.detail);
  return { kind: 'ended', runId, outcome, status: 'ready', failures, unreported, ...(said !== '' && { detail: said }), ...(recurrence && { recurrence }) };
}
