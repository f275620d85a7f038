/**
 * The push side and the `for await` side of one ordered stream, for a single reader. Pushing never waits and never calls the reader
 * synchronously; what is pushed after the end is dropped.
 */
export class Channel<T> implements AsyncIterable<T> {
  #queue: T[] = [];
  #head = 0;
  #ended: { error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  /** How many pushed values the reader has not taken yet. */
  get backlog(): number {
    return this.#queue.length - this.#head;
  }

  push(value: T): void {
    if (this.#ended) {
      return;
    }
    this.#queue.push(value);
    this.#wake?.();
  }

  /** Ends the stream behind what was pushed already. With an error, the reader's loop throws it there. The first end wins. */
  end(error?: unknown): void {
    this.#ended ??= error === undefined ? {} : { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#head < this.#queue.length) {
        yield this.#take();
      }
      if (this.#ended) {
        if ('error' in this.#ended) {
          throw this.#ended.error;
        }
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
    }
  }

  /** Takes everything that the reader has not taken, at once. */
  takeAll(): readonly T[] {
    const rest = this.#queue.slice(this.#head);
    this.#queue = [];
    this.#head = 0;
    return rest;
  }

  #take(): T {
    const value = this.#queue[this.#head] as T;
    this.#head += 1;
    // What was taken is let go in large steps: amortised constant, also for a reader that never catches up.
    if (this.#head >= 1024 || this.#head === this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return value;
  }
}
