/** The items of a transcript, in order of appearance. Everything that happens to them happens here, and is said as a change. */
import type { Change, Item, MessageItem, TerminalItem } from './item';

export class Items {
  readonly #byId = new Map<string, Item>();

  all(): readonly Item[] {
    return [...this.#byId.values()];
  }

  get(id: string): Item | undefined {
    return this.#byId.get(id);
  }

  put(item: Item): readonly Change[] {
    this.#byId.set(item.id, item);
    return [{ kind: 'put', item }];
  }

  /** It is this now, and all that is new is `text` at its end: nobody who follows needs the rest again. */
  grow(item: MessageItem | TerminalItem, text: string): readonly Change[] {
    this.#byId.set(item.id, item);
    return [{ kind: 'append', id: item.id, text }];
  }

  remove(id: string): readonly Change[] {
    return this.#byId.delete(id) ? [{ kind: 'remove', id }] : [];
  }
}
