/** Spans of time in a person's words. Pure. */
import type { Translate } from './words';

/** “12 s”, “3 min 5 s”, “1 h 12 min”. */
export function sayDuration(ms: number, t: Translate): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) {
    return t('{0} s', seconds);
  }
  if (hours === 0) {
    return seconds % 60 === 0 ? t('{0} min', minutes) : t('{0} min {1} s', minutes, seconds % 60);
  }
  return minutes % 60 === 0 ? t('{0} h', hours) : t('{0} h {1} min', hours, minutes % 60);
}

/** In one unit: “12 s”, “5 min”, “3 h”, “2 days”. */
export function sayAge(ms: number, t: Translate): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) {
    return t('{0} s', seconds);
  }
  if (hours === 0) {
    return t('{0} min', minutes);
  }
  return hours < 48 ? t('{0} h', hours) : t('{0} days', Math.floor(hours / 24));
}
