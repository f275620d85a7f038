/** Notices that work is ready and nothing is started, tick after tick, and says so in the log now and then. */
import type { Clock } from '../base/clock';

export class StuckWatch {
  #ticks = 0;
  #since: number | undefined;
  #toldAt: number | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly log: { warn(text: string): void },
  ) {}

  /** Wall milliseconds; absent where things move, or have not stood still for long enough to be worth saying. */
  get stuckSince(): number | undefined {
    return this.#ticks >= ticksToTell ? this.#since : undefined;
  }

  look(board: 'standing' | 'moving', waiting: number): 'changed' | 'same' {
    const before = this.stuckSince;
    this.#ticks = board === 'standing' ? this.#ticks + 1 : 0;
    this.#since = board === 'standing' ? (this.#since ?? this.clock.wall()) : undefined;
    const now = this.clock.now();
    if (this.stuckSince !== undefined && (this.#toldAt === undefined || now - this.#toldAt >= betweenMs)) {
      this.#toldAt = now;
      this.log.warn(`The board stands still: ${waiting} tasks are ready, and none was started at the last ${this.#ticks} ticks.`);
    }
    return before === this.stuckSince ? 'same' : 'changed';
  }
}

const ticksToTell = 6;
const betweenMs = 300_000;
