/**
 * Follows the end of the conversation while the reader is there. A scroll upwards by hand, or opening something to read, ends it; reaching
 * the end again begins it, by scrolling there or because what stands above has become less. It never moves the view otherwise. That the page itself moves upwards, because a card above has shrunk or the
 * browser keeps an anchor in place, is nobody's wish.
 */
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

const atEndPixels = 24;
/** A scroll this soon after a wheel, a key or a touch is the reader's. Smooth scrolling goes on for a while. */
const byHandMs = 400;

export class Follow {
  readonly #following = signal(true);
  #scroller: HTMLElement | undefined;
  #lastTop = 0;
  /** How far the scroller could be scrolled when its size or that of its content last changed. */
  #lastRoom = 0;
  #isHeld = false;
  #touchedAt = -Infinity;

  get following(): ReadonlySignal<boolean> {
    return this.#following;
  }

  /** Watches a scroller and what it holds; returns the end of it. */
  attach(scroller: HTMLElement, content: HTMLElement): () => void {
    this.#scroller = scroller;
    const onScroll = (): void => this.#onScroll(scroller);
    const onWheel = (event: WheelEvent): void => {
      this.#touchedAt = performance.now();
      if (event.deltaY < 0 && scroller.scrollTop > 0) {
        this.stop();
      }
    };
    const onTouch = (): void => void (this.#touchedAt = performance.now());
    // The scroll bar is dragged for as long as it takes.
    const onHold = (): void => void (this.#isHeld = true);
    const onLetGo = (): void => void (this.#isHeld = false);
    const observer = new ResizeObserver(() => this.#onResize(scroller));
    observer.observe(content);
    observer.observe(scroller);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    scroller.addEventListener('wheel', onWheel, { passive: true });
    scroller.addEventListener('keydown', onTouch);
    // The keyboard, or a screen reader, goes to what it brings into sight.
    scroller.addEventListener('focusin', onTouch);
    scroller.addEventListener('touchmove', onTouch, { passive: true });
    scroller.addEventListener('pointerdown', onHold);
    window.addEventListener('pointerup', onLetGo);
    return () => {
      observer.disconnect();
      scroller.removeEventListener('scroll', onScroll);
      scroller.removeEventListener('wheel', onWheel);
      scroller.removeEventListener('keydown', onTouch);
      scroller.removeEventListener('focusin', onTouch);
      scroller.removeEventListener('touchmove', onTouch);
      scroller.removeEventListener('pointerdown', onHold);
      window.removeEventListener('pointerup', onLetGo);
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

  /** What is opened grows, and is not to scroll away; what shrinks, or needs no scrolling at all, may bring the end in sight. */
  #onResize(scroller: HTMLElement): void {
    const room = scroller.scrollHeight - scroller.clientHeight;
    if (scroller.clientHeight > 0 && room <= this.#lastRoom && room - scroller.scrollTop <= atEndPixels) {
      this.#following.value = true;
    }
    this.#lastRoom = room;
    this.#keep();
  }

  #onScroll(scroller: HTMLElement): void {
    const top = scroller.scrollTop;
    const left = scroller.scrollHeight - top - scroller.clientHeight;
    if (left <= atEndPixels) {
      this.#following.value = true;
    } else if (top < this.#lastTop && (this.#isHeld || performance.now() - this.#touchedAt < byHandMs)) {
      this.#following.value = false;
    } else {
      this.#keep();
    }
    this.#lastTop = top;
  }
}
