import { readFileSync, rmSync } from 'node:fs';
import { LowSync, type SyncAdapter } from 'lowdb';
import { moveAside, type OnSetAside } from './aside';
import { DiskFault, errorCode } from './diskFault';
import { underLock } from './fileLock';
import { replaceFile } from './replaceFile';

/**
 * A small record on disk, kept by lowdb: read, and changed as a whole. Every change is written before `update` returns. A file that is torn
 * or not ours is set aside and reported, and life goes on with the fallback: nothing here is ever fatal, and nothing is lost.
 *
 * An `owned` file has one writer, who keeps it in memory; a `shared` one is read anew each time and changed under a lock. Never for what
 * grows: the cost of a change is the size of the file. Nothing is forced to the disk itself, so the power going may take the last change.
 */
export class JsonFile<T extends object> {
  readonly #low: LowSync<T>;
  #isLoaded = false;
  #isLocked = false;
  /** What stands in our place can be neither read nor moved: it must not be written over. */
  #blockedBy: unknown;

  private constructor(
    readonly path: string,
    private readonly options: JsonFileOptions<T>,
  ) {
    this.#low = new LowSync<T>(new WholeFile(path, options.parse), options.fallback());
  }

  /** Touches no disk yet: the first `read` or `update` does. */
  static open<T extends object>(path: string, options: JsonFileOptions<T>): JsonFile<T> {
    return new JsonFile(path, options);
  }

  read(): T {
    if (this.#isLoaded && this.options.sharing === 'owned') {
      return this.#low.data;
    }
    if (this.#load()) {
      // Another window may have mended it meanwhile: look again under the lock before anything is moved.
      this.#exclusively(() => {
        const fault = this.#load();
        if (fault) {
          this.#setAside(fault);
        }
      });
    }
    this.#isLoaded = true;
    return this.#low.data;
  }

  /** Writes what `change` makes of the record; where it returns what it was given, there is nothing to write. */
  update(change: (current: T) => T): T {
    return this.#exclusively(() => {
      const before = this.read();
      const after = change(before);
      if (after === before) {
        return before;
      }
      if (this.#blockedBy !== undefined) {
        throw new DiskFault('A record cannot be saved: what stands in its place can be neither read nor moved', this.path, this.#blockedBy);
      }
      this.#low.data = after;
      try {
        if (this.options.isEmpty?.(after)) {
          rmSync(this.path, { force: true });
        } else {
          this.#low.write();
        }
      } catch (error) {
        this.#low.data = before;
        throw new DiskFault('A record could not be saved', this.path, error);
      }
      return after;
    });
  }

  /** The record is over: its file goes, and the fallback is what is read from now on. */
  remove(): void {
    this.#exclusively(() => {
      try {
        rmSync(this.path, { force: true });
      } catch (error) {
        throw new DiskFault('A record could not be removed', this.path, error);
      }
      this.#low.data = this.options.fallback();
      this.#isLoaded = true;
    });
  }

  #load(): Fault | undefined {
    this.#low.data = this.options.fallback();
    try {
      this.#low.read();
      this.#blockedBy = undefined;
      return undefined;
    } catch (cause) {
      return { cause };
    }
  }

  #setAside({ cause }: Fault): void {
    const { asideDir, onSetAside } = this.options;
    const reason = cause instanceof Error ? cause.message : String(cause);
    try {
      onSetAside?.({ path: this.path, keptAt: moveAside(this.path, asideDir), reason });
    } catch (error) {
      const isNews = this.#blockedBy === undefined;
      this.#blockedBy = error;
      if (isNews) {
        onSetAside?.({ path: this.path, reason });
      }
    }
  }

  #exclusively<R>(run: () => R): R {
    if (this.options.sharing === 'owned' || this.#isLocked) {
      return run();
    }
    return underLock(`${this.path}.lock`, () => {
      this.#isLocked = true;
      try {
        return run();
      } finally {
        this.#isLocked = false;
      }
    });
  }
}

export interface JsonFileOptions<T> {
  /** Makes a record of what was on the disk, or throws an error that says in a person's words what is wrong with it. */
  readonly parse: (raw: unknown) => T;
  /** The record when there is none. */
  readonly fallback: () => T;
  /** There is nothing in it, so it needs no file. */
  readonly isEmpty?: (record: T) => boolean;
  readonly sharing: 'owned' | 'shared';
  readonly asideDir: string;
  readonly onSetAside?: OnSetAside;
}

interface Fault {
  readonly cause: unknown;
}

/**
 * The file as lowdb sees it. lowdb's own adapter writes through one fixed temporary name, on which the windows of one folder collide; ours
 * carries a name of this process.
 */
class WholeFile<T> implements SyncAdapter<T> {
  constructor(
    private readonly path: string,
    private readonly parse: (raw: unknown) => T,
  ) {}

  read(): T | null {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        return null;
      }
      throw error;
    }
    return this.parse(JSON.parse(text));
  }

  write(data: T): void {
    replaceFile(this.path, JSON.stringify(data, undefined, 2));
  }
}
