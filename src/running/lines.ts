/** The lines of an output as it comes, without what only a terminal understands. No line is longer than a bound, whatever is printed. */
import { withoutEscapes } from '../base/escapes';

export class Lines {
  /** Behind the last line's end. */
  #open = '';
  #last = '';

  /** Says the lines that have ended with this, but for blank ones. */
  push(text: string): readonly string[] {
    // A carriage return ends a line as well: progress is written over itself.
    const [first = '', ...others] = text.split(/\r\n|[\r\n]/);
    const ended: string[] = [];
    this.#extend(first);
    for (const piece of others) {
      ended.push(this.#open);
      this.#open = '';
      this.#extend(piece);
    }
    const lines = ended.map(withoutEscapes).filter((line) => line.trim() !== '');
    this.#last = lines.at(-1) ?? this.#last;
    return lines;
  }

  /** The output is over: what stands behind the last line's end is a line, too. */
  end(): readonly string[] {
    return this.push('\n');
  }

  /** The last line that says something, be it at its end or not. */
  get last(): string {
    const open = withoutEscapes(this.#open);
    return open.trim() === '' ? this.#last : open;
  }

  #extend(piece: string): void {
    if (this.#open.length < longestLine) {
      this.#open += piece.slice(0, longestLine - this.#open.length);
    }
  }
}

/** In characters. */
export const longestLine = 2_000;
