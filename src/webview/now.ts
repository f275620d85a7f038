/** Wall time that ticks once a second, only while somebody on screen looks at it. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const now = signal(Date.now());
let watchers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

/** The present second, redrawing the component while `ticking`. */
export function useNow(ticking: 'ticking' | 'still'): number {
  useEffect(() => {
    if (ticking === 'still') {
      return undefined;
    }
    watchers += 1;
    now.value = Date.now();
    timer ??= setInterval(() => {
      now.value = Date.now();
    }, 1_000);
    return () => {
      watchers -= 1;
      if (watchers === 0) {
        clearInterval(timer);
        timer = undefined;
      }
    };
  }, [ticking]);
  return ticking === 'ticking' ? now.value : now.peek();
}
