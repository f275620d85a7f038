/**
 * Time as a parameter. Waits inside one process use `now` (monotonic, unmoved by changes of the wall clock); whatever is written to disk
 * uses `wall`. Nothing below `host/` reads a global clock, so that tests can own time.
 */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary origin. */
  now(): number;
  /** Milliseconds since the epoch. */
  wall(): number;
  /** Runs `run` once after `ms` milliseconds, unless cancelled first. Cancelling twice is harmless. */
  after(ms: number, run: () => void): Cancel;
}

export type Cancel = () => void;
