/**
 * The board as its log tells it. Folding an event costs the same however many tasks there are; a task is replaced, never changed. What
 * cannot have happened is refused here too, although it should never be written: the log is a file, and files are edited by hand.
 */
import type { BoardEvent, TaskFact } from './boardEvent';
import { createdTask, taskAfter } from './foldTask';
import { wouldCircle } from './parents';
import type { Author, Task } from './task';
import { isLegal } from './transitions';

export interface Board {
  /** Of the last event; 0: nothing ever happened. */
  readonly seq: number;
  readonly paused: Pause | undefined;
  get(taskId: string): Task | undefined;
  /** The task that this author made with this key. */
  byKey(author: Author, idempotencyKey: string): Task | undefined;
  /** In the order in which they were made. */
  tasks(): readonly Task[];
}

export interface Pause {
  readonly at: number;
  readonly by: Author;
}

/** Everything that the log has told up to `seq`, to stand at the beginning of a shorter one. */
export interface BoardSnapshot {
  readonly seq: number;
  readonly paused?: Pause;
  readonly tasks: readonly Task[];
}

/**
 * Why an event was not taken in. `repeated`, `gap`: its number does not follow, nothing has changed, and what stands between is to be read
 * first, or to be given up by `skipTo`. `impossible`: it cannot have happened; its number counts, and nothing else of it.
 */
export interface Misfit {
  readonly kind: 'repeated' | 'gap' | 'impossible';
  readonly text: string;
}

export class FoldedBoard implements Board {
  #seq = 0;
  #paused: Pause | undefined;
  readonly #tasks = new Map<string, Task>();
  readonly #keys = new Map<string, string>();
  #list: readonly Task[] | undefined;

  /** Throws where the snapshot contradicts itself. */
  static restored({ seq, paused, tasks }: BoardSnapshot): FoldedBoard {
    const board = new FoldedBoard();
    board.#seq = seq;
    board.#paused = paused;
    tasks.forEach((task) => board.#put(task));
    const stray = tasks.find(({ id, parents }) => parents.some((parent) => !board.get(parent) || wouldCircle(board, id, parent)));
    if (board.#tasks.size < tasks.length || stray) {
      throw new Error(stray ? `The parents of the task ${stray.id} are not there, or go in a circle.` : 'It has a task twice.');
    }
    return board;
  }

  get seq(): number {
    return this.#seq;
  }

  get paused(): Pause | undefined {
    return this.#paused;
  }

  get(taskId: string): Task | undefined {
    return this.#tasks.get(taskId);
  }

  byKey(author: Author, idempotencyKey: string): Task | undefined {
    const taskId = this.#keys.get(keyOf(author, idempotencyKey));
    return taskId === undefined ? undefined : this.#tasks.get(taskId);
  }

  tasks(): readonly Task[] {
    this.#list ??= [...this.#tasks.values()];
    return this.#list;
  }

  snapshot(): BoardSnapshot {
    return { seq: this.#seq, tasks: this.tasks(), ...(this.#paused && { paused: this.#paused }) };
  }

  fold(event: BoardEvent): Misfit | undefined {
    if (event.seq !== this.#seq + 1) {
      const kind = event.seq > this.#seq ? 'gap' : 'repeated';
      return { kind, text: `Event ${event.seq} does not follow event ${this.#seq}.` };
    }
    this.#seq = event.seq;
    if (!('taskId' in event)) {
      this.#paused = event.kind === 'paused' ? { at: event.at, by: event.by } : undefined;
      return undefined;
    }
    const task = this.#tasks.get(event.taskId);
    const contradiction = this.#contradiction(event.taskId, event, task);
    if (contradiction !== undefined) {
      return { kind: 'impossible', text: `Event ${event.seq} (${event.kind}, task ${event.taskId}) cannot be: ${contradiction}.` };
    }
    if (event.kind === 'created') {
      this.#put(createdTask(event));
    } else if (task) {
      this.#put(taskAfter(task, event));
    }
    return undefined;
  }

  /** What stood in the log up to there cannot be read and is given up. */
  skipTo(seq: number): void {
    this.#seq = Math.max(this.#seq, seq);
  }

  #put(task: Task): void {
    this.#tasks.set(task.id, task);
    this.#list = undefined;
    if (task.idempotencyKey !== undefined) {
      this.#keys.set(keyOf(task.createdBy, task.idempotencyKey), task.id);
    }
  }

  #contradiction(taskId: string, fact: TaskFact, task: Task | undefined): string | undefined {
    if (!isLegal(fact, task?.status)) {
      return task ? `the task is ${task.status}` : 'there is no such task';
    }
    if ('runId' in fact && fact.runId !== (fact.kind === 'left' ? task?.leaving : task?.claim)?.runId) {
      return 'another run has the task';
    }
    if (fact.kind === 'claimed' && task?.runs.some(({ id, end }) => id === fact.claim.runId || !end)) {
      return 'the run is not a new one';
    }
    if (task && isGroundless(fact, task)) {
      return 'nothing is there that it follows from';
    }
    const parents = fact.kind === 'linked' ? [fact.parentId] : fact.kind === 'created' || fact.kind === 'edited' ? (fact.parents ?? []) : [];
    if (parents.some((id) => !this.#tasks.has(id))) {
      return 'a parent is not there';
    }
    return task && parents.some((id) => wouldCircle(this, taskId, id)) ? 'its parents go in a circle' : undefined;
  }
}

/** Nobody gets at another author's task by guessing its key. */
function keyOf(author: Author, idempotencyKey: string): string {
  return `${author.kind === 'worker' ? `worker ${author.taskId}` : author.kind}\n${idempotencyKey}`;
}

/** Whatever is blocked says why, and whatever is done says since when: also when it comes back from the archive. */
function isGroundless(fact: TaskFact, { block, doneAt }: Task): boolean {
  if (fact.kind === 'ended') {
    return (fact.status === 'blocked') !== (fact.block !== undefined);
  }
  const isBack = fact.kind === 'moved' && fact.why === 'restored';
  return isBack && ((fact.status === 'blocked' && !block) || (fact.status === 'done' && doneAt === undefined));
}
