import { watch, type FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Cancel, Clock } from '../base/clock';
import type { BoardLog, LogLines, LogNews } from '../board/port';
import type { OnSetAside } from './aside';
import { tryUnderLock, underLock } from './fileLock';
import { SharedLog } from './sharedLog';
import type { StateRoot } from './stateRoot';

/**
 * `board.ndjson`: the log of the task board, shared by the windows of a workspace, each change under its lock. Who follows it hears within
 * moments that another window may have written, where the system tells of changes in a folder, and else within seconds. There is no file
 * before the first change. What a line means is not known here.
 */
export class BoardFile implements BoardLog {
  readonly #log: SharedLog;

  constructor(
    root: StateRoot,
    private readonly ports: { readonly clock: Clock; readonly onSetAside: OnSetAside },
  ) {
    this.#log = new SharedLog(join(root.path, 'board.ndjson'), { asideDir: root.asideDir, onRepair: ports.onSetAside });
  }

  get path(): string {
    return this.#log.path;
  }

  look(): LogNews {
    return this.#log.look();
  }

  readAll(): LogLines {
    return this.#log.readAll();
  }

  exclusively<T>(run: () => T): T {
    return underLock(this.#lock, run);
  }

  tryExclusively<T>(run: () => T): { readonly kind: 'done'; readonly value: T } | { readonly kind: 'busy' } {
    return tryUnderLock(this.#lock, run);
  }

  append(line: object): void {
    this.#log.append(line);
  }

  replace(lines: readonly object[], former: 'keepFormer' | 'dropFormer'): string | undefined {
    return this.#log.replace(lines, former);
  }

  follow(onNews: () => void): Cancel {
    const { clock } = this.ports;
    let cancelSoon: Cancel | undefined;
    const soon = (): void => {
      // One write is several changes to the system: the file, its lock.
      cancelSoon ??= clock.after(settleMs, () => {
        cancelSoon = undefined;
        onNews();
      });
    };
    const watcher = this.#watch(soon);
    let cancelPoll = clock.after(pollMs, poll);
    function poll(): void {
      cancelPoll = clock.after(pollMs, poll);
      onNews();
    }
    return () => {
      watcher?.close();
      cancelPoll();
      cancelSoon?.();
      this.#log.close();
    };
  }

  /** Undefined where the system cannot watch (some foreign disks, too many watchers): the poll has to do. */
  #watch(onNews: () => void): FSWatcher | undefined {
    try {
      const watcher = watch(dirname(this.path), (_, name) => name === basename(this.path) && onNews());
      return watcher.on('error', () => watcher.close());
    } catch {
      return undefined;
    }
  }

  get #lock(): string {
    return `${this.path}.lock`;
  }
}

const settleMs = 20;
const pollMs = 5_000;
