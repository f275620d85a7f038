import { describe, expect, test } from 'vitest';
import { afterAsking, claimDefaults, judgeClaim, judgeLeaving, workedMs } from '../../src/board/claims';
import type { ClaimMoment, ClaimSettings, ClaimVerdict } from '../../src/board/claims';
import type { WorkerState } from '../../src/board/port';
import type { Claim, Run, Task } from '../../src/board/task';
import { failureLimit, holder, holdfast, hour, LiveBoard, minute, second, t0, ttlMs, worker } from './liveBoard';

/** Running since 70 minutes, with a claim that is over. */
function running(claim: Partial<Claim> = {}, task: Partial<Task> = {}, run: Partial<Run> = {}): Task {
  const board = new LiveBoard();
  board.adds();
  board.claims();
  const live = board.task();
  const held: Claim = { ...(live.claim as Claim), expiresAt: now - 1, ...claim };
  return { ...live, claim: held, runs: live.runs.map((one) => ({ ...one, ...run })), ...task };
}

const now = t0 + 70 * minute;
const beatAt = { null: undefined, fresh: now - 59 * minute, stale: now - 61 * minute };

function judge(task: Task, state: WorkerState, moment: Partial<ClaimMoment> = {}, settings: Partial<ClaimSettings> = {}): ClaimVerdict {
  return judgeClaim(task, state, { now, window: holder.window, ...moment }, { ...claimDefaults, ...settings });
}

describe('a claim that is over', () => {
  type Row = readonly [state: 'alive' | 'dead', heartbeat: 'null' | 'fresh' | 'stale', then: 'extend' | 'reclaimed' | 'crashed', counted?: 'counted'];
  const rows: readonly Row[] = [
    ['alive', 'null', 'extend'],
    ['alive', 'fresh', 'extend'],
    ['alive', 'stale', 'reclaimed', 'counted'],
    ['dead', 'null', 'reclaimed'],
    ['dead', 'fresh', 'reclaimed'],
    ['dead', 'stale', 'reclaimed'],
  ];

  test.each(rows.flatMap((row) => (['kill works', 'survives'] as const).map((kill) => [row[0], row[1], kill, row] as const)))(
    'of a worker that is %s with a heartbeat that is %s, where the %s',
    (state, heartbeat, kill, [, , then, counted]) => {
      const at = beatAt[heartbeat];
      const verdict = judge(running(at === undefined ? {} : { beatAt: at }), state === 'alive' ? 'working' : 'dead', { window: 'other' });
      if (then === 'extend') {
        expect(verdict).toEqual({ kind: 'extend' });
        return;
      }
      expect(verdict).toMatchObject({ kind: 'askEnd', then: { outcome: then, heartbeat: counted ? 'stale' : 'fresh' } });
      const asked = verdict.kind === 'askEnd' ? afterAsking(verdict.then, kill === 'survives' ? 'alive' : 'gone', claimDefaults) : undefined;
      expect(asked).toMatchObject(kill === 'survives' ? { kind: 'defer', ms: 120 * second } : { kind: 'takeBack', then: { outcome: then } });
    },
  );

  test('of our own dead worker is a crash, since our window lives', () => {
    expect(judge(running(), 'dead')).toMatchObject({ kind: 'askEnd', then: { outcome: 'crashed' } });
  });

  test('says for how long nothing was heard', () => {
    expect(judge(running({ beatAt: beatAt.stale }), 'working')).toMatchObject({ then: { detail: 'No sign of life for 61 min.' } });
  });

  test('is extended for ever where the backstop is off', () => {
    expect(judge(running({ beatAt: beatAt.stale }), 'working', {}, { heartbeatStaleMs: 0 })).toEqual({ kind: 'extend' });
  });

  test('on another machine is given up after an hour of silence, and left alone before', () => {
    expect(judge(running({ beatAt: beatAt.fresh }), 'unknown')).toEqual({ kind: 'leave' });
    expect(judge(running({ beatAt: beatAt.stale }), 'unknown')).toMatchObject({ kind: 'takeBack', then: { outcome: 'reclaimed', heartbeat: 'fresh' } });
    expect(judge(running(), 'unknown')).toMatchObject({ kind: 'takeBack' });
    expect(judge(running({ expiresAt: now + 1 }), 'unknown')).toEqual({ kind: 'leave' });
  });

  test('is not asked about again before a deferral is over', () => {
    expect(judge(running({ beatAt: beatAt.stale, deferredUntil: now + 1 }), 'working')).toEqual({ kind: 'leave' });
    expect(judge(running({ deferredUntil: now + 1 }), 'dead')).toEqual({ kind: 'leave' });
    expect(judge(running({ deferredUntil: now }), 'dead').kind).toBe('askEnd');
  });
});

