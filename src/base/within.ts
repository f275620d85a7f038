import type { Clock } from './clock';

/** Waits for a promise, but no longer than `ms`; says which it was. Never rejects, and leaves no timer behind. */
export function within(clock: Clock, ms: number, promise: Promise<unknown>): Promise<'settled' | 'late'> {
  return new Promise((resolve) => {
    const cancel = clock.after(ms, () => resolve('late'));
    const settled = (): void => {
      cancel();
      resolve('settled');
    };
    promise.then(settled, settled);
  });
}
