/**
 * When an agent whose last starts came to nothing may be started again: after 1, 2, 4 … 60 s, and not at all behind five such starts within
 * two minutes, so that a broken agent is no storm of processes. A healthy one is never held up, however often it is started. A policy and
 * no more: it starts nothing, waits for nothing and knows no agent.
 */
import type { Clock } from '../base/clock';

export type Admission =
  | { readonly kind: 'now' }
  | { readonly kind: 'wait'; readonly ms: number }
  /** `ms`: how long it stays shut, if nobody opens it by hand. */
  | { readonly kind: 'shut'; readonly ms: number };

export const startLimit = { times: 5, withinMs: 120_000 } as const;

export class StartBreaker {
  /** When the starts were begun that came to nothing, as far as they count. */
  #lost: readonly number[] = [];
  #inARow = 0;
  #lastLostAt = 0;

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  next(): Admission {
    const now = this.clock.now();
    this.#lost = this.#lost.filter((startedAt) => now - startedAt < startLimit.withinMs);
    const oldest = this.#lost.at(-startLimit.times);
    if (oldest !== undefined) {
      return { kind: 'shut', ms: oldest + startLimit.withinMs - now };
    }
    const ms = this.#inARow === 0 ? 0 : this.#lastLostAt + backOffMs(this.#inARow) - now;
    return ms > 0 ? { kind: 'wait', ms } : { kind: 'now' };
  }

  /** A start of then came to nothing: it failed, or what was started went by itself before it was of any use. */
  lost(startedAt: number): void {
    this.#lost = [...this.#lost, startedAt].sort((one, other) => one - other);
    this.#inARow += 1;
    this.#lastLostAt = this.clock.now();
  }

  /** It was of use, or a person wants it tried at once. */
  reset(): void {
    this.#lost = [];
    this.#inARow = 0;
  }
}

const longestMs = 60_000;

function backOffMs(inARow: number): number {
  return Math.min(longestMs, 1_000 * 2 ** (inARow - 1));
}