describe('a claim that holds', () => {
  test('is left alone while its worker lives', () => {
    expect(judge(running({ expiresAt: now + 1 }), 'working')).toEqual({ kind: 'leave' });
    expect(judge(running({ expiresAt: now + 1, beatAt: beatAt.stale }), 'working')).toEqual({ kind: 'leave' });
  });

  test('does not save a worker that is proven gone', () => {
    expect(judge(running({ expiresAt: now + hour }), 'dead').kind).toBe('askEnd');
  });

  test('that is fresh is never judged by what the attempt before it left', () => {
    const board = new LiveBoard();
    board.adds();
    const old = board.claims();
    board.does({ kind: 'beat', taskId: 't', runId: old, ttlMs, waiting: 'nobody', by: worker('t') });
    board.now += 10 * hour;
    board.does({ kind: 'takeBack', taskId: 't', runId: old, by: holdfast, outcome: 'reclaimed', detail: 'Gone.', failureLimit, heartbeat: 'fresh' });
    board.claims();
    board.now += 31 * second;
    expect(judge(board.task(), 'working', { now: board.now })).toEqual({ kind: 'leave' });
  });
});

describe('a worker that was started just now', () => {
  test('has half a minute until it is missed', () => {
    const fresh = running({ expiresAt: t0 + ttlMs });
    expect(judge(fresh, 'dead', { now: t0 + 29 * second })).toEqual({ kind: 'leave' });
    expect(judge(fresh, 'dead', { now: t0 + 30 * second }).kind).toBe('askEnd');
  });

  test('is missed at last when the clock was set back', () => {
    expect(judge(running({ claimedAt: now + 24 * hour }), 'dead').kind).toBe('askEnd');
  });
});

describe('a worker that waits for a person', () => {
  test('keeps its task for as long as that takes', () => {
    const waiting = running({ beatAt: beatAt.stale, waitingSince: t0 }, { maxRuntimeMs: minute });
    expect(judge(waiting, 'waiting', { now: t0 + 5 * hour })).toEqual({ kind: 'extend' });
  });

  test('in another window keeps it by its beats, and only by them', () => {
    const since = { waitingSince: t0 };
    expect(judge(running({ ...since, beatAt: beatAt.fresh }), 'working', { window: 'other' })).toEqual({ kind: 'extend' });
    expect(judge(running({ ...since, beatAt: beatAt.stale }), 'working', { window: 'other' }).kind).toBe('askEnd');
  });
});

describe('after a sleep of three hours', () => {
  const woke = { now: t0 + 3 * hour, wokeAt: t0 + 3 * hour - second };
  const slept = running({ expiresAt: t0 + ttlMs, beatAt: t0 + minute }, { maxRuntimeMs: hour });

  test('a worker that lives keeps its task', () => {
    expect(judge(slept, 'working', woke)).toEqual({ kind: 'extend' });
  });

  test('one that is dead loses it when everybody had the time to come back', () => {
    expect(judge(slept, 'dead', woke)).toEqual({ kind: 'leave' });
    expect(judge(slept, 'dead', { ...woke, now: woke.wokeAt + ttlMs - 1 })).toEqual({ kind: 'leave' });
    expect(judge(slept, 'dead', { ...woke, now: woke.wokeAt + ttlMs }).kind).toBe('askEnd');
  });

  test('the longest runtime waits as well', () => {
    expect(judge({ ...slept, claim: { ...(slept.claim as Claim), beatAt: woke.wokeAt } }, 'working', { ...woke, now: woke.wokeAt + ttlMs })).toMatchObject({
      then: { outcome: 'timed_out' },
    });
  });
});

