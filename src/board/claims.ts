/**
 * What to do about a task that is running, by its claim and by what is known of its worker. Pure, and asked at every tick. Nothing here takes
 * a task from a worker that may live: an end is asked for first, and only a worker that is proven gone loses its task.
 */
import type { WorkerState } from './port';
import type { Claim, Leaving, Run, Task } from './task';

export interface ClaimSettings {
  /** For how long a claim is believed without asking. */
  readonly ttlMs: number;
  /** A worker that lives but gave no sign for so long is ended. 0: never. */
  readonly heartbeatStaleMs: number;
  /** The same for one that never gave any, from its start. 0: never. */
  readonly staleRunningMs: number;
  /** What was started just now may not be there yet. */
  readonly launchGraceMs: number;
  /** A worker that survives its end is asked again after so long. */
  readonly deferMs: number;
}

export const claimDefaults: ClaimSettings = {
  ttlMs: 900_000,
  heartbeatStaleMs: 3_600_000,
  staleRunningMs: 14_400_000,
  launchGraceMs: 30_000,
  deferMs: 120_000,
};

/**
 * Signs of life are written once in so much of the time for which a claim is believed, so that it never runs out while they come. Whoever
 * judges a claim that has run out knows the last sign: it is written when the next one would be due, and the claim holds from then.
 */
export const writtenShare = 0.85;

/** Times are wall milliseconds. */
export interface ClaimMoment {
  readonly now: number;
  /** Ours. What we know of our own workers is more than what their beats tell. */
  readonly window: string;
  /** When the clock last jumped or the machine woke: for one time to live nobody is taken for gone, since everybody slept. */
  readonly wokeAt?: number;
}

export type ClaimVerdict =
  | { readonly kind: 'leave' | 'extend' }
  /** The worker is to end; what becomes of the task says `afterAsking`. */
  | { readonly kind: 'askEnd'; readonly then: TakeBack }
  /** Nobody here can end it, and it has been silent for long enough. */
  | { readonly kind: 'takeBack'; readonly then: TakeBack };

export interface TakeBack {
  readonly outcome: 'reclaimed' | 'stale' | 'crashed' | 'timed_out';
  /** `stale`: it lived and was silent for too long, which counts as a failure. */
  readonly heartbeat: 'stale' | 'fresh';
  readonly detail: string;
}

/** A worker that has reported and holds the task back. `askEnd`: once more, where it was asked before. */
export function judgeLeaving({ since }: Leaving, state: WorkerState, now: number, { heartbeatStaleMs }: ClaimSettings): 'leave' | 'askEnd' | 'takenForGone' {
  switch (state) {
    case 'dead':
      return 'askEnd';
    case 'unknown':
      return isWithin(heartbeatStaleMs || claimDefaults.heartbeatStaleMs, since, now) ? 'leave' : 'takenForGone';
    default:
      return isWithin(leavesWithinMs, since, now) ? 'leave' : 'askEnd';
  }
}

export type AfterAsking = { readonly kind: 'takeBack'; readonly then: TakeBack } | { readonly kind: 'defer'; readonly ms: number; readonly why: string };

export function judgeClaim(task: Task, state: WorkerState, moment: ClaimMoment, settings: ClaimSettings): ClaimVerdict {
  const { claim } = task;
  const run = task.runs.at(-1);
  const { now, window, wokeAt } = moment;
  if (!claim || !run || (claim.deferredUntil ?? 0) > now) {
    return leave;
  }
  const kept: ClaimVerdict = claim.expiresAt <= now && (state === 'working' || state === 'waiting') ? { kind: 'extend' } : leave;
  if (isWithin(settings.launchGraceMs, claim.claimedAt, now) || (wokeAt !== undefined && isWithin(settings.ttlMs, wokeAt, now))) {
    return kept;
  }
  switch (state) {
    case 'dead':
      return askEnd(claim.holder.window === window ? gone.worker : gone.window);
    case 'waiting':
      return kept;
    case 'unknown':
      return isSilent(claim, now, settings) ? { kind: 'takeBack', then: gone.silent } : leave;
    case 'working':
      return trouble(task, claim, run, now, settings) ?? kept;
  }
}

export function afterAsking(then: TakeBack, answer: 'gone' | 'alive', { deferMs }: ClaimSettings): AfterAsking {
  return answer === 'gone' ? { kind: 'takeBack', then } : { kind: 'defer', ms: deferMs, why: 'Its worker was to end and could not be proven gone.' };
}

/** For how long a run has worked, without the time in which it waited for a person. */
export function workedMs(run: Run, claim: Claim | undefined, now: number): number {
  const waitsMs = claim?.waitingSince === undefined ? 0 : Math.max(0, now - claim.waitingSince);
  return Math.max(0, now - run.startedAt - run.waitedMs - waitsMs);
}

const leave: ClaimVerdict = { kind: 'leave' };

const gone = {
  worker: { outcome: 'crashed', heartbeat: 'fresh', detail: 'Its worker is gone.' },
  // What its window did to it, by closing or by being killed, is no failure of the task.
  window: { outcome: 'reclaimed', heartbeat: 'fresh', detail: 'Its window is gone.' },
  silent: { outcome: 'reclaimed', heartbeat: 'fresh', detail: 'Nothing was heard of its worker on another machine.' },
} as const satisfies Readonly<Record<string, TakeBack>>;

function trouble(task: Task, claim: Claim, run: Run, now: number, settings: ClaimSettings): ClaimVerdict | undefined {
  const { heartbeatStaleMs, staleRunningMs } = settings;
  const silentMs = claim.beatAt === undefined ? undefined : now - claim.beatAt;
  if (heartbeatStaleMs > 0 && claim.expiresAt <= now && silentMs !== undefined && silentMs > heartbeatStaleMs) {
    return askEnd({ outcome: 'reclaimed', heartbeat: 'stale', detail: `No sign of life for ${minutes(silentMs)}.` });
  }
  // Until the claim runs out, there may be signs that are not written yet.
  const isSilentForLong = silentMs === undefined || (claim.expiresAt <= now && silentMs > (heartbeatStaleMs || claimDefaults.heartbeatStaleMs));
  if (staleRunningMs > 0 && now - run.startedAt > staleRunningMs && isSilentForLong) {
    return askEnd({ outcome: 'stale', heartbeat: 'stale', detail: `It ran for ${minutes(now - run.startedAt)} without a sign of life.` });
  }
  if (task.maxRuntimeMs !== undefined && workedMs(run, claim, now) > task.maxRuntimeMs) {
    return askEnd({ outcome: 'timed_out', heartbeat: 'fresh', detail: `It worked for longer than its ${minutes(task.maxRuntimeMs)}.` });
  }
  return undefined;
}

function isSilent(claim: Claim, now: number, { heartbeatStaleMs }: ClaimSettings): boolean {
  return heartbeatStaleMs > 0 && claim.expiresAt <= now && now - (claim.beatAt ?? claim.claimedAt) > heartbeatStaleMs;
}

function askEnd(then: TakeBack): ClaimVerdict {
  return { kind: 'askEnd', then };
}

/** Its own window ends it before that: its last words, its turn, its agent. */
const leavesWithinMs = 120_000;

/** A time that lies ahead tells of a clock that was set back: it must not hold for ever. */
function isWithin(ms: number, at: number, now: number): boolean {
  return Math.abs(now - at) < ms;
}

function minutes(ms: number): string {
  return ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.floor(ms / 60_000)} min`;
}
