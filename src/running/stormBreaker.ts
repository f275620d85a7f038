/** All processes together: when they tell too often, none is told of for a while, and at its end it is said how much that was. */
import type { Cancel, Clock } from '../base/clock';

export class StormBreaker {
  #toldAt: number[] = [];
  #heldBack = 0;
  #over: Cancel | undefined;

  constructor(
    private readonly clock: Clock,
    /** It goes on; called only when something was held back. */
    private readonly onOver: (heldBack: number) => void,
  ) {}

  /** `trip`: this one is told as the storm that it is part of. */
  admit(): 'tell' | 'trip' | 'hold' {
    if (this.#over) {
      this.#heldBack += 1;
      return 'hold';
    }
    const now = this.clock.now();
    this.#toldAt = [...this.#toldAt.filter((at) => at > now - withinMs), now];
    if (this.#toldAt.length <= limit) {
      return 'tell';
    }
    this.#heldBack = 1;
    this.#over = this.clock.after(stormMs, () => this.#end());
    return 'trip';
  }

  close(): void {
    this.#over?.();
    this.#over = undefined;
  }

  #end(): void {
    this.#over = undefined;
    this.#toldAt = [];
    this.onOver(this.#heldBack);
  }
}

const withinMs = 10_000;
const limit = 15;
/** For so long nothing is told then. */
export const stormMs = 30_000;
