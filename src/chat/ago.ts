/** How long something takes or is past, in the short words that rows and the status bar have room for. */
import { sayDuration } from './timeWords';
import type { Translate } from './words';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

export function duration(ms: number, t: Translate): string {
  if (ms < minute) {
    return t('{0}s', Math.max(0, Math.floor(ms / second)));
  }
  if (ms < hour) {
    return t('{0}m', Math.floor(ms / minute));
  }
  if (ms < day) {
    return t('{0}h', Math.floor(ms / hour));
  }
  return t('{0}d', Math.floor(ms / day));
}

/** The age of something in a list. Below a minute it is "now": a list is no stopwatch. */
export function age(ms: number, t: Translate): string {
  return ms < minute ? t('now') : duration(ms, t);
}

/** “8 s ago”, “3 min ago”, “1 h 12 min ago”: seconds only within the first minute. */
export function sayAgo(ms: number, t: Translate): string {
  return t('{0} ago', sayWhole(ms, t));
}

/** “8 s”, “3 min”: a full word for speech, which changes once a minute at most from the first minute on. */
export function sayWhole(ms: number, t: Translate): string {
  return sayDuration(ms < minute ? ms : ms - (ms % minute), t);
}

/** When such words change next. */
export function nextChangeMs(ms: number): number {
  return ms < minute ? second : minute - (ms % minute);
}
