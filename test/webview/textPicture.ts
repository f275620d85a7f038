/** Draws Markdown steps as text, as the view draws them as elements. */
import type { MarkdownStep } from '../../src/webview/markdown/stream';

interface Container {
  readonly before: string;
  readonly children: string;
  readonly openChildren: string;
  readonly after: string;
  readonly behind: string;
}

export class TextPicture {
  #closed = '';
  #open = '';
  #container: Container | undefined;

  get html(): string {
    const container = this.#container;
    return (
      this.#closed +
      (container === undefined
        ? this.#open
        : container.before + container.children + container.openChildren + container.behind + container.after)
    );
  }

  draw(steps: readonly MarkdownStep[]): void {
    for (const step of steps) {
      this.#step(step);
    }
  }

  #step(step: MarkdownStep): void {
    switch (step.kind) {
      case 'closed':
        this.#clear();
        this.#closed += step.html;
        break;
      case 'open':
      case 'fence':
        this.#clear();
        this.#open = step.html;
        break;
      case 'container': {
        this.#clear();
        // As in the page: children go before the closing tags.
        const at = step.html.indexOf('</tbody>') === -1 ? step.html.lastIndexOf('</') : step.html.indexOf('</tbody>');
        this.#container = { before: step.html.slice(0, at), children: '', openChildren: '', after: '', behind: step.html.slice(at) };
        break;
      }
      case 'children':
        this.#inContainer((container) => ({ ...container, children: container.children + step.html, openChildren: '', after: '' }));
        break;
      case 'openChildren':
        this.#inContainer((container) => ({ ...container, openChildren: step.html, after: step.after }));
        break;
      case 'settled':
        this.#closed = this.html;
        this.#clear();
        break;
      case 'text':
        this.#open += step.text;
        break;
    }
  }

  #clear(): void {
    this.#open = '';
    this.#container = undefined;
  }

  #inContainer(change: (container: Container) => Container): void {
    if (this.#container === undefined) {
      throw new Error('a child came without its container');
    }
    this.#container = change(this.#container);
  }
}
