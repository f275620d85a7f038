/**
 * Where a session stands: the holder of its one state, and of the timers that belong to it. A state's timers end with it, so that none
 * can reach into another. Closed is closed.
 */
import type { Cancel, Clock } from '../base/clock';
import type { SessionState } from './sessionState';

export class Standing {
  #state: SessionState = { kind: 'detached' };
  readonly #timers: Cancel[] = [];

  constructor(
    private readonly clock: Clock,
    /** The state is another one now. */
    private readonly onEnter: () => void,
  ) {}

  get state(): SessionState {
    return this.#state;
  }

  enter(next: SessionState): void {
    if (this.#state.kind === 'closed') {
      return;
    }
    for (const cancel of this.#timers.splice(0)) {
      cancel();
    }
    this.#state = next;
    this.onEnter();
  }

  /** Runs after `ms` unless the state has changed by then. */
  whileHere(ms: number, run: () => void): void {
    this.#timers.push(this.clock.after(ms, run));
  }
}