describe('a task that has been running for four hours', () => {
  const at = t0 + 4 * hour + second;

  test.each([
    ['without any sign of life is stale', {}, 'working', 'stale'],
    ['with an old one is taken back for its silence', { beatAt: t0 }, 'working', 'reclaimed'],
    ['with a recent one is left', { beatAt: at - minute, expiresAt: at + 1 }, 'working', 'leave'],
    ['waiting for a person is left', { expiresAt: at + 1 }, 'waiting', 'leave'],
  ] as const)('%s', (_what, claim, state, then) => {
    const verdict = judge(running(claim), state, { now: at });
    expect('then' in verdict ? verdict.then.outcome : verdict.kind).toBe(then);
  });

  test('is not stale a moment earlier, nor where that is off', () => {
    expect(judge(running(), 'working', { now: t0 + 4 * hour })).toEqual({ kind: 'extend' });
    expect(judge(running(), 'working', { now: at }, { staleRunningMs: 0 })).toEqual({ kind: 'extend' });
  });

  test('and is taken back as stale counts as no failure', () => {
    const board = new LiveBoard();
    board.adds();
    board.does({ kind: 'takeBack', taskId: 't', runId: board.claims(), by: holdfast, outcome: 'stale', detail: 'Still.', failureLimit, heartbeat: 'stale' });
    expect(board.task()).toMatchObject({ status: 'ready', failures: 0, runs: [{ end: { outcome: 'stale' } }] });
  });
});

describe('the longest runtime', () => {
  const fresh = { beatAt: now - minute, expiresAt: now + 1 };

  test('ends a worker however lively it is', () => {
    expect(judge(running(fresh, { maxRuntimeMs: 69 * minute }), 'working')).toMatchObject({ kind: 'askEnd', then: { outcome: 'timed_out' } });
    expect(judge(running(fresh, { maxRuntimeMs: 70 * minute }), 'working')).toEqual({ kind: 'leave' });
  });

  test('does not count the time in which it waited for a person', () => {
    expect(judge(running(fresh, { maxRuntimeMs: 60 * minute }, { waitedMs: 10 * minute }), 'working')).toEqual({ kind: 'leave' });
    expect(judge(running({ ...fresh, waitingSince: now - 11 * minute }, { maxRuntimeMs: 60 * minute }), 'working')).toEqual({ kind: 'leave' });
  });

  test('is each attempt’s own', () => {
    const second: Run = { id: 'run-1', attempt: 2, startedAt: now - minute, waitedMs: 0 };
    expect(judge(running({ ...fresh, claimedAt: now - minute }, { maxRuntimeMs: 10 * minute, runs: [second] }), 'working')).toEqual({ kind: 'leave' });
    expect(workedMs(second, undefined, now)).toBe(minute);
  });
});

test('a task that is not running has nothing to be judged', () => {
  const board = new LiveBoard();
  expect(judge(board.adds(), 'dead')).toEqual({ kind: 'leave' });
});

describe('a worker that has reported', () => {
  const judged = (state: WorkerState, agoMs: number) => judgeLeaving({ runId: 'r', holder, since: now - agoMs }, state, now, claimDefaults);

  test('has two minutes to go by itself, and is then asked to', () => {
    expect([judged('working', 119 * second), judged('working', 120 * second), judged('waiting', 120 * second)]).toEqual(['leave', 'askEnd', 'askEnd']);
  });

  test('whose window is gone is looked for at once', () => {
    expect(judged('dead', 0)).toBe('askEnd');
  });

  test('of another computer is taken for gone after an hour', () => {
    expect([judged('unknown', 59 * minute), judged('unknown', 60 * minute)]).toEqual(['leave', 'takenForGone']);
  });

  test('is not waited for for ever where a clock was set back', () => {
    expect([judged('working', -10 * minute), judged('unknown', -2 * hour)]).toEqual(['askEnd', 'takenForGone']);
  });
});
