/**
 * How many turns may run at once, over all sessions. Who finds no slot free waits in line and is told when it is its turn; a slot that is
 * given back goes to the first in line. The limit is read whenever it matters, so that a changed setting reaches those that wait.
 */
export class TurnSlots {
  readonly #held = new Set<TurnPlace>();
  readonly #line = new Map<TurnPlace, () => void>();
  #state: 'open' | 'closed' = 'open';

  /** 0: no limit. */
  constructor(private readonly limit: () => number) {}

  /** How many turns run. */
  get running(): number {
    return this.#held.size;
  }

  /** For somebody who runs one turn at a time. */
  place(): TurnPlace {
    const place: TurnPlace = {
      ask: (onFree) => {
        this.#line.set(place, onFree);
        this.look();
      },
      leave: () => {
        if (this.#held.delete(place) || this.#line.delete(place)) {
          this.look();
        }
      },
    };
    return place;
  }

  /** The window closes: the end of one turn lets nobody in any more. */
  close(): void {
    this.#state = 'closed';
  }

  /** Lets in whoever there is room for: for a limit that was raised, too. */
  look(): void {
    for (const [place, onFree] of this.#line) {
      const limit = this.limit();
      if (this.#state === 'closed' || (limit > 0 && this.#held.size >= limit)) {
        return;
      }
      this.#line.delete(place);
      this.#held.add(place);
      onFree();
    }
  }
}

export interface TurnPlace {
  /** `onFree` is called once: before this returns, when there is room. */
  ask(onFree: () => void): void;
  /** Gives the slot back, or leaves the line; twice is harmless. */
  leave(): void;
}
