/**
 * A registry in which every key has one current owner, and only that owner can complete or remove it. Taking a key makes its former
 * owner stale; a stale owner's late callbacks become no-ops through `guard`, and its `release` removes nothing.
 */
export interface Ownership<K, V> {
  readonly key: K;
  readonly value: V;
  readonly generation: number;
  readonly isCurrent: boolean;
  /** Removes the entry if it is still mine; says whether it was. */
  release(): boolean;
  /** Wraps a callback so that it runs only while I am the current owner. */
  guard<A extends readonly unknown[]>(run: (...args: A) => void): (...args: A) => void;
}

export type StaleCall<K> = (key: K, staleGeneration: number, currentGeneration: number | undefined) => void;

export class OwnershipMap<K, V> {
  readonly #current = new Map<K, Ownership<K, V>>();
  #generation = 0;

  constructor(private readonly onStaleCall: StaleCall<K> = () => undefined) {}

  take(key: K, value: V): Ownership<K, V> {
    const generation = ++this.#generation;
    const isCurrent = (): boolean => this.#current.get(key)?.generation === generation;
    const mine: Ownership<K, V> = {
      key,
      value,
      generation,
      get isCurrent() {
        return isCurrent();
      },
      release: () => isCurrent() && this.#current.delete(key),
      guard: (run) => (...args) => {
        if (isCurrent()) {
          run(...args);
        } else {
          this.onStaleCall(key, generation, this.#current.get(key)?.generation);
        }
      },
    };
    this.#current.set(key, mine);
    return mine;
  }

  /** Ends the current ownership, whoever holds it. */
  drop(key: K): void {
    this.#current.delete(key);
  }

  get(key: K): V | undefined {
    return this.#current.get(key)?.value;
  }

  has(key: K): boolean {
    return this.#current.has(key);
  }

  get size(): number {
    return this.#current.size;
  }

  values(): V[] {
    return [...this.#current.values()].map((mine) => mine.value);
  }
}
