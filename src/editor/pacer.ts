/**
 * Runs something at most once per interval, however often it is asked for: the first time at once, the last time always. For redraws that
 * follow a stream. Keeps no timer while nobody asks.
 */
import type { Cancel, Clock } from '../base/clock';

export class Pacer {
  #ranAt: number | undefined;
  #cancel: Cancel | undefined;
  #disposed = false;

  constructor(
    private readonly clock: Clock,
    private readonly intervalMs: number,
    private readonly run: () => void,
  ) {}

  ask(): void {
    if (this.#disposed || this.#cancel) {
      return;
    }
    const waitMs = this.#ranAt === undefined ? 0 : this.#ranAt + this.intervalMs - this.clock.now();
    if (waitMs <= 0) {
      this.#fire();
      return;
    }
    this.#cancel = this.clock.after(waitMs, () => {
      this.#cancel = undefined;
      this.#fire();
    });
  }

  dispose(): void {
    this.#disposed = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #fire(): void {
    this.#ranAt = this.clock.now();
    this.run();
  }
}
