/**
 * What `/find` looks for, line by line: a regular expression where the pattern is a valid one, else the text itself; in small letters it
 * finds any case. A regular expression can take for ever on a harmless line, so each text has a time limit, which ends it from outside.
 */
import { inTime } from '../../host/timeLimit';

export interface MatchedLine {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

export class Pattern {
  readonly kind: 'expression' | 'literal';
  readonly #expression: RegExp;
  /** Matches every text that has a matching line, and perhaps others; absent where that is not certain. */
  readonly #anywhere: RegExp | undefined;
  readonly #isQuick: boolean;

  constructor(source: string) {
    const expression = expressionOf(source);
    this.kind = expression ? 'expression' : 'literal';
    this.#expression = expression ?? new RegExp(source.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), flagsFor(source));
    // Looking around, an expression could see beyond its line.
    this.#anywhere = source.includes('(?') ? undefined : new RegExp(this.#expression.source, `${this.#expression.flags}m`);
    // Without repetition there is nothing to go back to and try again.
    this.#isQuick = !expression || !/[*+{]/.test(source);
  }

  /** The first lines that match, at most `limit`. Throws `PatternTooSlowError` when the text takes too long. */
  find(text: string, limit: number): readonly MatchedLine[] {
    if (this.#isQuick) {
      return this.#lines(text, limit);
    }
    const found = inTime(timeLimitMs, () => this.#lines(text, limit));
    if (found === 'late') {
      throw new PatternTooSlowError();
    }
    return found.value;
  }

  #lines(text: string, limit: number): readonly MatchedLine[] {
    const found: MatchedLine[] = [];
    if (this.#anywhere?.test(text) === false) {
      return found;
    }
    for (const [index, line] of text.split(/\r?\n/).entries()) {
      if (this.#expression.test(line)) {
        found.push({ line: index + 1, text: line });
        if (found.length >= limit) {
          break;
        }
      }
    }
    return found;
  }
}

export class PatternTooSlowError extends Error {}

const timeLimitMs = 500;

function expressionOf(source: string): RegExp | undefined {
  try {
    return new RegExp(source, flagsFor(source));
  } catch {
    return undefined;
  }
}

/** Capital letters mean case, except in escapes such as `\S`. */
function flagsFor(source: string): string {
  return /\p{Lu}/u.test(source.replace(/\\./g, '')) ? '' : 'i';
}
