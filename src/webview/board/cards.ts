/**
 * The picture of the board, as signals: every card has a cell of its own, every column a list of ids. A card that changes draws itself
 * alone; a column is drawn again only when a card comes, goes or changes its place. It owns no connection and draws nothing.
 */
import { batch, signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import type { TaskStatus } from '../../board/task';
import { compareCards } from '../../boardView/card';
import type { Card } from '../../boardView/card';
import type { CardDetail } from '../../boardView/cardDetail';
import { columns } from '../../boardView/moves';
import type { BoardFrame, BoardSnapshot } from '../../boardView/protocol';

export class Cards {
  readonly #frame = signal<BoardFrame | undefined>(undefined);
  readonly #detail = signal<CardDetail | undefined>(undefined);
  readonly #cells = new Map<string, Signal<Card>>();
  readonly #columns = new Map(columns.map((column) => [column, signal<readonly string[]>([])]));

  get frame(): ReadonlySignal<BoardFrame | undefined> {
    return this.#frame;
  }

  /** Of the card that is open. */
  get detail(): ReadonlySignal<CardDetail | undefined> {
    return this.#detail;
  }

  cell(id: string): ReadonlySignal<Card> | undefined {
    return this.#cells.get(id);
  }

  /** The ids of its cards, in their order. */
  column(status: TaskStatus): ReadonlySignal<readonly string[]> {
    return this.#columns.get(status) ?? nothing;
  }

  show({ frame, cards, detail }: BoardSnapshot): void {
    batch(() => {
      this.#frame.value = frame;
      this.#detail.value = detail;
      const ids = new Set(cards.map(({ id }) => id));
      for (const id of [...this.#cells.keys()].filter((known) => !ids.has(known))) {
        this.#cells.delete(id);
      }
      cards.forEach((card) => this.#put(card));
      columns.forEach((column) => this.#order(column));
    });
  }

  apply(cards: readonly Card[], frame: BoardFrame | undefined, detail: CardDetail | undefined): void {
    batch(() => {
      if (frame !== undefined) {
        this.#frame.value = frame;
      }
      if (detail !== undefined) {
        this.#detail.value = detail;
      }
      const disturbed = new Set<TaskStatus>();
      for (const card of cards) {
        const before = this.#cells.get(card.id)?.peek();
        this.#put(card);
        if (before === undefined || placeOf(before) !== placeOf(card)) {
          disturbed.add(card.status).add(before?.status ?? card.status);
        }
      }
      disturbed.forEach((column) => this.#order(column));
    });
  }

  /** The card that is open is another one, or none, until the host tells of it. */
  forgetDetail(): void {
    this.#detail.value = undefined;
  }

  #put(card: Card): void {
    const cell = this.#cells.get(card.id);
    if (cell === undefined) {
      this.#cells.set(card.id, signal(card));
    } else {
      cell.value = card;
    }
  }

  #order(column: TaskStatus): void {
    const order = this.#columns.get(column);
    const members = [...this.#cells.values()].map((cell) => cell.peek()).filter(({ status }) => status === column);
    const ids = members.sort(compareCards).map(({ id }) => id);
    if (order !== undefined && order.peek().join() !== ids.join()) {
      order.value = ids;
    }
  }
}

/** What decides where it stands. */
function placeOf({ status, statusAt, priority, scheduledAt, worker }: Card): string {
  return [status, statusAt, priority, scheduledAt, worker?.waitingSince].join();
}

const nothing: ReadonlySignal<readonly string[]> = signal([]);
