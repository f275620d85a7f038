/**
 * Which cards may look different from what a page was told, and which of them do. An event touches its own task, and those whose words
 * depend on it; time and settings touch all. It makes no card and sends none.
 */
import type { Board } from '../board/board';
import type { BoardEvent } from '../board/boardEvent';
import type { Task } from '../board/task';
import type { Card } from './card';

export class TouchedCards {
  readonly #told: Map<string, string>;
  readonly #touched = new Set<string>();
  #touchedAll = false;

  /** `cards`: as the page was told of them. */
  constructor(cards: readonly Card[]) {
    this.#told = new Map(cards.map((card) => [card.id, JSON.stringify(card)]));
  }

  touch(taskId: string): void {
    this.#touched.add(taskId);
  }

  touchAll(): void {
    this.#touchedAll = true;
  }

  hear(event: BoardEvent, board: Board): void {
    if (!('taskId' in event)) {
      this.touchAll();
      return;
    }
    this.touch(event.taskId);
    if (event.kind === 'linked' || event.kind === 'unlinked') {
      this.touch(event.parentId);
    }
    // Whoever waits for it may wait no more.
    if (changesStatus(event)) {
      board.tasks().filter(({ parents }) => parents.includes(event.taskId)).forEach(({ id }) => this.touch(id));
    }
  }

  /** Once. */
  take(board: Board): readonly Task[] {
    const tasks = this.#touchedAll ? board.tasks() : [...this.#touched].flatMap((id) => board.get(id) ?? []);
    this.#touched.clear();
    this.#touchedAll = false;
    return tasks;
  }

  /** Of these, what the page has not been told; from now on it has. */
  news(cards: readonly Card[]): readonly Card[] {
    return cards.filter((card) => {
      const look = JSON.stringify(card);
      const differs = this.#told.get(card.id) !== look;
      this.#told.set(card.id, look);
      return differs;
    });
  }
}

function changesStatus({ kind }: BoardEvent): boolean {
  return kind === 'moved' || kind === 'ended' || kind === 'completed' || kind === 'blocked' || kind === 'unblocked' || kind === 'claimed' || kind === 'claimRejected';
}
