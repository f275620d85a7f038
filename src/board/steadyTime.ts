/**
 * When this window's time last jumped: after a sleep of the computer all claims have run out at once, although nobody was silent. A look
 * that comes late, and a wall clock that does not go along with ours, are jumps.
 */
import type { Clock } from '../base/clock';

export class SteadyTime {
  #jumpedAt: number | undefined;
  #last: { readonly now: number; readonly wall: number };

  constructor(private readonly clock: Clock) {
    this.#last = { now: clock.now(), wall: clock.wall() };
  }

  /** Wall milliseconds; absent: it never did. */
  get jumpedAt(): number | undefined {
    return this.#jumpedAt;
  }

  /** `plannedMs`: by then this look was to come, counted from the last one. */
  look(plannedMs: number): void {
    const here = { now: this.clock.now(), wall: this.clock.wall() };
    const [passedMs, passedWallMs] = [here.now - this.#last.now, here.wall - this.#last.wall];
    if (passedMs > plannedMs + toleranceMs || Math.abs(passedWallMs - passedMs) > toleranceMs) {
      this.#jumpedAt = here.wall;
    }
    this.#last = here;
  }
}

const toleranceMs = 30_000;
