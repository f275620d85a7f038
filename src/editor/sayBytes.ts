import type { Translate } from '../chat/words';

/** “740 B”, “12 kB”, “1.2 MB”: as file managers count, in thousands. */
export function sayBytes(bytes: number, t: Translate): string {
  const [kilo, mega, giga] = [1e3, 1e6, 1e9];
  if (bytes < kilo) {
    return t('{0} B', bytes);
  }
  if (bytes < mega) {
    return t('{0} kB', Math.round(bytes / kilo));
  }
  return bytes < giga ? t('{0} MB', (bytes / mega).toFixed(1)) : t('{0} GB', (bytes / giga).toFixed(1));
}
