/**
 * What is owed, as this window knows it: read from and written to the disk that all windows share. Where the disk refuses, it goes on in
 * memory: told twice is better than never. Who is told, and when, is another's business.
 */
import type { Clock } from '../base/clock';
import { Emitter } from '../base/event';
import { isUnread, kept, keyOf } from './notice';
import type { Notice } from './notice';
import type { NoticeStore } from './port';

export interface NoticeBookPorts {
  readonly store: NoticeStore;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

export class NoticeBook {
  #known: readonly Notice[] = [];
  /** What the disk refused to take. */
  #unwritten: readonly Notice[] = [];
  readonly #changed: Emitter<void>;
  readonly onDidChange;

  constructor(private readonly ports: NoticeBookPorts) {
    this.#changed = new Emitter(ports.onError);
    this.onDidChange = this.#changed.event;
  }

  /** Oldest first. */
  get all(): readonly Notice[] {
    return this.#known;
  }

  /** Takes in what other windows have written. */
  read(): void {
    this.#take(() => this.#withUnwritten(this.ports.store.read()));
  }

  /** Nothing is written where nothing fits. */
  change(which: (notice: Notice) => boolean, change: Pick<Partial<Notice>, 'state' | 'hands'>): void {
    if (this.#known.some(which)) {
      this.update((current) => current.map((notice) => (which(notice) ? { ...notice, ...change } : notice)));
    }
  }

  update(change: (current: readonly Notice[]) => readonly Notice[]): void {
    const now = this.ports.clock.wall();
    this.#take(() => {
      try {
        const after = this.ports.store.update((current) => changed(current, this.#kept(change(this.#withUnwritten(current)), now)));
        this.#unwritten = [];
        return after;
      } catch (error) {
        this.ports.onError(error);
        this.#unwritten = change(this.#known);
        return this.#unwritten;
      }
    });
  }

  #withUnwritten(stored: readonly Notice[]): readonly Notice[] {
    const keys = new Set(this.#unwritten.map(keyOf));
    return keys.size === 0 ? stored : [...stored.filter((notice) => !keys.has(keyOf(notice))), ...this.#unwritten];
  }

  /** Nothing that nobody has seen goes unsaid. */
  #kept(notices: readonly Notice[], now: number): readonly Notice[] {
    const after = kept(notices, now);
    const lost = notices.filter(isUnread).length - after.filter(isUnread).length;
    if (lost > 0) {
      this.ports.onError(new Error(`The inbox is full: the oldest of what nobody has seen was let go (${lost}). Look at the inbox to empty it.`));
    }
    return after;
  }

  #take(read: () => readonly Notice[]): void {
    const before = JSON.stringify(this.#known);
    try {
      this.#known = read();
    } catch (error) {
      this.ports.onError(error);
    }
    if (JSON.stringify(this.#known) !== before) {
      this.#changed.fire();
    }
  }
}

/** The very same where nothing is different, so that nothing is written. */
function changed(before: readonly Notice[], after: readonly Notice[]): readonly Notice[] {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}
