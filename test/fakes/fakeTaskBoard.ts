/** A task board whose log is in memory and whose rules are the real ones; what is known beside the log is set by the test. */
import { Emitter } from '../../src/base/event';
import type { BoardEvent } from '../../src/board/boardEvent';
import type { BoardCommand, PersonCommand } from '../../src/board/command';
import type { Diagnostic } from '../../src/board/diagnostic';
import type { Held } from '../../src/board/held';
import type { BoardStore, Changed } from '../../src/board/port';
import type { Task } from '../../src/board/task';
import type { Dispatching, Done, DryStep, TaskBoard, WorkerPlace } from '../../src/board/taskBoard';
import { LiveBoard, person } from '../board/liveBoard';

export class FakeTaskBoard implements TaskBoard {
  readonly live = new LiveBoard();
  readonly #written = new Emitter<readonly BoardEvent[]>();
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly held = new Map<string, Held>();
  readonly wrong = new Map<string, readonly Diagnostic[]>();
  place: WorkerPlace = { state: 'working', where: 'here' };
  dispatch: Dispatching = { mode: 'manual', by: 'nobody', running: 0, limit: 2 };
  /** How often the history was read from the log. */
  historyReads = 0;
  /** Set to make the disk refuse. */
  fails: Error | undefined;

  readonly store: BoardStore = {
    board: this.live.board,
    change: (command) => this.#change(command),
    tryChange: (command) => this.#change(command),
    refresh: () => undefined,
    history: (taskId, limit) => {
      this.historyReads += 1;
      return this.live.log.filter((event) => 'taskId' in event && event.taskId === taskId && event.kind !== 'beat').slice(-limit);
    },
    onDidChange: this.#written.event,
    fault: undefined,
  };

  dispatching(): Dispatching {
    return this.dispatch;
  }

  heldBack(task: Task): Held | undefined {
    return this.held.get(task.id);
  }

  diagnose(task: Task): readonly Diagnostic[] {
    return this.wrong.get(task.id) ?? [];
  }

  workerOf(task: Task): WorkerPlace | undefined {
    return task.claim && this.place;
  }

  async runNow(): Promise<Done> {
    return { kind: 'done' };
  }

  async stop(): Promise<Done> {
    return { kind: 'done' };
  }

  async reclaim(): Promise<Done> {
    return { kind: 'done' };
  }

  dryRun(): readonly DryStep[] {
    return [];
  }

  /** Of a person, where nobody else is named. */
  does(command: PersonCommand | BoardCommand): void {
    const changed = this.#change({ by: person, ...command });
    if (changed.kind === 'refused') {
      throw new Error(changed.text);
    }
  }

  adds(taskId: string, more: Partial<Extract<PersonCommand, { kind: 'create' }>> = {}): void {
    this.does({ kind: 'create', taskId, status: 'todo', title: `Task ${taskId}`, prompt: 'Do it.', ...more });
  }

  /** Ready → running, once the last worker has gone; says which run has it. */
  claims(taskId: string, runId = `run-of-${taskId}`): string {
    this.live.leaves(taskId);
    this.does({ kind: 'claim', taskId, runId, by: { kind: 'holdfast' }, holder: { window: 'w1', pid: 4711, machine: 'm' }, ttlMs: 900_000 });
    return runId;
  }

  /** Something that no event tells. */
  becomesKnown(): void {
    this.#changed.fire();
  }

  #change(command: BoardCommand): Changed {
    if (this.fails) {
      throw this.fails;
    }
    const before = this.live.log.length;
    const decision = this.live.tries(command);
    if (decision.kind === 'refused') {
      return decision;
    }
    const events = this.live.log.slice(before);
    this.#written.fire(events);
    return { kind: 'done', events };
  }
}
