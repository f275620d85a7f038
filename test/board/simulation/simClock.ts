import type { Cancel, Clock } from '../../../src/base/clock';

/** The time of one computer: what is planned runs in its order, as fast as it can, and everything that can settle does so in between. */
export class SimClock implements Clock {
  #now = 0;
  /** What the wall clock is ahead of ours, after sleeps in which ours stood still. */
  #aheadMs = 0;
  #last = 0;
  /** A heap, by time and then by age. */
  readonly #plans: Plan[] = [];

  now(): number {
    return this.#now;
  }

  wall(): number {
    return 1_700_000_000_000 + this.#now + this.#aheadMs;
  }

  after(ms: number, run: () => void): Cancel {
    const plan: Plan = { at: this.#now + Math.max(0, ms), order: ++this.#last, run };
    this.#plans.push(plan);
    this.#rise(this.#plans.length - 1);
    return () => {
      plan.run = undefined;
    };
  }

  /** The computer sleeps: nothing runs. Ours stands still meanwhile, or goes on, as systems differ. */
  sleep(ms: number, ours: 'stands' | 'goesOn'): void {
    if (ours === 'stands') {
      this.#aheadMs += ms;
    } else {
      this.#now += ms;
    }
  }

  async run(untilMs: number): Promise<void> {
    for (;;) {
      const first = this.#plans[0];
      if (!first || first.at > untilMs) {
        this.#now = Math.max(this.#now, untilMs);
        return;
      }
      this.#take();
      if (first.run) {
        this.#now = Math.max(this.#now, first.at);
        first.run();
        if (this.#plans[0]?.at !== first.at) {
          await new Promise((resolve) => setImmediate(resolve));
        }
      }
    }
  }

  #take(): void {
    const last = this.#plans.pop();
    if (last && this.#plans.length > 0) {
      this.#plans[0] = last;
      this.#sink(0);
    }
  }

  #rise(from: number): void {
    for (let at = from; at > 0; ) {
      const parent = (at - 1) >> 1;
      if (!isBefore(this.#plans[at], this.#plans[parent])) {
        return;
      }
      this.#swap(at, parent);
      at = parent;
    }
  }

  #sink(from: number): void {
    for (let at = from; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let first = at;
      first = isBefore(this.#plans[left], this.#plans[first]) ? left : first;
      first = isBefore(this.#plans[right], this.#plans[first]) ? right : first;
      if (first === at) {
        return;
      }
      this.#swap(at, first);
      at = first;
    }
  }

  #swap(one: number, other: number): void {
    [this.#plans[one], this.#plans[other]] = [this.#plans[other] as Plan, this.#plans[one] as Plan];
  }
}

interface Plan {
  readonly at: number;
  readonly order: number;
  run: (() => void) | undefined;
}

function isBefore(one: Plan | undefined, other: Plan | undefined): boolean {
  return one !== undefined && (other === undefined || one.at < other.at || (one.at === other.at && one.order < other.order));
}
