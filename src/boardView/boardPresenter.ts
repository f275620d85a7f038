/**
 * What one board in the editor shows, and what it asks for. Each life of the page says `ready`, gets a numbered snapshot, and numbered
 * deltas from then on while it is in sight: only the cards that look different, at most once per frame. What a person writes goes to the
 * log at once; what needs a question or a confirmation is a command, and the editor's.
 */
import type { Cancel, Clock } from '../base/clock';
import type { Unsubscribe } from '../base/event';
import type { BoardEvent } from '../board/boardEvent';
import type { Task } from '../board/task';
import { BoardWriter } from './boardWriter';
import { cardOf } from './card';
import type { Card } from './card';
import { cardDetail } from './cardDetail';
import type { CardDetail } from './cardDetail';
import type { BoardPresenterPorts, BoardSurface } from './port';
import type { BoardFrame, BoardHostMessage, BoardPlace, BoardViewMessage } from './protocol';
import { readBoardMessage } from './readBoardMessage';
import { TouchedCards } from './touchedCards';

interface Life {
  seq: number;
  frame: string;
  readonly touched: TouchedCards;
  flush: Cancel | undefined;
  look: Cancel | undefined;
  open: { readonly taskId: string; readonly events: BoardEvent[]; told: string } | undefined;
}

export class BoardPresenter {
  readonly #writer: BoardWriter;
  #life: Life | undefined;
  /** Asked for before the page was there. */
  #wanted: BoardPlace | undefined;
  readonly #unsubscribe: readonly Unsubscribe[];

  constructor(
    private readonly ports: BoardPresenterPorts,
    private readonly surface: BoardSurface,
  ) {
    const { newId, translate } = ports;
    this.#writer = new BoardWriter({ store: ports.board.store, newId, translate, post: (message) => surface.post(message) });
    this.#unsubscribe = [ports.board.store.onDidChange((events) => this.#heard(events)), ports.board.onDidChange(() => this.changed())];
  }

  /** The task whose card is open on a page that is in sight. */
  get openTaskId(): string | undefined {
    return this.#life?.open?.taskId;
  }

  receive(raw: unknown): void {
    const message = readBoardMessage(raw);
    if (message) {
      this.#obey(message);
    } else {
      this.ports.log.warn(`The board's page sent something that is no message: ${JSON.stringify(raw)?.slice(0, 200)}`);
    }
  }

  show(place: BoardPlace): void {
    this.#wanted = place;
    this.#showWanted();
  }

  /** Something changed that is in no event: agents, trust, settings, what is known of workers. */
  changed(): void {
    if (this.#life) {
      this.#life.touched.touchAll();
      this.#flushSoon(this.#life);
    }
  }

  /** Something of this task's worker changed that is in no event. */
  touch(taskId: string): void {
    if (this.#life) {
      this.#life.touched.touch(taskId);
      this.#flushSoon(this.#life);
    }
  }

  /** The page is hidden or gone; what it missed comes with the snapshot of its next life. */
  hidden(): void {
    this.#life?.flush?.();
    this.#life?.look?.();
    this.#life = undefined;
  }

  dispose(): void {
    this.hidden();
    this.#unsubscribe.forEach((unsubscribe) => unsubscribe());
  }

