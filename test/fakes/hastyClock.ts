import type { Clock } from '../../src/base/clock';
import { systemClock } from '../../src/host/systemClock';

/** Real time, several times as fast: for windows that are processes of their own, or that wait for real ones. */
export function hastyClock(times: number): Clock {
  const from = { now: systemClock.now(), wall: systemClock.wall() };
  return {
    now: () => from.now + (systemClock.now() - from.now) * times,
    wall: () => from.wall + (systemClock.wall() - from.wall) * times,
    after: (ms, run) => systemClock.after(ms / times, run),
  };
}
