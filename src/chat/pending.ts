/**
 * Changes on their way to a view, merged while they wait for the next frame: text for the same item is joined, and an item put twice is
 * put once. The cost of a change does not depend on how many wait, nor on how long the conversation is.
 */
import type { Change } from '../session/item';

export class PendingChanges {
  #changes: Change[] = [];
  /** Where the latest change of an item stands. */
  readonly #latest = new Map<string, number>();

  add(change: Change): void {
    const id = change.kind === 'put' ? change.item.id : change.id;
    const at = this.#latest.get(id);
    const before = at === undefined ? undefined : this.#changes[at];
    if (at !== undefined && before?.kind === 'append' && change.kind === 'append') {
      this.#changes[at] = { kind: 'append', id, text: before.text + change.text };
    } else if (at !== undefined && before?.kind === 'put' && change.kind === 'put') {
      this.#changes[at] = change;
    } else {
      this.#latest.set(id, this.#changes.push(change) - 1);
    }
  }

  take(): readonly Change[] {
    const taken = this.#changes;
    this.#changes = [];
    this.#latest.clear();
    return taken;
  }
}
