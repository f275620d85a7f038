import type { Cancel, Clock } from '../../src/base/clock';

/**
 * A simulated event loop with the phases that matter: timers, then poll, then check. Work takes time (`spend`), and what arrives at a pipe
 * meanwhile waits there until the next poll; the poll that is under way no longer sees it. While the machine sleeps, others sleep too.
 */
export class FakeLoop implements Clock {
  #now = 0;
  #timers: Due[] = [];
  #arrivals: Due[] = [];
  #checks: Due[] = [];

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#now;
  }

  after(ms: number, run: () => void): Cancel {
    return add(this.#timers, { at: this.#now + ms, run });
  }

  readonly afterPoll = (run: () => void): Cancel => add(this.#checks, { at: this.#now, run });

  /** Data that reaches one of our pipes at that time, whatever we do then. */
  arrive(at: number, run: () => void): void {
    add(this.#arrivals, { at, run });
  }

  /** The running callback takes this long. */
  spend(ms: number): void {
    this.#now += ms;
  }

  /** Time passes for the clock alone: what others would have sent comes that much later. */
  sleep(ms: number): void {
    this.#now += ms;
    this.#arrivals = this.#arrivals.map(({ at, run }) => ({ at: at + ms, run }));
  }

  get pending(): number {
    return this.#timers.length + this.#checks.length;
  }

  /** Turns until that time, and does what is due then. */
  run(untilMs: number): void {
    for (;;) {
      for (let next = first(this.#timers, this.#now); next; next = first(this.#timers, this.#now)) {
        next.run();
      }
      if (this.#checks.length === 0) {
        const soonest = Math.min(...this.#timers.map(({ at }) => at), ...this.#arrivals.map(({ at }) => at));
        if (soonest > untilMs || this.#now > untilMs) {
          this.#now = Math.max(this.#now, untilMs);
          return;
        }
        this.#now = Math.max(this.#now, soonest);
      }
      const polledAt = this.#now;
      for (let next = first(this.#arrivals, polledAt); next; next = first(this.#arrivals, polledAt)) {
        next.run();
      }
      for (const check of this.#checks.splice(0)) {
        check.run();
      }
    }
  }

  pass(ms: number): void {
    this.run(this.#now + ms);
  }
}

interface Due {
  readonly at: number;
  readonly run: () => void;
}

function add(list: Due[], due: Due): Cancel {
  list.push(due);
  return () => {
    const index = list.indexOf(due);
    if (index !== -1) {
      list.splice(index, 1);
    }
  };
}

/** Takes the earliest that is due. */
function first(list: Due[], now: number): Due | undefined {
  const next = list.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at)[0];
  if (next) {
    list.splice(list.indexOf(next), 1);
  }
  return next;
}
