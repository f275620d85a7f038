/**
 * Questions to the human that are open now, by id, with the promise that the agent waits for. What hangs on an open question (the
 * status, the idle hold) is derived from this map, so it cannot leak; it is emptied with the turn.
 */
import type { Answer } from './port';

export class Questions {
  readonly #open = new Map<string, (answer: Answer) => void>();

  get size(): number {
    return this.#open.size;
  }

  /** Settles once it is answered or withdrawn. */
  ask(questionId: string): Promise<Answer> {
    return new Promise((resolve) => this.#open.set(questionId, resolve));
  }

  /** Says whether the question was still open. */
  answer(questionId: string, answer: Answer): boolean {
    const resolve = this.#open.get(questionId);
    this.#open.delete(questionId);
    resolve?.(answer);
    return resolve !== undefined;
  }

  /** The ids that were open. */
  withdrawAll(): readonly string[] {
    const ids = [...this.#open.keys()];
    for (const id of ids) {
      this.answer(id, { kind: 'withdrawn' });
    }
    return ids;
  }
}
