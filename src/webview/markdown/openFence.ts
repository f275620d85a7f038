/** A code fence that is still open: text goes to its end as it comes, and only its own lines are looked at for the closing one. */
import { codeBlock, renderMarkdown } from './renderer';
import type { MarkdownStep } from './stream';

export class OpenFence {
  #line = '';
  #shownOfLine = 0;
  readonly #taken: string[] = [];

  private constructor(
    private readonly opening: string,
    private readonly closing: RegExp,
    private readonly mayClose: RegExp,
    private readonly indent: number,
  ) {}

  /** What stood behind the closing line, when the fence was closed from the beginning. */
  rest: string | undefined;

  /** Begins a fence when that is what `source` is; its first line is complete. */
  static begin(source: string, type: string | undefined, steps: MarkdownStep[]): OpenFence | undefined {
    const found = type === 'fence' ? /^( {0,3})(`{3,}|~{3,})([^\n]*)\n/.exec(source) : null;
    if (found === null) {
      return undefined;
    }
    const [opening, indent = '', marks = '', info = ''] = found;
    const mark = marks.charAt(0);
    const fence = new OpenFence(
      opening,
      new RegExp(`^ {0,3}\\${mark}{${marks.length},}[ \\t]*$`),
      new RegExp(`^ {0,3}\\${mark}*[ \\t]*$`),
      indent.length,
    );
    steps.push({ kind: 'fence', html: codeBlock(info, '') });
    fence.rest = fence.take(source.slice(opening.length), steps);
    return fence;
  }

  get source(): string {
    return this.opening + this.#taken.join('');
  }

  /** Returns what stands behind the closing line, or nothing while the fence is open. */
  take(added: string, steps: MarkdownStep[]): string | undefined {
    let text = '';
    let at = 0;
    for (let end = added.indexOf('\n'); end !== -1; end = added.indexOf('\n', at)) {
      this.#line += added.slice(at, end);
      at = end + 1;
      if (this.closing.test(this.#line)) {
        this.#taken.push(added.slice(0, at));
        steps.push({ kind: 'closed', html: renderMarkdown(this.source) });
        return added.slice(at);
      }
      text += `${this.#unshown()}\n`;
      this.#line = '';
      this.#shownOfLine = 0;
    }
    this.#line += added.slice(at);
    this.#taken.push(added);
    // A line that may still turn out to be the closing one is not shown yet.
    if (!this.mayClose.test(this.#line)) {
      text += this.#unshown();
    }
    if (text !== '') {
      steps.push({ kind: 'text', text });
    }
    return undefined;
  }

  #unshown(): string {
    const begin = Math.max(this.#shownOfLine, this.#indentOfLine());
    this.#shownOfLine = this.#line.length;
    return this.#line.slice(begin);
  }

  #indentOfLine(): number {
    let spaces = 0;
    while (spaces < this.indent && this.#line.charAt(spaces) === ' ') {
      spaces += 1;
    }
    return spaces;
  }
}
