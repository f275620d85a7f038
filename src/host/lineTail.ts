import { StringDecoder } from 'node:string_decoder';

/** The last lines of a stream of bytes, with a bound on how many and how long, whatever is written. */
export class LineTail {
  readonly #decoder = new StringDecoder('utf8');
  readonly #lines: string[] = [];
  #open = '';

  constructor(private readonly onLine: (line: string) => void = () => undefined) {}

  push(bytes: Buffer): void {
    const [first = '', ...others] = this.#decoder.write(bytes).split('\n');
    this.#extend(first);
    for (const piece of others) {
      this.#endLine();
      this.#extend(piece);
    }
  }

  /** What stands behind the last newline becomes a line as well. */
  end(): void {
    this.#extend(this.#decoder.end());
    if (this.#open !== '') {
      this.#endLine();
    }
  }

  lines(): readonly string[] {
    return [...this.#lines];
  }

  #extend(piece: string): void {
    if (this.#open.length < maxLineLength) {
      this.#open += piece.slice(0, maxLineLength - this.#open.length);
    }
  }

  #endLine(): void {
    const line = this.#open.replace(/\r$/, '');
    this.#open = '';
    this.#lines.push(line);
    if (this.#lines.length > maxLines) {
      this.#lines.shift();
    }
    this.onLine(line);
  }
}

const maxLines = 20;
const maxLineLength = 2000;
