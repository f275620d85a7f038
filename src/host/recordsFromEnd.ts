import { fstatSync, readSync } from 'node:fs';

/**
 * A file of JSON lines read backwards, in blocks that grow: it costs what it reads, whatever the file's size. What comes first is the piece
 * behind the last newline: empty, unless a write is unfinished. Returns whether the limit cut it short; the line at the limit is left out.
 */
export function* linesFromEnd(fd: number, limitBytes = Infinity): Generator<Buffer, 'cut' | 'whole'> {
  const { size } = fstatSync(fd);
  let laterParts: Buffer[] = [];
  let blockBytes = firstBlockBytes;
  for (let position = size; position > 0; ) {
    const length = Math.min(blockBytes, position);
    if (size - position >= limitBytes) {
      return 'cut';
    }
    position -= length;
    blockBytes = Math.min(blockBytes * 2, lastBlockBytes);
    const block = Buffer.allocUnsafe(length);
    let end = readSync(fd, block, 0, length, position);
    for (let at = lastNewline(block, end); at !== -1; at = lastNewline(block, end)) {
      yield Buffer.concat([block.subarray(at + 1, end), ...laterParts.reverse()]);
      laterParts = [];
      end = at;
    }
    laterParts.push(block.subarray(0, end));
  }
  yield Buffer.concat(laterParts.reverse());
  return 'whole';
}

/** In the file's order, back to the first (from the end) that the question says yes to, that one included. */
export function recordsFromEnd(lines: Generator<Buffer, 'cut' | 'whole'>, enough: (record: unknown) => boolean): RecordsFromEnd {
  const newestFirst: unknown[] = [];
  let badLines = 0;
  let cut = false;
  let isLast = true;
  for (let next = lines.next(); ; next = lines.next(), isLast = false) {
    if (next.done) {
      cut = next.value === 'cut';
      break;
    }
    const record = parseRecord(next.value);
    if (!record) {
      // The last one may be in the middle of being written.
      badLines += next.value.length > 0 && !isLast ? 1 : 0;
      continue;
    }
    newestFirst.push(record);
    if (enough(record)) {
      break;
    }
  }
  return { records: newestFirst.reverse(), badLines, cut };
}

export function parseRecord(line: Buffer): object | undefined {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // Whatever is on the disk, a line is either a record or it is not.
    return undefined;
  }
}

export interface RecordsFromEnd {
  readonly records: readonly unknown[];
  /** Lines that hold no record: damaged, or not ours. */
  readonly badLines: number;
  /** There was more before it that the question had not said yes to. */
  readonly cut: boolean;
}

const newline = 0x0a;
const firstBlockBytes = 8 * 1024;
const lastBlockBytes = 1024 * 1024;

function lastNewline(block: Buffer, end: number): number {
  // A negative offset would mean the block's end.
  return end === 0 ? -1 : block.lastIndexOf(newline, end - 1);
}
