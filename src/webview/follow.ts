/**
 * Follows the end of the conversation while the reader is there. Any scroll upwards, or opening something to read, ends it; reaching the
 * end again begins it. It never moves the view otherwise.
 */
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

const atEndPixels = 24;

export class Follow {
  readonly #following = signal(true);
  #scroller: HTMLElement | undefined;
  #lastTop = 0;

  get following(): ReadonlySignal<boolean> {
    return this.#following;
  }

  /** Watches a scroller and what it holds; returns the end of it. */
  attach(scroller: HTMLElement, content: HTMLElement): () => void {
    this.#scroller = scroller;
    const onScroll = (): void => this.#onScroll(scroller);
    const onWheel = (event: WheelEvent): void => {
      if (event.deltaY < 0 && scroller.scrollTop > 0) {
        this.stop();
      }
    };
    const observer = new ResizeObserver(() => this.#keep());
    observer.observe(content);
    observer.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    scroller.addEventListener('wheel', onWheel, { passive: true });
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
      scroller.removeEventListener('wheel', onWheel);
    };
  }

  /** The reader has turned to something. */
  stop(): void {
    this.#following.value = false;
  }

  jumpToEnd(): void {
    this.#following.value = true;
    this.#keep();
  }

  #keep(): void {
    if (this.#following.value && this.#scroller !== undefined) {
      this.#scroller.scrollTop = this.#scroller.scrollHeight;
    }
  }

  #onScroll(scroller: HTMLElement): void {
    const top = scroller.scrollTop;
    const left = scroller.scrollHeight - top - scroller.clientHeight;
    if (left <= atEndPixels) {
      this.#following.value = true;
    } else if (top < this.#lastTop) {
      this.#following.value = false;
    }
    this.#lastTop = top;
  }
}
