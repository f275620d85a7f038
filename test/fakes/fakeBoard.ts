import type { Clock } from '../../src/base/clock';
import { Emitter } from '../../src/base/event';
import { FoldedBoard } from '../../src/board/board';
import type { BoardEvent } from '../../src/board/boardEvent';
import type { BoardCommand } from '../../src/board/command';
import { decide } from '../../src/board/decide';
import type { BoardStore, Changed } from '../../src/board/port';

/** A log in memory that several windows share: each sees at once what another one writes, as if the file were read at every write. */
export class FakeLog {
  readonly events: BoardEvent[] = [];
  readonly board = new FoldedBoard();
  readonly #windows = new Set<FakeBoard>();

  constructor(readonly clock: Clock) {}

  /** As one window has it. */
  window(): FakeBoard {
    const window = new FakeBoard(this);
    this.follow(window);
    return window;
  }

  follow(window: FakeBoard): void {
    this.#windows.add(window);
  }

  /** The window has gone: it hears nothing any more. */
  leave(window: FakeBoard): void {
    this.#windows.delete(window);
  }

  change(command: BoardCommand): Changed {
    const now = this.clock.wall();
    const decision = decide(this.board, command, now);
    if (decision.kind === 'refused') {
      return decision;
    }
    const events = decision.facts.map((fact, index): BoardEvent => ({ ...fact, seq: this.board.seq + 1 + index, at: now }));
    for (const event of events) {
      const misfit = this.board.fold(event);
      if (misfit) {
        throw new Error(misfit.text);
      }
      this.events.push(event);
    }
    if (events.length > 0) {
      [...this.#windows].forEach((window) => window.changed.fire(events));
    }
    return { kind: 'done', events };
  }
}

export class FakeBoard implements BoardStore {
  readonly changed = new Emitter<readonly BoardEvent[]>((error) => {
    throw error;
  });
  readonly onDidChange = this.changed.event;
  readonly fault = undefined;
  /** Another window is writing. */
  isBusy = false;
  /** The disk refuses. */
  fails = false;
  /** Every command that was tried, also in vain. */
  readonly commands: BoardCommand[] = [];

  constructor(readonly log: FakeLog) {}

  get board(): FoldedBoard {
    return this.log.board;
  }

  change(command: BoardCommand): Changed {
    this.commands.push(command);
    if (this.fails) {
      throw new Error('The disk is full.');
    }
    return this.log.change(command);
  }

  tryChange(command: BoardCommand): Changed | { readonly kind: 'busy' } {
    if (this.isBusy) {
      this.commands.push(command);
      return { kind: 'busy' };
    }
    return this.change(command);
  }

  refresh(): void {
    // It always knows.
  }

  history(taskId: string, limit: number): readonly BoardEvent[] {
    return this.log.events.filter((event) => 'taskId' in event && event.taskId === taskId && event.kind !== 'beat').slice(-limit);
  }
}
