import { closeSync, fdatasync, fstatSync, mkdirSync, openSync, readSync, truncateSync, writeSync, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { keepAside, type OnSetAside } from './aside';
import { DiskFault, errorCode } from './diskFault';
import { linesFromEnd, parseRecord, recordsFromEnd, type RecordsFromEnd } from './recordsFromEnd';

/**
 * An append-only file of JSON lines. An append costs the same whatever the file's size, and is in the kernel's hands when it returns, so
 * that it survives our own death; `sync` is for what must survive the power going. A torn last line (its writer died, or the disk was full,
 * in the middle of a write) is taken off by the next writer and kept aside, so that no later record is ever glued to it. A bad line in the
 * middle is skipped and counted, and costs nothing else.
 *
 * One process writes at a time, which is for its owner to see to; others may follow what it writes. What a record means is not known here.
 */
export class EventLog {
  readonly #fd: number;
  #lineIsOpen = false;
  #isMended = false;
  /** Behind what was read, or written by us, in bytes. */
  #position = 0;
  #syncing = 0;
  #isClosed = false;

  private constructor(
    readonly path: string,
    private readonly options: EventLogOptions,
  ) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.#fd = openSync(path, 'a+');
    } catch (error) {
      throw new DiskFault('A record of what happened could not be opened', path, error);
    }
  }

  static open(path: string, options: EventLogOptions): EventLog {
    return new EventLog(path, options);
  }

  /** Looks after what a former writer may have left; done by the first append, and to be done again when somebody else has written. */
  mend(): void {
    this.#isMended = true;
    this.#repair(this.options);
    this.#position = fstatSync(this.#fd).size;
  }

  /** The end of a log that another process may be writing: nothing is repaired, and no more is read than about so many bytes. */
  static peek(path: string, enough: (record: unknown) => boolean, limitBytes: number): RecordsFromEnd {
    let fd: number;
    try {
      fd = openSync(path, 'r');
    } catch (error) {
      if (errorCode(error) === 'ENOENT') {
        return { records: [], badLines: 0, cut: false };
      }
      throw new DiskFault('A record of what happened could not be opened', path, error);
    }
    try {
      return recordsFromEnd(linesFromEnd(fd, limitBytes), enough);
    } finally {
      closeSync(fd);
    }
  }

  /** How far we have come in it, and what it is now: another place, size or time than at the last look tells of somebody else. */
  get standing(): { readonly position: number; readonly stat: Stats } {
    return { position: this.#position, stat: fstatSync(this.#fd) };
  }

  append(record: object): void {
    if (this.#isClosed) {
      throw new Error(`This log is closed (${this.path}).`);
    }
    if (!this.#isMended) {
      this.mend();
    }
    const line = Buffer.from(`${this.#lineIsOpen ? '\n' : ''}${JSON.stringify(record)}\n`);
    let written = 0;
    try {
      while (written < line.length) {
        written += this.#write(line, written);
      }
      this.#lineIsOpen = false;
      this.#position += line.length;
    } catch (error) {
      this.#takeBack(written);
      throw new DiskFault('A record could not be written', this.path, error);
    }
  }

  /** Resolves when everything appended so far is on the disk itself. */
  async sync(): Promise<void> {
    if (this.#isClosed) {
      throw new Error(`This log is closed (${this.path}).`);
    }
    this.#syncing += 1;
    try {
      await promisify(fdatasync)(this.#fd);
    } catch (error) {
      throw new DiskFault('The disk did not confirm what was written', this.path, error);
    } finally {
      this.#syncing -= 1;
      this.#closeWhenFree();
    }
  }

  /** Every record in order. The whole file is read: for a look at the end there is `readTail`. */
  read(): LogContents {
    this.#position = 0;
    return this.readNew();
  }

  /** What somebody else has added since the last look, to be asked before a first append; a record that is being written comes later. */
  readNew(): LogContents {
    const records: unknown[] = [];
    let badLines = 0;
    let unfinished: Buffer[] = [];
    for (const block of this.#blocks(this.#position)) {
      let start = 0;
      for (let end = block.indexOf(newline); end !== -1; end = block.indexOf(newline, start)) {
        const rest = block.subarray(start, end);
        const line = unfinished.length === 0 ? rest : Buffer.concat([...unfinished, rest]);
        unfinished = [];
        start = end + 1;
        this.#position += line.length + 1;
        const record = parseRecord(line);
        if (record) {
          records.push(record);
        } else if (line.length > 0) {
          badLines += 1;
        }
      }
      unfinished.push(block.subarray(start));
    }
    // Its writer died before the newline. The beginning of a record is never a record.
    const last = Buffer.concat(unfinished);
    const record = parseRecord(last);
    if (record) {
      this.#position += last.length;
      records.push(record);
    }
    return { records, badLines };
  }

  /**
   * The last records, in the file's order, read backwards in blocks: so many, or back to the first (from the end) that the question says
   * yes to, that one included. Costs what it reads, whatever the file's size.
   */
  readTail(enough: number | ((record: unknown) => boolean)): LogContents {
    if (enough === 0) {
      return { records: [], badLines: 0 };
    }
    let left = typeof enough === 'number' ? enough : 0;
    const { records, badLines } = recordsFromEnd(linesFromEnd(this.#fd), typeof enough === 'number' ? () => (left -= 1) === 0 : enough);
    return { records, badLines };
  }

  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#closeWhenFree();
    }
  }

  #closeWhenFree(): void {
    if (this.#isClosed && this.#syncing === 0) {
      closeSync(this.#fd);
    }
  }

  #repair({ asideDir, onRepair }: EventLogOptions): void {
    const { value: torn } = linesFromEnd(this.#fd).next();
    if (!torn || typeof torn === 'string' || torn.length === 0) {
      return;
    }
    // Until something better is achieved below, the next record begins with a newline. A full disk must not hide what can be read.
    this.#lineIsOpen = true;
    if (parseRecord(torn)) {
      try {
        this.#write(Buffer.from('\n'), 0);
        this.#lineIsOpen = false;
      } catch {
        // The record is whole and only lacks its newline, which the next append brings along.
      }
      return;
    }
    const reason = 'The last record was written only in part.';
    try {
      // Kept first, cut second: dying in between keeps it twice.
      const keptAt = keepAside(this.path, torn, asideDir);
      truncateSync(this.path, fstatSync(this.#fd).size - torn.length);
      this.#lineIsOpen = false;
      onRepair?.({ path: this.path, keptAt, reason });
    } catch {
      // It stays where it is, fenced off.
      onRepair?.({ path: this.path, reason });
    }
  }

  /** After a failed write: what got through is cut off again; where even that fails, the next record begins with a newline. */
  #takeBack(written: number): void {
    if (written === 0) {
      return;
    }
    try {
      truncateSync(this.path, fstatSync(this.#fd).size - written);
    } catch {
      // The disk refuses this as well. The original error is the one to report; the half line is fenced off later.
      this.#lineIsOpen = true;
      this.#position += written;
    }
  }

  #write(bytes: Uint8Array, from: number): number {
    return (this.options.write ?? writeSync)(this.#fd, bytes, from, bytes.length - from);
  }

  *#blocks(from: number): Generator<Buffer, void> {
    for (let position = from; ; ) {
      const block = Buffer.allocUnsafe(blockBytes);
      const length = readSync(this.#fd, block, 0, block.length, position);
      if (length === 0) {
        return;
      }
      position += length;
      yield block.subarray(0, length);
    }
  }
}

export interface EventLogOptions {
  /** Where a torn last line is kept. */
  readonly asideDir: string;
  readonly onRepair?: OnSetAside;
  /** The system call, for tests of a full disk. May write less than asked, as the real one may. */
  readonly write?: WriteBytes;
}

export interface LogContents {
  readonly records: readonly unknown[];
  /** Lines that hold no record: damaged, or not ours. */
  readonly badLines: number;
}

export type WriteBytes = (fd: number, bytes: Uint8Array, offset: number, length: number) => number;

const newline = 0x0a;
const blockBytes = 1024 * 1024;