  #obey(message: BoardViewMessage): void {
    switch (message.kind) {
      case 'ready':
        return this.#snapshot(message.taskId);
      case 'open':
        return this.#open(message.taskId);
      case 'create':
      case 'edit':
      case 'comment':
        return this.#writer.write(message);
      case 'move':
      case 'act':
      case 'transcript':
        return this.surface.act(message);
      case 'run':
        return this.surface.run(message.command);
    }
  }

  #snapshot(taskId: string | undefined): void {
    const { board, clock } = this.ports;
    board.store.refresh();
    const seq = (this.#life?.seq ?? 0) + 1;
    this.hidden();
    const frame = this.#frame();
    const cards = this.#tasks().map((task) => this.#card(task));
    const life: Life = { seq, frame: JSON.stringify(frame), touched: new TouchedCards(cards), flush: undefined, look: undefined, open: undefined };
    this.#life = life;
    const detail = this.#begin(life, taskId);
    this.surface.post({ kind: 'snapshot', seq, snapshot: { frame, cards, ...(detail && { detail }) } });
    this.#lookAgain(life, clock);
    this.#showWanted();
  }

  #open(taskId: string | undefined): void {
    const life = this.#life;
    const detail = life && this.#begin(life, taskId);
    if (life && detail) {
      this.#post(life, { cards: [], detail });
    }
  }

  #begin(life: Life, taskId: string | undefined): CardDetail | undefined {
    const task = taskId === undefined ? undefined : this.ports.board.store.board.get(taskId);
    life.open = task && { taskId: task.id, events: [...this.ports.board.store.history(task.id, historyEvents)], told: '' };
    if (task) {
      this.ports.seen(task.id);
    }
    return this.#detail(life);
  }

  #heard(events: readonly BoardEvent[]): void {
    const life = this.#life;
    if (!life) {
      return;
    }
    for (const event of events) {
      life.touched.hear(event, this.ports.board.store.board);
      if ('taskId' in event && life.open?.taskId === event.taskId && event.kind !== 'beat') {
        life.open.events.push(event);
      }
    }
    this.#flushSoon(life);
  }

  #flushSoon(life: Life): void {
    life.flush ??= this.ports.clock.after(frameMs, () => {
      life.flush = undefined;
      this.#flush(life);
    });
  }

  #flush(life: Life): void {
    const { board } = this.ports.board.store;
    const tasks = life.touched.take(board);
    const isOpenTouched = tasks.some((task) => isAbout(task, life.open && board.get(life.open.taskId)));
    const cards = life.touched.news(tasks.map((task) => this.#card(task)));
    const frame = this.#frame();
    const isOtherFrame = JSON.stringify(frame) !== life.frame;
    const before = life.open?.told;
    const detail = isOpenTouched ? this.#detail(life) : undefined;
    const isOtherDetail = life.open?.told !== before;
    if (cards.length > 0 || isOtherFrame || isOtherDetail) {
      life.frame = JSON.stringify(frame);
      this.#post(life, { cards, ...(isOtherFrame && { frame }), ...(detail && isOtherDetail && { detail }) });
    }
  }

  #post(life: Life, delta: Omit<Extract<BoardHostMessage, { kind: 'delta' }>, 'kind' | 'seq'>): void {
    life.seq += 1;
    this.surface.post({ kind: 'delta', seq: life.seq, ...delta });
  }

  /** Diagnostics and reasons follow the time although nothing happens. */
  #lookAgain(life: Life, clock: Clock): void {
    life.look = clock.after(lookEveryMs, () => {
      life.touched.touchAll();
      this.#flush(life);
      this.#lookAgain(life, clock);
    });
  }

  #showWanted(): void {
    if (this.#life && this.#wanted) {
      this.surface.post({ kind: 'show', place: this.#wanted });
      this.#wanted = undefined;
    }
  }

  #detail({ open }: Life): CardDetail | undefined {
    const { board } = this.ports.board.store;
    const task = open && board.get(open.taskId);
    if (!open || !task) {
      return undefined;
    }
    const detail = cardDetail(task, this.#card(task), board, open.events);
    open.told = JSON.stringify(detail);
    return detail;
  }

  #card(task: Task): Card {
    const { board, cards } = this.ports;
    return cardOf(task, { board, ...cards });
  }

  #tasks(): readonly Task[] {
    return this.ports.board.store.board.tasks();
  }

  #frame(): BoardFrame {
    const { agents, cards, trusted, board, translate } = this.ports;
    const { fault } = board.store;
    return { ...agents(), defaultAgent: cards.agentName(undefined), trusted: trusted(), dispatching: board.dispatching(), ...(fault && { fault: translate(fault.text, ...fault.args) }) };
  }
}

/** Its own card, or one that its card names. */
function isAbout({ id, parents }: Task, open: Task | undefined): boolean {
  return open !== undefined && (id === open.id || parents.includes(open.id) || open.parents.includes(id));
}

/** Deltas are sent at most this often. */
const frameMs = 50;
const lookEveryMs = 60_000;
const historyEvents = 300;
