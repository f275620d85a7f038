/**
 * Questions to the human that are open now, by id, with the promise that the agent waits for. It is emptied with the turn, so that no
 * question outlives it.
 */
import type { Answer } from './port';

export class Questions {
  readonly #open = new Map<string, (answer: Answer) => void>();

  /** Settles once it is answered or withdrawn. */
  ask(questionId: string): Promise<Answer> {
    return new Promise((resolve) => this.#open.set(questionId, resolve));
  }

  has(questionId: string): boolean {
    return this.#open.has(questionId);
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
