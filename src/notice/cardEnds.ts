/**
 * Notices what becomes of the board's tasks where a person should hear of it: done by an agent, to be looked at, blocked. Every window of
 * the workspace sees every change; whichever is first posts it, and it is told once. What a person did themselves is no news to them.
 */
import type { BoardStore } from '../board/port';
import type { Task } from '../board/task';
import type { CardNews, CardNotice } from './notice';
import type { Notices } from './notices';

export class CardEnds {
  constructor(
    private readonly store: Pick<BoardStore, 'board' | 'onDidChange'>,
    private readonly notices: Pick<Notices, 'post' | 'forgottenBefore'>,
  ) {
    store.onDidChange((events) => {
      for (const taskId of new Set(events.flatMap((event) => ('taskId' in event ? [event.taskId] : [])))) {
        this.#look(taskId);
      }
    });
  }

  /** A start: what was written while no window was there to notice it, or by one that was killed before it could. */
  lookBack(): void {
    for (const { id } of this.store.board.tasks()) {
      this.#look(id);
    }
  }

  #look(taskId: string): void {
    const task = this.store.board.get(taskId);
    const news = task && newsOf(task);
    if (task && news !== undefined && task.statusAt > this.notices.forgottenBefore) {
      const preview = (task.block?.reason ?? task.summary ?? '').slice(0, previewCharacters);
      this.notices.post({ taskId, news, at: task.statusAt, preview, state: 'owed' });
    }
  }
}

/** What brought a task to where it stands, if that was an agent or the board. */
export function newsOf({ status, statusAt, runs, block }: Task): CardNews | undefined {
  switch (status) {
    case 'done':
    case 'review': {
      // A person who approves or completes a task ends no agent's attempt with it.
      const last = runs.at(-1);
      return last?.sessionId !== undefined && last.end?.at === statusAt ? status : undefined;
    }
    case 'blocked':
      return block && block.by.kind !== 'person' ? (newsOfBlocks.get(block.kind) ?? 'blocked') : undefined;
    default:
      return undefined;
  }
}

/** It is about what the task came to then; once it stands elsewhere, it is no news. */
export function isStillSo({ taskId, at }: CardNotice, board: BoardStore['board']): boolean {
  return board.get(taskId)?.statusAt === at;
}

const newsOfBlocks: ReadonlyMap<string, CardNews> = new Map([
  ['gave_up', 'gaveUp'],
  ['loop', 'loop'],
]);

const previewCharacters = 500;
