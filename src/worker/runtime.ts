/**
 * For how long a run has really run: without the time in which it waited for a person or a slot, and without what this computer slept
 * through. The limit is asked for at every look, so that a changed one reaches a run that goes on.
 */
import type { Cancel, Clock } from '../base/clock';

export class Runtime {
  #ranMs = 0;
  #state: 'running' | 'held' | 'over' = 'running';
  #next: Cancel | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly limitMs: () => number | undefined,
    private readonly onReached: (limitMs: number) => void,
  ) {
    this.#plan();
  }

  hold(): void {
    this.#state = this.#state === 'running' ? 'held' : this.#state;
  }

  goOn(): void {
    this.#state = this.#state === 'held' ? 'running' : this.#state;
  }

  end(): void {
    this.#state = 'over';
    this.#next?.();
  }

  #plan(): void {
    const limitMs = this.limitMs() ?? 0;
    const leftMs = limitMs > 0 ? limitMs - this.#ranMs : lookEveryMs;
    if (leftMs <= 0) {
      this.end();
      return this.onReached(limitMs);
    }
    const plannedMs = Math.min(leftMs, lookEveryMs);
    const from = this.clock.now();
    this.#next = this.clock.after(plannedMs, () => {
      // A look that comes late was slept through: it counts as it was planned.
      this.#ranMs += this.#state === 'running' ? Math.min(plannedMs, this.clock.now() - from) : 0;
      this.#plan();
    });
  }
}

const lookEveryMs = 15_000;
