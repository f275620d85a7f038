/** Which ready tasks may be started, in which order, and why the others may not. Derived from what is so at the moment; nothing is started here. */
import type { AgentGuard } from './agentGuards';
import type { Board } from './board';
import type { AgentFor } from './dispatchPort';
import type { Held } from './held';
import { pullRequestRest } from './pullRequest';
import type { Task } from './task';

export interface StartConditions {
  /** Wall milliseconds. */
  readonly now: number;
  readonly mode: 'manual' | 'auto';
  readonly dispatcher: 'us' | 'elsewhere' | 'nobody';
  readonly folder: 'trusted' | 'untrusted';
  /** How many workers there are, and may be. 0: no limit. */
  readonly running: number;
  readonly limit: number;
  readonly agentFor: (task: Task) => AgentFor;
  /** What other tasks with the same agent have just met. */
  readonly guardOf: (task: Task) => AgentGuard | undefined;
}

/** `held` is absent where it may be started now, together with those before it. */
export interface Readiness {
  readonly task: Task;
  readonly held?: Held;
}

/** Of all ready tasks, in the order in which they are started. */
export function readiness(board: Pick<Board, 'tasks' | 'paused'>, conditions: StartConditions): readonly Readiness[] {
  const ready = board.tasks().filter(({ status }) => status === 'ready');
  let running = conditions.running;
  return [...ready].sort(byUrgency).map((task) => {
    const held = heldBack(board, task, { ...conditions, running });
    running += held ? 0 : 1;
    return held ? { task, held } : { task };
  });
}

/**
 * What stops everything is said before what stops this one: whoever lifts the first learns the second. A person who starts a task by hand
 * is asked none of this but what would stop them too, and that goes before what would not.
 */
export function heldBack(board: Pick<Board, 'paused'>, task: Task, conditions: StartConditions): Held | undefined {
  const { now, mode, dispatcher, folder, running, limit } = conditions;
  if (task.status !== 'ready') {
    return undefined;
  }
  if (folder === 'untrusted') {
    return { kind: 'untrusted' };
  }
  const agent = conditions.agentFor(task);
  if (agent !== 'there') {
    return agent === 'missing' ? { kind: 'agentMissing', agent: task.agent ?? '' } : { kind: 'agentCannot' };
  }
  if (board.paused || mode === 'manual') {
    return { kind: board.paused ? 'paused' : 'manual' };
  }
  if (task.cooldownUntil !== undefined && task.cooldownUntil > now) {
    return { kind: 'cooldown', until: task.cooldownUntil };
  }
  if (task.leaving) {
    return { kind: 'leaving' };
  }
  const restUntil = restOf(task);
  if (restUntil !== undefined && restUntil > now) {
    return { kind: 'justDone', until: restUntil };
  }
  const pullRequestUntil = pullRequestRest(task);
  if (pullRequestUntil !== undefined && pullRequestUntil > now) {
    return { kind: 'pullRequest', until: pullRequestUntil };
  }
  if (dispatcher !== 'us') {
    return { kind: 'elsewhere' };
  }
  const guard = conditions.guardOf(task);
  if (guard && (guard.kind === 'signIn' || guard.until > now)) {
    return guard;
  }
  return limit > 0 && running >= limit ? { kind: 'capacity', running, limit } : undefined;
}

/** A success so short a time ago that doing it again looks like a mistake, unless somebody asked for it. */
export const restAfterSuccessMs = 3_600_000;

function restOf({ runs, requeuedAt }: Task): number | undefined {
  const end = runs.at(-1)?.end;
  return end?.outcome === 'completed' && requeuedAt === undefined ? end.at + restAfterSuccessMs : undefined;
}

/** The higher priority, then the older card. */
function byUrgency(one: Task, other: Task): number {
  return other.priority - one.priority || one.createdAt - other.createdAt;
}
