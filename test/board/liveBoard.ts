/** A board with its log in memory: commands are decided, numbered and folded as a store would, one at a time. */
import { FoldedBoard } from '../../src/board/board';
import type { BoardEvent, TaskDraft, TaskFact } from '../../src/board/boardEvent';
import type { BoardCommand } from '../../src/board/command';
import { decide } from '../../src/board/decide';
import type { Decision } from '../../src/board/decision';
import type { Author, Task } from '../../src/board/task';

export const t0 = 1_800_000_000_000;
export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;

export const person: Author = { kind: 'person' };
export const holdfast: Author = { kind: 'holdfast' };
export const worker = (taskId: string): Author => ({ kind: 'worker', taskId });
export const holder = { window: 'w1', pid: 4711, startToken: 's', machine: 'm' };
export const ttlMs = 900 * second;
export const failureLimit = 2;

export class LiveBoard {
  readonly board = new FoldedBoard();
  readonly log: BoardEvent[] = [];
  now = t0;
  #runs = 0;

  /** A worker's command is one of its current attempt, unless it says otherwise. */
  tries(given: BoardCommand): Decision {
    const runId = given.by.kind === 'worker' ? (given.runId ?? this.board.get(given.by.taskId)?.claim?.runId) : given.runId;
    const command = { ...given, ...(runId !== undefined && { runId }) } as BoardCommand;
    const decision = decide(this.board, command, this.now);
    if (decision.kind === 'decided') {
      for (const fact of decision.facts) {
        const event = { ...fact, seq: this.board.seq + 1, at: this.now } as BoardEvent;
        const misfit = this.board.fold(event);
        if (misfit) {
          throw new Error(misfit.text);
        }
        this.log.push(event);
      }
    }
    return decision;
  }

  /** The kinds of what was written. */
  does(command: BoardCommand): readonly string[] {
    const decision = this.tries(command);
    if (decision.kind === 'refused') {
      throw new Error(`${command.kind} was refused: ${decision.text}`);
    }
    return decision.facts.map(({ kind }) => kind);
  }

  refuses(command: BoardCommand): { readonly why: string; readonly text: string } {
    const before = this.log.length;
    const decision = this.tries(command);
    if (decision.kind !== 'refused' || this.log.length !== before) {
      throw new Error(`${command.kind} was not refused.`);
    }
    return decision;
  }

  task(taskId = 't'): Task {
    const task = this.board.get(taskId);
    if (!task) {
      throw new Error(`There is no task ${taskId}.`);
    }
    return task;
  }

  adds(taskId = 't', draft: Partial<TaskDraft> = {}, by = person): Task {
    this.does({ kind: 'create', taskId, by, status: 'todo', title: `Task ${taskId}`, prompt: 'Do it.', ...draft });
    return this.task(taskId);
  }

  /** Ready → running, once the last worker has gone; says which run has it. */
  claims(taskId = 't', by = holdfast): string {
    this.leaves(taskId);
    const runId = `run-${(this.#runs += 1)}`;
    this.does({ kind: 'claim', taskId, runId, by, holder, ttlMs });
    return runId;
  }

  /** The worker that has reported, if there is one. */
  leaves(taskId = 't'): void {
    const runId = this.board.get(taskId)?.leaving?.runId;
    if (runId !== undefined) {
      this.does({ kind: 'left', taskId, runId, by: holdfast });
    }
  }

  finishes(runId: string, taskId = 't', to: 'done' | 'review' = 'done'): void {
    this.does({ kind: 'finish', taskId, runId, by: worker(taskId), summary: 'It is done.', artifacts: [], missing: [], to });
  }

  givesBack(runId: string, blockKind?: 'dependency' | 'needs_input' | 'capability' | 'transient', reason = 'What now?', taskId = 't'): void {
    this.does({ kind: 'giveBack', taskId, runId, by: worker(taskId), reason, ...(blockKind && { blockKind }) });
  }

  crashes(runId: string, taskId = 't', kind: 'crashed' | 'timed_out' | 'spawn_failed' = 'crashed'): void {
    this.does({ kind: 'fail', taskId, runId, by: holdfast, failure: { kind, detail: `It ${kind}.` }, failureLimit });
  }

  /** Folds one fact, whether it is possible or not. */
  writes(fact: TaskFact, taskId = 't'): string | undefined {
    const event = { ...fact, taskId, by: holdfast, seq: this.board.seq + 1, at: this.now } as BoardEvent;
    return this.board.fold(event)?.text;
  }
}
