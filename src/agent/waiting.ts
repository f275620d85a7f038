/** Waits that end: by a bound, or by a signal. What loses the race is consumed, so that nothing becomes an unhandled rejection. */
import type { Clock } from '../base/clock';

/** What the promise settles with, or `'late'` when it has not within the time. 0: no limit. */
export async function within<T>(clock: Clock, limitMs: number, promise: Promise<T>): Promise<T | 'late'> {
  if (limitMs <= 0) {
    return promise;
  }
  let cancel = (): void => undefined;
  const late = new Promise<'late'>((resolve) => {
    cancel = clock.after(limitMs, () => resolve('late'));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    cancel();
  }
}

/** Rejects with the signal's reason when it aborts first. */
export function orAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) {
      abort();
    }
    signal.addEventListener('abort', abort, { once: true });
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
