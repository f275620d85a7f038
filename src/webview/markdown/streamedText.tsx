/**
 * A text of the agent's, as Markdown that may still grow. What is added goes straight to the picture, at most once per flush; the
 * component itself is drawn again only when the text is replaced.
 */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import type { Cell } from '../store';
import { useView } from '../view';
import { MarkdownPicture } from './picture';
import { MarkdownStream } from './stream';

interface StreamedTextProps {
  readonly text: string;
  /** The cell whose growth belongs to this text. */
  readonly cell?: Cell;
  /** Whether the agent is still writing it. */
  readonly writing: 'writing' | 'written';
}

export function StreamedText({ text, cell, writing }: StreamedTextProps): JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const drawing = useRef<Drawing>(undefined);
  const { announcer } = useView();

  useLayoutEffect(() => {
    if (host.current === null) {
      return undefined;
    }
    const element = host.current;
    const mine = new Drawing(element, (closed) => {
      // What is drawn from a snapshot was said before, or is too much to be read aloud.
      if (mine.state === 'growing') {
        announcer.say(closed);
      }
    });
    drawing.current = mine;
    return () => {
      mine.close();
      drawing.current = undefined;
    };
  }, []);

  useLayoutEffect(() => {
    drawing.current?.show(text + (cell?.appended ?? ''));
    if (cell === undefined) {
      return undefined;
    }
    const listener = (added: string): void => drawing.current?.add(added);
    cell.onAppend = listener;
    return () => {
      if (cell.onAppend === listener) {
        cell.onAppend = undefined;
      }
    };
  }, [text, cell]);

  useLayoutEffect(() => {
    drawing.current?.expect(writing);
  }, [writing, text]);

  return <div class="markdown" ref={host} />;
}

class Drawing {
  state: 'loading' | 'growing' = 'loading';
  #stream = new MarkdownStream();
  readonly #picture: MarkdownPicture;
  /** What was taken, in pieces: only a replaced text is ever compared with it. */
  #shown: string[] = [];
  #waiting = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: 'writing' | 'written' = 'writing';

  constructor(host: HTMLElement, didClose: (text: string) => void) {
    this.#picture = new MarkdownPicture(host, didClose);
  }

  /** Shows this text; where it only goes on from what stands there, nothing is drawn again. */
  show(text: string): void {
    const shown = this.#shown.join('');
    this.#waiting = '';
    if (!text.startsWith(shown)) {
      this.#picture.clear();
      this.#stream = new MarkdownStream();
      this.#shown = [];
      this.#take(text);
    } else if (text.length > shown.length) {
      this.#take(text.slice(shown.length));
    }
    this.state = 'growing';
  }

  add(text: string): void {
    if (this.#waiting === '') {
      this.#flushSoon();
    }
    this.#waiting += text;
  }

  /** Nothing is drawn after this. */
  close(): void {
    clearTimeout(this.#timer);
  }

  /** Whether more is expected: where not, nothing is left to be drawn later. */
  expect(writing: 'writing' | 'written'): void {
    this.#writing = writing;
    this.#flush();
  }

  /** After all that came in this flush; later where the picture is an expensive one. */
  #flushSoon(): void {
    const { pauseMs } = this.#stream;
    if (pauseMs === 0) {
      queueMicrotask(() => this.#flush());
    } else {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#flush(), pauseMs);
    }
  }

  #flush(): void {
    const text = this.#waiting;
    this.#waiting = '';
    this.#take(text);
    if (this.#writing === 'written') {
      this.#picture.draw(this.#stream.finish());
    }
  }

  #take(text: string): void {
    if (text !== '') {
      this.#shown.push(text);
      this.#picture.draw(this.#stream.take(text));
    }
  }
}
