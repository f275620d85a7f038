import type { Clock } from '../base/clock';
import type { Holder, Judge } from '../base/lease';
import { livenessOf } from './processIdentity';

/**
 * What this window can know of those who hold a lease: whether their process lives, as the system tells, and how long nobody here slept, so
 * that no silence is counted that was ours as well. It keeps no time of its own: whoever ticks tells it.
 */
export class HolderJudge {
  #tickedAt = { now: 0, wall: 0 };
  #steadySince = 0;

  constructor(
    private readonly clock: Clock,
    /** Of another one nothing can be known. */
    private readonly machine: string,
  ) {}

  /** As things are now. The system is asked about each process once, however many leases it holds. */
  judge(): Judge {
    const known = new Map<string, ReturnType<typeof livenessOf>>();
    return {
      now: this.clock.wall(),
      steadySince: this.#steadySince,
      liveness: (holder: Holder) => {
        const liveness = known.get(holder.window) ?? (holder.machine === this.machine ? livenessOf(holder) : 'unknown');
        known.set(holder.window, liveness);
        return liveness;
      },
    };
  }

  /** The next tick is due within seconds. */
  willTick(): void {
    this.#tickedAt = { now: this.clock.now(), wall: this.clock.wall() };
  }

  /** Late ticks and a wall clock that does not go along mean that this computer slept, or that somebody set it. */
  ticked(): void {
    const { clock } = this;
    const [elapsedMs, elapsedWallMs] = [clock.now() - this.#tickedAt.now, clock.wall() - this.#tickedAt.wall];
    if (elapsedMs > unsteadyMs || Math.abs(elapsedWallMs - elapsedMs) > unsteadyMs) {
      this.#steadySince = clock.wall();
    }
  }
}

const unsteadyMs = 5_000;
