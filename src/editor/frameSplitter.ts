/**
 * Bytes in, the bodies of a language server's messages out, each as soon as its last byte has come: who counts signs of life must not wait
 * for anybody's turn. The library's own reader takes one message per turn of the event loop. It does not look into the bodies; a header that
 * cannot be read is an error for good, because nobody knows where the next one begins.
 */
export class FrameSplitter {
  #parts: Buffer[] = [];
  #heldBytes = 0;
  /** Of the body that comes next, when its header was read. */
  #bodyBytes: number | undefined;

  constructor(private readonly onBody: (text: string) => void) {}

  /** Throws when the stream is not framed as it should be. */
  push(chunk: Buffer): void {
    this.#parts.push(chunk);
    this.#heldBytes += chunk.length;
    for (;;) {
      this.#bodyBytes ??= this.#readHeader();
      if (this.#bodyBytes === undefined || this.#heldBytes < this.#bodyBytes) {
        return;
      }
      const body = this.#take(this.#bodyBytes);
      this.#bodyBytes = undefined;
      this.onBody(body.toString('utf8'));
    }
  }

  #readHeader(): number | undefined {
    const end = this.#held().indexOf(headerEnd);
    if (end === -1 ? this.#heldBytes > headerLimitBytes : end > headerLimitBytes) {
      throw new Error('The header of a message does not end.');
    }
    if (end === -1) {
      return undefined;
    }
    const header = this.#take(end + headerEnd.length).toString('latin1');
    const length = /^content-length:[ \t]*(\d+)[ \t]*\r$/im.exec(header)?.[1];
    if (length === undefined || Number(length) > bodyLimitBytes) {
      throw new Error(length === undefined ? 'A message does not say its length.' : `A message of ${length} bytes is too long.`);
    }
    return Number(length);
  }

  /** What has come and was not taken, as one: joined only when a header or a body is looked at, so that a long body is copied once. */
  #held(): Buffer {
    const [first = Buffer.alloc(0), ...more] = this.#parts;
    const held = more.length === 0 ? first : Buffer.concat(this.#parts);
    this.#parts = [held];
    return held;
  }

  #take(lengthBytes: number): Buffer {
    const held = this.#held();
    this.#parts = [held.subarray(lengthBytes)];
    this.#heldBytes -= lengthBytes;
    return held.subarray(0, lengthBytes);
  }
}

const headerEnd = '\r\n\r\n';
const headerLimitBytes = 4_096;
const bodyLimitBytes = 256 * 1024 * 1024;
