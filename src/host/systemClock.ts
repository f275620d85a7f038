import type { Clock } from '../base/clock';
import type { AfterPoll } from '../base/idleBound';

/** Node's timers take 31 bits of milliseconds; a longer wait would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own time. Its timers keep the process alive: a bound that nobody waits for must be cancelled, not forgotten. */
export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(ms, run) {
    let timer: NodeJS.Timeout;
    const wait = (leftMs: number): void => {
      const stepMs = Math.min(leftMs, longestTimerMs);
      timer = setTimeout(() => (leftMs > stepMs ? wait(leftMs - stepMs) : run()), stepMs);
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
};

/** `setImmediate` comes behind the poll phase, also when it is asked for in a timer. */
export const afterPoll: AfterPoll = (run) => {
  const turn = setImmediate(run);
  return () => clearImmediate(turn);
};
