/**
 * Draws Markdown steps into an element. Everything passes DOMPurify with a short list of what may stand in a conversation: the second
 * wall behind a renderer that makes no HTML of the agent's. What is closed is never touched again.
 */
import DOMPurify from 'dompurify';
import type { MarkdownStep } from './stream';

const allowed = {
  ALLOWED_TAGS: [
    'a', 'blockquote', 'br', 'button', 'code', 'del', 'div', 'em', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'hr', 'img', 'li', 'ol', 'p', 'pre', 's', 'span',
    'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul',
  ],
  ALLOWED_ATTR: ['class', 'title', 'alt', 'src', 'start', 'type', 'role', 'tabindex', 'aria-label', 'aria-hidden', 'data-href', 'data-copy'],
  ALLOWED_URI_REGEXP: /^data:image\/(?:png|gif|jpeg|webp);base64,/i,
  // Everything else that is allowed is checked against the addresses above.
  ADD_URI_SAFE_ATTR: ['start', 'tabindex', 'type'],
  RETURN_DOM_FRAGMENT: true as const,
};

/** Closed blocks stand in groups, so that the browser can skip what is out of sight and need not count them all for each new line. */
const blocksPerGroup = 12;

export class MarkdownPicture {
  #group: HTMLElement | undefined;
  #grouped = 0;
  /** The nodes that are not final. */
  #open: ChildNode[] = [];
  /** Where the open container takes children. */
  #point: Element | undefined;
  #openChildren: ChildNode[] = [];
  #after: ChildNode[] = [];
  #tail: Text | undefined;

  constructor(
    private readonly host: HTMLElement,
    private readonly didClose: (text: string) => void,
  ) {}

  draw(steps: readonly MarkdownStep[]): void {
    for (const step of steps) {
      this.#step(step);
    }
  }

  clear(): void {
    this.host.replaceChildren();
    this.#group = undefined;
    this.#grouped = 0;
    this.#open = [];
    this.#forget();
  }

  #step(step: MarkdownStep): void {
    switch (step.kind) {
      case 'closed':
        this.#replaceOpen(step.html);
        this.#settle();
        break;
      case 'open':
        this.#replaceOpen(step.html);
        break;
      case 'fence':
        this.#replaceOpen(step.html);
        this.#tail = this.host.ownerDocument.createTextNode('');
        this.host.lastElementChild?.querySelector('pre > code')?.append(this.#tail);
        break;
      case 'container':
        this.#replaceOpen(step.html);
        this.#point = insertionPoint(this.#open);
        break;
      case 'children':
        this.#replaceChildren(step.html, '');
        this.#openChildren = [];
        break;
      case 'openChildren':
        this.#replaceChildren(step.html, step.after);
        break;
      case 'settled':
        this.#settle();
        break;
      case 'text':
        this.#tail ??= this.#newTail();
        this.#tail.appendData(step.text);
        break;
    }
  }

  #replaceOpen(html: string): void {
    for (const node of [...this.#open, ...this.#after]) {
      node.remove();
    }
    this.#forget();
    const fragment = purify(html);
    this.#open = [...fragment.childNodes];
    this.host.append(fragment);
  }

  #replaceChildren(html: string, after: string): void {
    for (const node of [...this.#openChildren, ...this.#after]) {
      node.remove();
    }
    this.#tail = undefined;
    if (this.#point === undefined) {
      return;
    }
    this.#openChildren = childrenFor(this.#point, html);
    this.#point.append(...this.#openChildren);
    this.#after = after === '' ? [] : [...purify(after).childNodes];
    this.host.append(...this.#after);
  }

  #settle(): void {
    const text = this.#open.map((node) => node.textContent ?? '').join('').trim();
    this.#intoGroup(this.#open);
    this.#open = [];
    this.#forget();
    if (text !== '') {
      this.didClose(text);
    }
  }

  #intoGroup(nodes: readonly ChildNode[]): void {
    if (this.#group === undefined || this.#grouped % blocksPerGroup === 0) {
      this.#group = this.host.ownerDocument.createElement('div');
      this.#group.className = 'markdown-group';
      this.host.insertBefore(this.#group, nodes[0] ?? null);
    }
    this.#grouped += 1;
    this.#group.append(...nodes);
  }

  #forget(): void {
    this.#point = undefined;
    this.#openChildren = [];
    this.#after = [];
    this.#tail = undefined;
  }

  /** At the end of the last paragraph, item or cell that is open. */
  #newTail(): Text {
    let place: Element = this.host;
    for (let last = this.#lastOpen(); last !== null; last = last.lastElementChild) {
      if (/^(?:P|LI|TD|TH|CODE|PRE|BLOCKQUOTE|UL|OL|TABLE|TBODY|TR|DIV|H[1-6])$/.test(last.tagName)) {
        place = last;
      }
    }
    const tail = this.host.ownerDocument.createTextNode('');
    place.append(tail);
    if (place === this.host) {
      this.#open.push(tail);
    }
    return tail;
  }

  #lastOpen(): Element | null {
    const nodes = [...this.#open, ...this.#openChildren, ...this.#after];
    return nodes.findLast((node): node is Element & ChildNode => node instanceof Element) ?? null;
  }
}

function purify(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, allowed);
}

function insertionPoint(nodes: readonly ChildNode[]): Element | undefined {
  const container = nodes.find((node): node is Element & ChildNode => node instanceof Element);
  return container?.querySelector('tbody') ?? container;
}

/** Rows and items are only parsed as such inside their container. */
function childrenFor(point: Element, html: string): ChildNode[] {
  const around = { TBODY: ['<table><tbody>', '</tbody></table>'], UL: ['<ul>', '</ul>'], OL: ['<ol>', '</ol>'] }[point.tagName] ?? ['', ''];
  const fragment = purify(`${around[0] ?? ''}${html}${around[1] ?? ''}`);
  const parent = fragment.querySelector('tbody') ?? (around[0] === '' ? fragment : fragment.firstElementChild);
  return [...(parent?.childNodes ?? [])];
}
