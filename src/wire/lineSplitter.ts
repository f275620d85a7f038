/**
 * Bytes in, lines out, one when asked for: what waits, waits as bytes in a buffer that is used again and again, so that what came lives no
 * longer than it takes to copy it. Works on bytes, so that a character cut in two by a chunk's border comes out whole. A line that grows
 * past the limit is forgotten as it is read and reported once, at its end. It does not look into the lines.
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
  /** From `#start`, where the line begins, to `#end`; up to `#read` it was searched for the line's end. */
  #bytes = Buffer.alloc(0);
  /** As much of them as was pushed. */
  #pushed = this.#bytes;
  #start = 0;
  #read = 0;
  #end = 0;
  /** Of a line that is too long. */
  #skippedBytes = 0;

  constructor(
    private readonly maxLineBytes: number,
    private readonly sink: LineSink,
  ) {}

  /** What was pushed and not read. A line that was read and has not ended waits for its own end, and is not counted. */
  get waitingBytes(): number {
    return this.#end - this.#read;
  }

  push(chunk: Buffer): void {
    this.#makeRoom(chunk.length);
    chunk.copy(this.#bytes, this.#end);
    this.#end += chunk.length;
    this.#pushed = this.#bytes.subarray(0, this.#end);
  }

  /** Reads on to the end of a line; says whether there was one. */
  readLine(): boolean {
    const at = this.#pushed.indexOf(newline, this.#read);
    if (at === -1) {
      this.#read = this.#end;
      this.#skipWhatIsTooLong();
      return false;
    }
    this.#finishLine(at);
    this.#start = at + 1;
    this.#read = at + 1;
    return true;
  }

  /** The stream ended, and all was read: what is left is the last line, with or without its newline. */
  end(): void {
    this.#finishLine(this.#end);
    this.#start = this.#end;
  }

  #finishLine(end: number): void {
    const lengthBytes = this.#skippedBytes + end - this.#start;
    this.#skippedBytes = 0;
    if (lengthBytes > this.maxLineBytes) {
      this.sink.tooLong(lengthBytes);
      return;
    }
    const text = this.#bytes.toString('utf8', this.#start, end).trim();
    if (text !== '') {
      this.sink.line(text);
    }
  }

  #skipWhatIsTooLong(): void {
    const lengthBytes = this.#end - this.#start;
    if (this.#skippedBytes > 0 || lengthBytes > this.maxLineBytes) {
      this.#skippedBytes += lengthBytes;
      this.#start = this.#end;
    }
  }

  #makeRoom(lengthBytes: number): void {
    const heldBytes = this.#end - this.#start;
    const isSpare = heldBytes === 0 && this.#bytes.length > spareBytes;
    if (!isSpare && this.#end + lengthBytes <= this.#bytes.length) {
      return;
    }
    // Room for twice as much: an agent that flushes byte by byte must not cost a copy of the whole per byte.
    const neededBytes = heldBytes + lengthBytes;
    const roomyBytes = Math.max(neededBytes, Math.min(neededBytes * 2, this.maxLineBytes));
    const roomy = isSpare || roomyBytes > this.#bytes.length ? Buffer.allocUnsafeSlow(roomyBytes) : this.#bytes;
    this.#bytes.copy(roomy, 0, this.#start, this.#end);
    this.#bytes = roomy;
    this.#read -= this.#start;
    this.#end = heldBytes;
    this.#start = 0;
  }
}
