/** Facts that an object tells whoever listens. A listener that throws hurts only itself: the others still hear, the emitter goes on. */
export type Event<T> = (listener: (value: T) => void) => Unsubscribe;

export type Unsubscribe = () => void;

export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  constructor(private readonly onListenerError: (error: unknown) => void = () => undefined) {}

  readonly event: Event<T> = (listener) => {
    // A wrapper of its own, so that the same function added twice is two listeners.
    const own = (value: T): void => listener(value);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  fire(value: T): void {
    if (this.#listeners.size === 0) {
      return;
    }
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        this.onListenerError(error);
      }
    }
  }
}
