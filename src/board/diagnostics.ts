/**
 * What is wrong with a task although its status does not say so: one rule each, derived from the task alone whenever somebody asks. A rule
 * that breaks costs itself. Nothing is stored and nothing is done about it here.
 */
import { defaultFailureLimit, failureLimitOf } from './failures';
import type { Diagnostic, DiagnosticAction, DiagnosticRule } from './diagnostic';
import type { Held } from './held';
import { limits, shortened } from './limits';
import type { Run, RunOutcome, Task } from './task';

export interface DiagnosticSettings {
  readonly failureLimit: number;
  /** Blocked after an unblocking, so often within the window. 0: not told. */
  readonly cycleThreshold: number;
  readonly cycleWindowMs: number;
}

export const diagnosticDefaults: DiagnosticSettings = { failureLimit: defaultFailureLimit, cycleThreshold: 3, cycleWindowMs: 86_400_000 };

export interface Circumstances {
  /** Wall milliseconds. */
  readonly now: number;
  readonly settings: DiagnosticSettings;
  /** Why it is not started, where it is ready. */
  readonly held: Held | undefined;
}

export type Rule = (task: Task, around: Circumstances) => Omit<Diagnostic, 'rule'> | undefined;
export type Rules = Readonly<Partial<Record<DiagnosticRule, Rule>>>;

/** The worst first. `onBroken` hears of a rule that threw. */
export function diagnose(
  task: Task,
  around: Circumstances,
  onBroken: (rule: string, error: unknown) => void = () => undefined,
  rules: Rules = allRules,
): readonly Diagnostic[] {
  const found = Object.entries(rules).flatMap(([rule, find]) => {
    try {
      const one = find(task, around);
      return one ? [{ rule: rule as DiagnosticRule, ...one, actions: one.actions.filter((action) => isPossible(action, task)) }] : [];
    } catch (error) {
      // One rule that does not foresee a task must not hide what the others see.
      onBroken(rule, error);
      return [];
    }
  });
  return found.sort((one, other) => weights[other.severity] - weights[one.severity]);
}

const weights: Readonly<Record<Diagnostic['severity'], number>> = { warning: 1, error: 2, critical: 3 };

const hourMs = 3_600_000;
const restartWindowMs = 24 * hourMs;
/** So many are told of, be it that they took weeks. */
const restartsAtAnyPace = 4;
const stuckAfterMs = 24 * hourMs;
const strandedAfterMs = hourMs / 2;

