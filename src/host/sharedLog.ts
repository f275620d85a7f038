import { existsSync, statSync, type Stats } from 'node:fs';
import type { LogLines, LogNews } from '../board/port';
import { keepReplaced, type OnSetAside } from './aside';
import { DiskFault } from './diskFault';
import { EventLog } from './eventLog';
import { replaceFile } from './replaceFile';

/**
 * An event log that several windows follow and write. Looking costs a `stat` where nothing was written, and otherwise what is new. It tells
 * lines that were added from a file that is another one, or is not what it was: somebody has rewritten it. Writing is for who holds the
 * log's lock, which is its owner's business, as is what a line means. There is no file before the first line.
 */
export class SharedLog {
  #log: EventLog | undefined;
  /** Of the file as it was read or written last; empty: there was none. */
  #mark = '';

  constructor(
    readonly path: string,
    private readonly options: { readonly asideDir: string; readonly onRepair: OnSetAside },
  ) {}

  look(): LogNews {
    const stat = statSync(this.path, { throwIfNoEntry: false });
    const mark = stat ? markOf(stat) : '';
    if (mark === this.#mark) {
      return { kind: 'same' };
    }
    if (stat && this.#log && isGrown(stat, this.#log.standing)) {
      return { kind: 'added', ...this.#reading(this.#log, (log) => log.readNew()) };
    }
    return { kind: 'rewritten', ...this.readAll() };
  }

  /** From the beginning, whatever is known of it. */
  readAll(): LogLines {
    this.close();
    if (!existsSync(this.path)) {
      this.#mark = '';
      return { records: [], badLines: 0 };
    }
    return this.#reading(this.#open(), (log) => log.read());
  }

  /** Under the lock, and after a look. One line, which is there as a whole or not at all, whenever we are killed. */
  append(record: object): void {
    const log = this.#log ?? this.#open();
    // Whoever wrote here before us may have died in the middle of a line.
    log.mend();
    log.append(record);
    this.#mark = markOf(log.standing.stat);
  }

  /** Under the lock: the log is these lines from now on. Says where the former one is kept, if it is to be. */
  replace(records: readonly object[], former: 'keepFormer' | 'dropFormer'): string | undefined {
    let keptAt: string | undefined;
    try {
      replaceFile(this.path, `${records.map((record) => JSON.stringify(record)).join('\n')}\n`, () => {
        // Windows does not replace what we hold open.
        this.close();
        keptAt = former === 'keepFormer' && existsSync(this.path) ? keepReplaced(this.path, this.options.asideDir) : undefined;
      });
      const log = this.#open();
      log.mend();
      this.#mark = markOf(log.standing.stat);
      return keptAt;
    } catch (error) {
      throw new DiskFault('A record of what happened could not be replaced', this.path, error);
    }
  }

  close(): void {
    this.#log?.close();
    this.#log = undefined;
  }

  #open(): EventLog {
    this.#log = EventLog.open(this.path, this.options);
    return this.#log;
  }

  #reading(log: EventLog, read: (log: EventLog) => LogLines): LogLines {
    const before = markOf(log.standing.stat);
    const contents = read(log);
    const { position, stat } = log.standing;
    // A line that is just being written comes later, and is then not to be missed.
    this.#mark = position === stat.size ? markOf(stat) : before;
    return contents;
  }
}

/** Another file in its place, another size, another time. */
function markOf({ ino, size, mtimeMs }: Stats): string {
  return `${ino}:${size}:${mtimeMs}`;
}

function isGrown(now: Stats, { position, stat }: EventLog['standing']): boolean {
  return now.ino === stat.ino && now.dev === stat.dev && now.size > position;
}
