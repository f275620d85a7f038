import type { Cancel } from '../base/clock';
import { neverHeld } from '../base/lease';
import type { Judge, Lease } from '../base/lease';
import type { JsonFile } from './jsonFile';
import { isSameView, markOf, viewOf } from './leaseRecord';
import type { LeaseView } from './leaseRecord';

/** Leases that somebody in this window waits for: looked at when told to, read only when their file changed. It keeps no time. */
export class LeaseWatch {
  readonly #watched = new Map<string, Watched>();

  constructor(
    private readonly window: string,
    private readonly open: (sessionId: string) => JsonFile<Lease>,
    private readonly onError: (error: unknown) => void,
  ) {}

  get isNeeded(): boolean {
    return this.#watched.size > 0;
  }

  /** `seen` is what the listener knows already: it is told when that is no longer true. */
  add(sessionId: string, seen: LeaseView, onChange: (view: LeaseView) => void): Cancel {
    const watched = this.#watched.get(sessionId) ?? { listeners: new Set(), mark: '', lease: neverHeld, seen };
    this.#watched.set(sessionId, watched);
    watched.listeners.add(onChange);
    return () => {
      watched.listeners.delete(onChange);
      if (watched.listeners.size === 0 && this.#watched.get(sessionId) === watched) {
        this.#watched.delete(sessionId);
      }
    };
  }

  lookAtAll(judge: Judge): void {
    for (const [sessionId, watched] of [...this.#watched]) {
      this.#tryTo(() => this.#lookAt(sessionId, watched, judge));
    }
  }

  clear(): void {
    this.#watched.clear();
  }

  #lookAt(sessionId: string, watched: Watched, judge: Judge): void {
    const file = this.open(sessionId);
    const mark = markOf(file.path);
    if (mark !== watched.mark) {
      watched.mark = mark;
      watched.lease = file.read();
    }
    const view = viewOf(watched.lease, this.window, judge);
    if (isSameView(view, watched.seen)) {
      return;
    }
    watched.seen = view;
    for (const listener of [...watched.listeners]) {
      this.#tryTo(() => listener(view));
    }
  }

  #tryTo(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.onError(error);
    }
  }
}

interface Watched {
  readonly listeners: Set<(view: LeaseView) => void>;
  /** Of the file, as it was read last. */
  mark: string;
  lease: Lease;
  seen: LeaseView;
}
