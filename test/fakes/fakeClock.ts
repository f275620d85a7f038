import type { Cancel, Clock } from '../../src/base/clock';

/** Time that moves when told to. `tick` runs timers in their order and lets promises settle between them. */
export class FakeClock implements Clock {
  #now = 0;
  #timers: { readonly at: number; readonly run: () => void }[] = [];

  /** How long everything else gets between two timers. */
  constructor(private readonly settle: () => Promise<void> = settled) {}

  now(): number {
    return this.#now;
  }

  wall(): number {
    return 1_700_000_000_000 + this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that nobody has cancelled and that have not run: 0 at the end of every test. */
  get pending(): number {
    return this.#timers.length;
  }

  async tick(ms: number): Promise<void> {
    const until = this.#now + ms;
    await this.settle();
    for (;;) {
      const next = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) {
        break;
      }
      this.#now = next.at;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      next.run();
      await this.settle();
    }
    this.#now = until;
  }
}

/** Lets every promise that can settle now do so. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
