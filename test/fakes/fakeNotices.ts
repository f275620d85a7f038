import { keyOf } from '../../src/notice/notice';
import type { Notice } from '../../src/notice/notice';
import type { NoticeStore } from '../../src/notice/port';

/** Notices on a disk in memory, which several windows share; one that is killed lets go of what it held. */
export class FakeNotices {
  #stored: readonly (Notice & { readonly by?: string })[] = [];
  readonly #dead = new Set<string>();
  /** Set to make the disk refuse. */
  fails: Error | undefined;

  kill(window: string): void {
    this.#dead.add(window);
  }

  of(window: string): NoticeStore {
    const read = (): readonly Notice[] =>
      this.#stored.map(({ by, ...notice }) => ({ ...notice, hands: by === window ? 'ours' : by === undefined || this.#dead.has(by) ? 'free' : 'elsewhere' }));
    return {
      read,
      update: (change) => {
        if (this.fails) {
          throw this.fails;
        }
        const before = this.#stored;
        this.#stored = change(read()).map((notice) => {
          const other = before.find((one) => keyOf(one) === keyOf(notice))?.by;
          const by = notice.hands === 'ours' ? window : notice.hands === 'free' ? undefined : other;
          return { ...notice, ...(by !== undefined && { by }) };
        });
        return read();
      },
    };
  }
}
