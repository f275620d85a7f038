import { beforeEach, describe, expect, test } from 'vitest';
import { StartBreaker } from '../../src/agent/startBreaker';
import { FakeClock } from '../fakes/fakeClock';

let clock: FakeClock;
let breaker: StartBreaker;

beforeEach(() => {
  clock = new FakeClock();
  breaker = new StartBreaker(clock);
});

/** Starts as soon as it may and fails at once, until it may no more; says after how long each start was. */
async function storm(limit = 20): Promise<readonly number[]> {
  const starts: number[] = [];
  while (starts.length < limit) {
    const next = breaker.next();
    if (next.kind === 'shut') {
      break;
    }
    await clock.tick(next.kind === 'wait' ? next.ms : 0);
    starts.push(clock.now());
    breaker.lost(clock.now());
  }
  return starts;
}

describe('an agent that is well', () => {
  test('is started at once, however often', () => {
    for (let n = 0; n < 100; n += 1) {
      expect(breaker.next()).toEqual({ kind: 'now' });
    }
  });

  test('is started at once again as soon as it was of use', () => {
    breaker.lost(0);
    breaker.lost(0);
    expect(breaker.next()).toEqual({ kind: 'wait', ms: 2_000 });
    breaker.reset();
    expect(breaker.next()).toEqual({ kind: 'now' });
  });
});

describe('an agent whose starts come to nothing', () => {
  test('is started five times, 1, 2, 4 and 8 s apart, and then no more until two minutes are over', async () => {
    expect(await storm()).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
    expect(breaker.next()).toEqual({ kind: 'shut', ms: 105_000 });
    await clock.tick(104_999);
    expect(breaker.next()).toMatchObject({ kind: 'shut' });
    await clock.tick(1);
    expect(breaker.next()).toEqual({ kind: 'now' });
  });

  test('is never started more than five times within any two minutes, for as long as it goes on', async () => {
    const starts: number[] = [];
    while (clock.now() < 3_600_000) {
      starts.push(...(await storm(1)));
      const next = breaker.next();
      await clock.tick(next.kind === 'now' ? 0 : next.ms);
    }
    for (const [index, at] of starts.entries()) {
      expect(starts.slice(index).filter((other) => other - at < 120_000).length).toBeLessThanOrEqual(5);
    }
    const gaps = starts.slice(10).map((at, index) => at - (starts[index + 9] ?? 0));
    expect(Math.max(...gaps)).toBe(60_000);
  });

  test('that takes a minute each time to fail waits its back-off from the failure on', async () => {
    await clock.tick(60_000);
    breaker.lost(0);
    expect(breaker.next()).toEqual({ kind: 'wait', ms: 1_000 });
  });

  test('may be tried by a person at once', async () => {
    await storm();
    breaker.reset();
    expect(breaker.next()).toEqual({ kind: 'now' });
    expect(await storm()).toHaveLength(5);
  });
});
