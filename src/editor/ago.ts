/** How long something takes or is past, in the short words that rows and the status bar have room for. */
import type { Translate } from '../chat/words';

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
