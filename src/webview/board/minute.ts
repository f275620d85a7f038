/** Wall time that moves once a minute, for what stands on cards: a thousand of them are no stopwatch. */
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

const now = signal(Date.now());

setInterval(() => {
  now.value = Date.now();
}, 60_000);

export const minute: ReadonlySignal<number> = now;