export const allRules: Rules = {
  loop: (task) => {
    if (task.status !== 'blocked' || task.block?.kind !== 'loop') {
      return undefined;
    }
    const { count = 0, total = count, reasons = [] } = task.recurrence ?? {};
    return { severity: 'error', facts: { count: total, reasons: reasons.map(line) }, actions: ['unblock', 'edit', 'openTranscript', 'archive'] };
  },

  remote: ({ status, doubt, generation = 0 }) =>
    status === 'triage' && doubt === 'generation' ? { severity: 'warning', facts: { count: generation }, actions: ['edit', 'archive'] } : undefined,

  multiplying: ({ status, doubt }) =>
    status === 'triage' && doubt === 'number' ? { severity: 'warning', facts: { count: limits.startedOfWorker }, actions: ['edit', 'archive'] } : undefined,

  /** By the order of the log, since many things share a second. */
  cycling: ({ blockHistory, status }, { now, settings }) => {
    const { cycleThreshold, cycleWindowMs } = settings;
    const again = blockHistory.filter(({ kind, at }, n) => kind === 'blocked' && blockHistory[n - 1]?.kind === 'unblocked' && at > now - cycleWindowMs);
    const [first, last] = [again[0], again.at(-1)];
    if (status === 'archived' || status === 'done' || cycleThreshold <= 0 || again.length < cycleThreshold || !first || !last) {
      return undefined;
    }
    const reasons = [...new Set(again.flatMap(({ reason }) => (reason === undefined ? [] : [line(reason)])))].slice(-5);
    return { severity: 'warning', facts: { count: again.length, since: first.at, until: last.at, reasons }, actions: ['edit', 'openTranscript', 'archive'] };
  },

  repeatedFailures: (task, { settings }) => {
    const limit = failureLimitOf(task, settings.failureLimit);
    if (isSettled(task) || task.failures < limit) {
      return undefined;
    }
    const severity = task.failures >= 2 * limit ? 'critical' : 'error';
    return { severity, facts: { count: task.failures, ...errorOf(task, failed) }, actions: ['run', 'edit', 'openTranscript'] };
  },

  /** Told before the breaker trips; from then on the breaker tells. */
  repeatedCrashes: (task, { settings }) => {
    const count = trailing(task.runs, ['crashed', 'spawn_failed']);
    if (isSettled(task) || count < 2 || task.failures >= failureLimitOf(task, settings.failureLimit)) {
      return undefined;
    }
    return { severity: count >= 4 ? 'critical' : 'error', facts: { count, ...errorOf(task, failed) }, actions: ['openTranscript', 'edit', 'run'] };
  },

  /**
   * A failure in between changes nothing: with one now and then that stays below its limit, a task could go round for ever. Nor does how
   * long each attempt takes, once there are more of them.
   */
  restarting: (task, { now }) => {
    const over = task.runs.flatMap(({ end }) => (end ? [end] : []));
    const since = over.findLastIndex(({ outcome }) => reported.includes(outcome));
    const all = over.slice(since + 1).filter(({ outcome }) => uncounted.includes(outcome));
    const recent = all.filter(({ at }) => at > now - restartWindowMs);
    const restarts = all.length < restartsAtAnyPace ? recent : all;
    const count = restarts.length;
    const first = restarts[0];
    if (task.status === 'archived' || task.status === 'done' || count < 3 || !first) {
      return undefined;
    }
    const severity = count >= 6 ? 'error' : 'warning';
    return { severity, facts: { count, since: first.at, ...errorOf(task, uncounted) }, actions: ['openTranscript', 'edit', 'archive'] };
  },

  stuckInBlocked: ({ status, statusAt, block }, { now }) =>
    status === 'blocked' && now - statusAt >= stuckAfterMs
      ? { severity: 'warning', facts: { since: statusAt, ...(block && { reasons: [line(block.reason)] }) }, actions: ['unblock', 'edit', 'archive'] }
      : undefined,

  /** Only where it should have been started: what waits for a person, for a pause or for a limit to end is not stranded. */
  strandedInReady: ({ status, statusAt }, { now, held }) => {
    const waitedMs = now - statusAt;
    if (status !== 'ready' || waitedMs < strandedAfterMs || waitingHeld.has(held?.kind)) {
      return undefined;
    }
    const severity = waitedMs >= 6 * strandedAfterMs ? 'critical' : waitedMs >= 2 * strandedAfterMs ? 'error' : 'warning';
    return { severity, facts: { since: statusAt }, actions: held?.kind === 'agentMissing' || held?.kind === 'agentCannot' ? ['edit', 'run'] : ['run', 'edit'] };
  },
};

const waitingHeld: ReadonlySet<Held['kind'] | undefined> = new Set<Held['kind']>(['manual', 'paused', 'cooldown', 'justDone', 'pullRequest', 'agentLimited', 'signIn']);
const failed: readonly RunOutcome[] = ['crashed', 'timed_out', 'spawn_failed', 'reclaimed', 'failed'];
/** Ends that no breaker counts, or not for long. */
const uncounted: readonly RunOutcome[] = ['reclaimed', 'stale', 'rate_limited', 'unreported'];
/** Ends that somebody has said something about. */
const reported: readonly RunOutcome[] = ['completed', 'blocked', 'stopped', 'failed'];

function isSettled({ status }: Task): boolean {
  return status === 'done' || status === 'archived' || status === 'running';
}

function isPossible(action: DiagnosticAction, { runs }: Task): boolean {
  return action !== 'openTranscript' || runs.some(({ sessionId }) => sessionId !== undefined);
}

/** How many of the last attempts that are over ended so, without another end in between. */
function trailing(runs: readonly Run[], outcomes: readonly RunOutcome[]): number {
  const over = runs.flatMap(({ end }) => (end ? [end.outcome] : []));
  return over.length - 1 - over.findLastIndex((outcome) => !outcomes.includes(outcome));
}

function errorOf({ runs }: Task, outcomes: readonly RunOutcome[]): { readonly error?: string } {
  const detail = runs.findLast(({ end }) => end && outcomes.includes(end.outcome))?.end?.detail;
  return detail === undefined ? {} : { error: line(detail) };
}

/** The beginning of the first line that says something. */
function line(text: string): string {
  const first = text.split('\n').find((one) => one.trim() !== '') ?? '';
  return shortened(first.trim(), 200);
}
