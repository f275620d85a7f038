/**
 * The end of a growing text, cut at its beginning to a number of bytes and always at a character's border. Appending costs what is
 * appended, whatever is kept: the bytes lie in blocks of a fixed size, and what is dropped is dropped a block at a time.
 */
export class TextTail {
  readonly #blocks: Buffer[] = [];
  /** Where the kept text begins in the first block, and where the last block has room. */
  #start = 0;
  #end = blockBytes;
  #keptBytes = 0;
  #isTruncated = false;
  #text: string | undefined;

  constructor(private readonly limitBytes: number) {}

  get isTruncated(): boolean {
    return this.#isTruncated;
  }

  append(text: string): void {
    if (text === '') {
      return;
    }
    this.#text = undefined;
    const bytes = Buffer.from(text, 'utf8');
    for (let taken = 0; taken < bytes.length; ) {
      if (this.#end === blockBytes) {
        this.#blocks.push(Buffer.allocUnsafe(blockBytes));
        this.#end = 0;
      }
      const copied = bytes.copy(this.#blocks.at(-1) as Buffer, this.#end, taken);
      this.#end += copied;
      this.#keptBytes += copied;
      taken += copied;
      this.#drop(this.#keptBytes - this.limitBytes);
    }
    this.#dropToCharacter();
  }

  text(): string {
    this.#text ??= Buffer.concat(
      this.#blocks.map((block, index) =>
        block.subarray(index === 0 ? this.#start : 0, index === this.#blocks.length - 1 ? this.#end : blockBytes),
      ),
    ).toString('utf8');
    return this.#text;
  }

  #drop(bytes: number): void {
    if (bytes <= 0) {
      return;
    }
    this.#isTruncated = true;
    this.#start += bytes;
    this.#keptBytes -= bytes;
    while (this.#start >= blockBytes) {
      this.#blocks.shift();
      this.#start -= blockBytes;
    }
  }

  /** In UTF-8 every byte of a character but its first has the bits 10 in front. */
  #dropToCharacter(): void {
    while (this.#isTruncated && this.#keptBytes > 0 && ((this.#blocks[0]?.[this.#start] ?? 0) & 0xc0) === 0x80) {
      this.#drop(1);
    }
  }
}

const blockBytes = 64 * 1024;
