/**
 * Bytes in, lines out, one when asked for: what waits, waits as the bytes that came. Works on bytes, so that a character cut in two by a
 * chunk's border comes out whole. A line that grows past the limit is forgotten as it is read and reported once, at its end. It does not
 * look into the lines.
 */
export interface LineSink {
  line(text: string): void;
  /** A line was longer than the limit and is lost. */
  tooLong(lengthBytes: number): void;
}

const newline = 0x0a;
/** What a long line leaves behind is kept for the next one up to this size. */
const spareBytes = 1024 * 1024;

export class LineSplitter {
  #chunks: Buffer[] = [];
  /** How far the first chunk was read. */
  #at = 0;
  #waitingBytes = 0;
  /** Of the line that has not ended yet. */
  #held = Buffer.alloc(0);
  #heldBytes = 0;
  #skippedBytes = 0;

  constructor(
    private readonly maxLineBytes: number,
    private readonly sink: LineSink,
  ) {}

  /** What was pushed and not read. A line that has not ended waits for its own end, and is not counted. */
  get waitingBytes(): number {
    return this.#waitingBytes;
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#waitingBytes += chunk.length;
  }

  /** Reads on to the end of a line; says whether there was one. */
  readLine(): boolean {
    for (let chunk = this.#chunks[0]; chunk; chunk = this.#chunks[0]) {
      const start = this.#at;
      const end = chunk.indexOf(newline, start);
      if (end !== -1) {
        this.#at = end + 1;
        this.#waitingBytes -= this.#at - start;
        this.#finishLine(chunk.subarray(start, end));
        return true;
      }
      this.#chunks.shift();
      this.#at = 0;
      this.#waitingBytes -= chunk.length - start;
      this.#hold(chunk.subarray(start));
    }
    return false;
  }

  /** The stream ended, and all was read: what is left is the last line, with or without its newline. */
  end(): void {
    this.#finishLine(Buffer.alloc(0));
  }

  #finishLine(tail: Buffer): void {
    if (this.#heldBytes === 0 && this.#skippedBytes === 0 && tail.length <= this.maxLineBytes) {
      this.#emit(tail);
      return;
    }
    this.#hold(tail);
    if (this.#skippedBytes > 0) {
      const lengthBytes = this.#skippedBytes;
      this.#skippedBytes = 0;
      this.sink.tooLong(lengthBytes);
      return;
    }
    const line = this.#held.subarray(0, this.#heldBytes);
    this.#heldBytes = 0;
    this.#emit(line);
    if (this.#held.length > spareBytes) {
      this.#held = Buffer.alloc(0);
    }
  }

  #hold(part: Buffer): void {
    const lengthBytes = this.#heldBytes + part.length;
    if (this.#skippedBytes > 0 || lengthBytes > this.maxLineBytes) {
      this.#skippedBytes += lengthBytes;
      this.#heldBytes = 0;
      this.#held = Buffer.alloc(0);
      return;
    }
    if (lengthBytes > this.#held.length) {
      // Doubling: an agent that flushes byte by byte must not cost an object or a copy of the whole per byte.
      const grown = Buffer.allocUnsafe(Math.min(Math.max(lengthBytes, this.#held.length * 2), this.maxLineBytes));
      this.#held.copy(grown, 0, 0, this.#heldBytes);
      this.#held = grown;
    }
    part.copy(this.#held, this.#heldBytes);
    this.#heldBytes = lengthBytes;
  }

  #emit(line: Buffer): void {
    const text = line.toString('utf8').trim();
    if (text !== '') {
      this.sink.line(text);
    }
  }
}
