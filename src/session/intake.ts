/**
 * How prompts come in: the session is taken into this window's hands, the prompt into the queue and onto the disk, and then whatever turn
 * may begin begins. What a prompt is refused for is said here; how prompts wait, in `promptQueue.ts`.
 */
import type { Content } from './content';
import type { Hands } from './hands';
import type { PromptQueue, PromptReceipt, PromptRequest } from './promptQueue';
import type { Standing } from './standing';
import type { TurnRunner } from './turnRunner';

export interface IntakeParts {
  readonly hands: Pick<Hands, 'take' | 'releaseIfIdle'>;
  readonly queue: PromptQueue;
  readonly standing: Standing;
  readonly runner: Pick<TurnRunner, 'next' | 'rest'>;
}

export class Intake {
  constructor(private readonly parts: IntakeParts) {}

  prompt(request: PromptRequest): PromptReceipt {
    return this.#whenOurs(() => this.parts.queue.take(request));
  }

  retry(): PromptReceipt {
    return this.#whenOurs(() => this.parts.queue.takeAgain());
  }

  resume(prompt: () => PromptRequest | undefined): PromptReceipt {
    const { queue } = this.parts;
    return this.#whenOurs(() => {
      const request = prompt();
      if (request) {
        queue.dropRecoveries();
      }
      return request ? queue.take(request) : { kind: 'refused', why: 'changed' };
    });
  }

  sendQueued(): void {
    const { hands, queue, runner } = this.parts;
    if (!hands.take()) {
      queue.release();
      runner.next();
      hands.releaseIfIdle();
    }
  }

  withdraw(turnId: string): readonly Content[] | undefined {
    const { hands, queue, standing, runner } = this.parts;
    const { state } = standing;
    if (state.kind === 'starting' && state.turn.id === turnId) {
      return undefined;
    }
    const content = hands.take() ? undefined : queue.withdraw(turnId);
    if (content && state.kind === 'waiting' && state.turnId === turnId) {
      runner.rest();
    }
    hands.releaseIfIdle();
    return content;
  }

  #whenOurs(take: () => PromptReceipt): PromptReceipt {
    const { hands, runner } = this.parts;
    const refusal = hands.take();
    if (refusal) {
      return refusal;
    }
    const receipt = take();
    if (receipt.kind === 'accepted') {
      runner.next();
    }
    hands.releaseIfIdle();
    return receipt;
  }
}
