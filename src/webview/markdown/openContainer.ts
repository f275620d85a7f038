/**
 * A list, table or quote that is still open: children that are followed by another are final, and only the last one is drawn anew. When
 * the container closes it is rendered once as a whole; where that differs from what stands there (it should not), the whole wins.
 */
import type { Token } from 'markdown-it';
import { lineStarts } from './lineStarts';
import { parseMarkdown, renderMarkdown, renderTokens, topBlocks } from './renderer';
import type { MarkdownStep } from './stream';

export class OpenContainer {
  #source = '';
  /** Where the last child begins. */
  #childAt = 0;
  /** What must stand before a child for it to be one: a table's two head lines. */
  #head = '';
  /** Frozen children, and what stands around them. Absent until the first draw. */
  #shell: { readonly before: string; readonly behind: string } | undefined;
  #frozen: string[] = [];
  /** A blank line between two of its items makes all items of a list loose, also those that are shown. */
  #spacing: 'tight' | 'loose' = 'tight';

  private constructor(private readonly type: string) {}

  static begin(source: string, type: string | undefined): OpenContainer | undefined {
    if (type === undefined || !['bullet_list_open', 'ordered_list_open', 'blockquote_open', 'table_open'].includes(type)) {
      return undefined;
    }
    const container = new OpenContainer(type);
    container.take(source);
    return container;
  }

  /** How much an `advance` has to look at. */
  get openLength(): number {
    return this.#source.length - this.#childAt;
  }

  take(added: string): void {
    this.#source += added;
  }

  /** Returns the source behind the container when it has closed. */
  advance(steps: MarkdownStep[]): string | undefined {
    const slice = this.#head + this.#source.slice(this.#childAt);
    const complete = slice.slice(0, slice.lastIndexOf('\n') + 1);
    const block = topBlocks(complete)[0];
    if (block?.state === 'closed') {
      const end = this.#childAt - this.#head.length + (lineStarts(complete, [block.endLine])[0] ?? 0);
      this.#close(complete, this.#source.slice(0, end), steps);
      return this.#source.slice(end);
    }
    this.#freeze(complete, steps);
    this.#drawOpen(steps);
    return undefined;
  }

  #close(complete: string, source: string, steps: MarkdownStep[]): void {
    const whole = renderMarkdown(source);
    const last = this.#read(complete);
    const shown = this.#shell === undefined ? '' : this.#shell.before + this.#frozen.join('') + last.html.join('') + this.#shell.behind;
    if (shown === whole) {
      steps.push({ kind: 'children', html: last.html.join('') }, { kind: 'settled' });
    } else {
      steps.push({ kind: 'closed', html: whole });
    }
  }

  /** Makes all children final that another follows on a complete line. */
  #freeze(complete: string, steps: MarkdownStep[]): void {
    const children = this.#read(complete);
    if (children.spacing === 'loose' && this.#spacing === 'tight') {
      this.#spacing = 'loose';
      this.#restart();
      this.#freeze(this.#source.slice(0, this.#source.lastIndexOf('\n') + 1), steps);
      return;
    }
    if (this.#shell === undefined) {
      if (children.html.length === 0) {
        return;
      }
      this.#shell = children.shell;
      steps.push({ kind: 'container', html: children.shell.before + children.shell.behind });
    }
    const lastAt = lineStarts(complete, children.lines).at(-1);
    if (children.html.length > 1 && lastAt !== undefined && this.#canBeginAt(complete, lastAt)) {
      const final = children.html.slice(0, -1);
      this.#frozen.push(...final);
      steps.push({ kind: 'children', html: final.join('') });
      const at = this.#childAt - this.#head.length + lastAt;
      if (this.type === 'table_open' && this.#head === '') {
        this.#head = complete.slice(0, lineStarts(complete, [2])[0]);
      }
      this.#childAt = at;
    }
  }

  /** The last child, with its incomplete line. */
  #drawOpen(steps: MarkdownStep[]): void {
    const source = this.#head + this.#source.slice(this.#childAt);
    if (this.#shell === undefined) {
      steps.push({ kind: 'open', html: renderMarkdown(source) });
      return;
    }
    const { html, after } = this.#read(source);
    steps.push({ kind: 'openChildren', html: html.join(''), after });
  }

  /** Whether a child that begins here, read without those before it, is still a child: not so in the middle of an indented line. */
  #canBeginAt(complete: string, at: number): boolean {
    const begins = {
      bullet_list_open: /^ {0,3}[-*+](?:[ \t]|\n)/,
      ordered_list_open: /^ {0,3}\d{1,9}[.)](?:[ \t]|\n)/,
      blockquote_open: /^ {0,3}>/,
      table_open: /^/,
    }[this.type];
    return begins?.test(complete.slice(at, at + 16)) ?? false;
  }

  #restart(): void {
    this.#childAt = 0;
    this.#head = '';
    this.#shell = undefined;
    this.#frozen = [];
  }

  #read(source: string): Children {
    return readChildren(parseMarkdown(source), this.type, this.#spacing);
  }
}

interface Children {
  readonly shell: { readonly before: string; readonly behind: string };
  readonly html: readonly string[];
  /** The line where each begins. */
  readonly lines: readonly number[];
  readonly spacing: 'tight' | 'loose';
  /** What stands behind the container. */
  readonly after: string;
}

/** Takes the first container in the tokens apart. */
function readChildren(tokens: readonly Token[], type: string, spacing: 'tight' | 'loose'): Children {
  const end = tokens.findIndex((token) => token.level === 0 && token.nesting <= 0) + 1;
  const own = tokens[0]?.type === type ? tokens.slice(0, end) : [];
  const after = renderTokens(tokens.slice(own.length));
  const level = type === 'table_open' ? 2 : 1;
  const found = spacingOf(own, type);
  if (spacing === 'loose') {
    loosen(own);
  }
  const firstAt = type === 'table_open' ? own.findIndex((token) => token.type === 'tbody_open') + 1 : 1;
  const starts: number[] = [];
  let endAt = firstAt;
  for (let at = firstAt; firstAt > 0 && at < own.length; at += 1) {
    const token = own[at];
    if (token === undefined || token.level < level) {
      break;
    }
    if (token.level === level && token.nesting >= 0) {
      starts.push(at);
    }
    endAt = at + 1;
  }
  return {
    shell: { before: renderHead(own, firstAt), behind: renderTokens(own.slice(endAt)) },
    html: starts.map((start, index) => renderTokens(own.slice(start, starts[index + 1] ?? endAt))),
    lines: starts.map((start) => own[start]?.map?.[0] ?? 0),
    spacing: found,
    after,
  };
}

/** The opening tags, as they come out in front of a child: with the line break that markdown-it puts there. */
function renderHead(own: readonly Token[], firstAt: number): string {
  const child = own[firstAt];
  if (child === undefined) {
    return '';
  }
  const withChild = renderTokens(own.slice(0, firstAt + 1));
  return withChild.slice(0, withChild.length - renderTokens([child]).length);
}

function spacingOf(own: readonly Token[], type: string): 'tight' | 'loose' {
  const isList = type === 'bullet_list_open' || type === 'ordered_list_open';
  return isList && own.some((token) => token.type === 'paragraph_open' && token.level === 2 && !token.hidden) ? 'loose' : 'tight';
}

function loosen(own: readonly Token[]): void {
  for (const token of own) {
    if (token.level === 2 && (token.type === 'paragraph_open' || token.type === 'paragraph_close')) {
      token.hidden = false;
    }
  }
}
