/**
 * Markdown that grows, as steps for whoever draws it. A block is closed as soon as another begins behind it; it is rendered once, from its
 * own source, and never touched again, so that the end equals the rendering of the whole text. Only the open block is drawn anew, and only
 * while it is short or its length has paid for it: the work is linear in the text, whatever the text is. No DOM here.
 */
import { lineStarts } from './lineStarts';
import { OpenContainer } from './openContainer';
import { OpenFence } from './openFence';
import { renderMarkdown, topBlocks } from './renderer';

export type MarkdownStep =
  /** Final: takes the place of what is open, and nothing is open after it. */
  | { readonly kind: 'closed'; readonly html: string }
  /** What is open looks like this now. */
  | { readonly kind: 'open'; readonly html: string }
  /** The same, for code that grows: text goes into its `code`. */
  | { readonly kind: 'fence'; readonly html: string }
  /** The same, for a list, table or quote that takes children at its end. */
  | { readonly kind: 'container'; readonly html: string }
  /** Children that are final, in the place of those that are not. */
  | { readonly kind: 'children'; readonly html: string }
  /** Children that are not final yet, and what seems to stand behind the container. */
  | { readonly kind: 'openChildren'; readonly html: string; readonly after: string }
  /** The container is final as it stands. */
  | { readonly kind: 'settled' }
  /** Goes to the end of what is open, as it is. */
  | { readonly kind: 'text'; readonly text: string };

/** Up to here a block is drawn anew each time; beyond, when it has grown by an eighth, or sooner if a line looks like its end. */
const shortCharacters = 4_096;
const worthOfLength = 8;
const worthOfHint = 16;

const longestPauseMs = 400;
const charactersPerMs = 200;

/** A line that ends a paragraph or begins something: worth a look even in a long block. */
const hint = /(?:^|\n) {0,3}(?:[\r\t ]*\n|#{1,6}[ \t]|```|~~~|>|[-*+] |\d{1,9}[.)] |\|)/;

export class MarkdownStream {
  /** The source of the open block, from its first line. */
  #open = '';
  #mode: OpenFence | OpenContainer | undefined;
  #spent = 0;
  #heldReturn = '';

  /** Takes more text; call it once per frame. */
  take(text: string): readonly MarkdownStep[] {
    const steps: MarkdownStep[] = [];
    const added = this.#normalise(text);
    const rest = this.#mode instanceof OpenFence ? this.#takeIntoFence(this.#mode, added, steps) : added;
    if (rest === '') {
      return steps;
    }
    this.#open += rest;
    if (this.#mode instanceof OpenContainer) {
      this.#mode.take(rest);
    }
    if (this.#mayWork(rest)) {
      this.#advance(steps);
    } else {
      steps.push({ kind: 'text', text: rest });
    }
    return steps;
  }

  /**
   * How long the next picture can wait. A browser lays out a whole table, list or paragraph for each change inside it, so a long one is
   * drawn less often: in sum it costs what its length is worth. Code grows line by line and needs no pause.
   */
  get pauseMs(): number {
    const length = this.#mode instanceof OpenFence ? 0 : this.#open.length;
    return length <= shortCharacters * 2 ? 0 : Math.min(longestPauseMs, length / charactersPerMs);
  }

  /** Brings what is open up to date: nothing more is expected, though it may come. */
  finish(): readonly MarkdownStep[] {
    const source = this.#mode instanceof OpenFence ? this.#mode.source : this.#open;
    this.#open = source;
    this.#mode = undefined;
    const { closed, open } = split(source);
    this.#begin(open);
    return [...closed.map((html) => ({ kind: 'closed', html }) as const), { kind: 'open', html: renderMarkdown(open) }];
  }

  #takeIntoFence(fence: OpenFence, added: string, steps: MarkdownStep[]): string {
    const rest = fence.take(added, steps);
    if (rest !== undefined) {
      this.#mode = undefined;
      this.#begin('');
    }
    return rest ?? '';
  }

  #advance(steps: MarkdownStep[]): void {
    if (this.#mode instanceof OpenContainer) {
      const rest = this.#mode.advance(steps);
      if (rest === undefined) {
        return;
      }
      this.#mode = undefined;
      this.#begin(rest);
    }
    const { closed, open, type } = split(this.#open);
    for (const html of closed) {
      steps.push({ kind: 'closed', html });
    }
    this.#begin(open);
    this.#mode = OpenFence.begin(open, type, steps) ?? OpenContainer.begin(open, type);
    if (this.#mode instanceof OpenFence && this.#mode.rest !== undefined) {
      const { rest } = this.#mode;
      this.#mode = undefined;
      this.#begin(rest);
      this.#advance(steps);
    } else if (this.#mode instanceof OpenContainer) {
      this.#mode.advance(steps);
    } else if (this.#mode === undefined) {
      steps.push({ kind: 'open', html: renderMarkdown(open) });
    }
  }

  #begin(open: string): void {
    if (open.length !== this.#open.length) {
      this.#spent = 0;
    }
    this.#open = open;
  }

  /** Keeps the sum of all work within a fixed multiple of the text. */
  #mayWork(added: string): boolean {
    const length = this.#mode instanceof OpenContainer ? this.#mode.openLength : this.#open.length;
    if (length <= shortCharacters) {
      this.#spent = 0;
      return true;
    }
    if (this.#spent + length > (hint.test(added) ? worthOfHint : worthOfLength) * length) {
      return false;
    }
    this.#spent += length;
    return true;
  }

  /** As markdown-it would do with the whole text; a carriage return at the end waits for what follows it. */
  #normalise(text: string): string {
    const whole = this.#heldReturn + text;
    this.#heldReturn = whole.endsWith('\r') ? '\r' : '';
    return whole.slice(0, whole.length - this.#heldReturn.length).replace(/\r\n?/g, '\n').replace(/\0/g, '\uFFFD');
  }
}

/** Looks at complete lines only: an incomplete one may still become anything. */
function split(source: string): { readonly closed: readonly string[]; readonly open: string; readonly type: string | undefined } {
  const complete = source.slice(0, source.lastIndexOf('\n') + 1);
  const blocks = complete === '' ? [] : topBlocks(complete);
  const closed = blocks.filter((block) => block.state === 'closed');
  const bounds = lineStarts(complete, [...closed.map((block) => block.line), closed.at(-1)?.endLine ?? 0]);
  return {
    closed: closed.map((_, index) => renderMarkdown(complete.slice(bounds[index], bounds[index + 1]))),
    open: source.slice(bounds.at(-1) ?? 0),
    type: closed.length < blocks.length ? blocks.at(-1)?.type : undefined,
  };
}
