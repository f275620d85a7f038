import type { Workers, WorkerState } from '../../src/board/port';
import type { Task, WorkerOf } from '../../src/board/task';

/** Workers without sessions: a test says how they are and whether they end. */
export class FakeWorkers implements Workers {
  /** By run; of every one that is known. */
  readonly states = new Map<string, WorkerState>();
  readonly started: string[] = [];
  readonly ended: string[] = [];
  readonly lingering = new Set<string>();
  /** What `end` comes to. */
  ends: 'gone' | 'alive' = 'gone';
  fails: string | undefined;
  /** What a start waits for. */
  until: Promise<unknown> | undefined;
  #here = new Set<string>();

  get running(): number {
    return this.#here.size;
  }

  async start({ id }: Task, runId: string): Promise<{ readonly sessionId: string }> {
    if (this.fails !== undefined) {
      throw new Error(this.fails);
    }
    this.started.push(id);
    await this.until;
    this.states.set(runId, 'working');
    this.#here.add(runId);
    return { sessionId: `session of ${runId}` };
  }

  stateOf({ runId }: WorkerOf): WorkerState {
    return this.states.get(runId) ?? 'dead';
  }

  async end({ runId }: WorkerOf): Promise<'gone' | 'alive'> {
    this.ended.push(runId);
    if (this.ends === 'gone') {
      this.leave(runId);
    }
    return this.ends;
  }

  worksOn(taskId: string): boolean {
    return this.lingering.has(taskId);
  }

  async clear(taskId: string): Promise<'gone' | 'alive'> {
    this.lingering.delete(taskId);
    return this.ends;
  }

  leave(runId: string): void {
    this.states.delete(runId);
    this.#here.delete(runId);
  }
}
