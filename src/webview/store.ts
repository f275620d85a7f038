/**
 * The picture of one session, as signals: every item has a cell of its own, so that a change touches one component. Text that grows is
 * told to the cell's listener as what was added; the whole is never copied. The order is a copy per item that comes, not per chunk. It owns no connection and draws nothing.
 */
import { batch, computed, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { Frame, SessionHead, Snapshot } from '../chat/protocol';
import type { Change, Item, UserItem } from '../session/item';

export class Cell {
  readonly item: Signal<Item>;
  /** Set by the component on screen. */
  onAppend: ((text: string) => void) | undefined;
  #appended: string[] = [];

  constructor(item: Item) {
    this.item = signal(item);
  }

  /** What was added since the item was last put. */
  get appended(): string {
    return this.#appended.join('');
  }

  put(item: Item): void {
    this.#appended = [];
    this.item.value = item;
  }

  append(text: string): void {
    this.#appended.push(text);
    this.onAppend?.(text);
  }
}

export class Store {
  readonly #frame = signal<Frame | undefined>(undefined);
  readonly #head = signal<SessionHead | undefined>(undefined);
  readonly #order = signal<readonly string[]>([]);
  #cells: ReadonlyMap<string, Cell> = new Map();

  get frame(): ReadonlySignal<Frame | undefined> {
    return this.#frame;
  }

  get head(): ReadonlySignal<SessionHead | undefined> {
    return this.#head;
  }

  /** The items' ids in their order. */
  get order(): ReadonlySignal<readonly string[]> {
    return this.#order;
  }

  /** The item that the agent is writing to, while it works. */
  readonly liveId = computed(() => {
    const state = this.#head.value?.state.kind;
    if (state !== 'working' && state !== 'waitingForYou' && state !== 'stopping') {
      return undefined;
    }
    return this.lastId.value;
  });

  /** Prompts that wait for their turn. */
  readonly queued = computed(() =>
    this.#order.value.map((id) => this.#cells.get(id)?.item.value).filter((item): item is UserItem => isQueued(item)),
  );

  /** The last item but for prompts that wait: they stand elsewhere. */
  readonly lastId = computed(() => this.#order.value.findLast((id) => !isQueued(this.#cells.get(id)?.item.value)));

  /** The prompt that began the latest turn. */
  readonly latestPromptId = computed(() =>
    this.#order.value.findLast((id) => {
      const item = this.#cells.get(id)?.item;
      return item?.peek().kind === 'user' && !isQueued(item.value);
    }),
  );

  cell(id: string): Cell | undefined {
    return this.#cells.get(id);
  }

  show(snapshot: Snapshot): void {
    batch(() => {
      this.#frame.value = snapshot.frame;
      const known = this.#head.value?.sessionId === snapshot.head.sessionId ? this.#cells : new Map<string, Cell>();
      this.#head.value = snapshot.head;
      this.#cells = new Map(
        snapshot.items.map((item) => {
          const cell = known.get(item.id);
          cell?.put(item);
          return [item.id, cell ?? new Cell(item)];
        }),
      );
      this.#order.value = [...this.#cells.keys()];
    });
  }

  apply(changes: readonly Change[], head: SessionHead | undefined, frame: Frame | undefined): void {
    batch(() => {
      if (head !== undefined) {
        this.#head.value = head;
      }
      if (frame !== undefined) {
        this.#frame.value = frame;
      }
      let cells: ReadonlyMap<string, Cell> = this.#cells;
      // What is taken out and put in again has moved: the component on screen keeps its cell.
      const removed = new Map<string, Cell>();
      for (const change of changes) {
        cells = changed(cells, change, removed);
      }
      if (cells !== this.#cells) {
        this.#cells = cells;
        this.#order.value = [...cells.keys()];
      }
    });
  }
}

/** The same map when no item came or went, so that the order is drawn again only when it is another. */
function changed(cells: ReadonlyMap<string, Cell>, change: Change, removed: Map<string, Cell>): ReadonlyMap<string, Cell> {
  switch (change.kind) {
    case 'put': {
      const { item } = change;
      const cell = cells.get(item.id) ?? removed.get(item.id) ?? new Cell(item);
      cell.put(item);
      return cells.has(item.id) ? cells : new Map([...cells, [item.id, cell]]);
    }
    case 'append':
      cells.get(change.id)?.append(change.text);
      return cells;
    case 'remove': {
      const cell = cells.get(change.id);
      if (cell === undefined) {
        return cells;
      }
      removed.set(change.id, cell);
      return new Map([...cells].filter(([id]) => id !== change.id));
    }
  }
}

function isQueued(item: Item | undefined): boolean {
  return item?.kind === 'user' && item.state === 'queued';
}
