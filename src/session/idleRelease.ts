/** An agent that nobody asks anything is let go, unless something of it still runs or waits; it comes back with the next prompt. */
import type { Conversation } from './conversation';
import type { AgentLink } from './port';
import type { PromptQueue } from './promptQueue';
import type { Standing } from './standing';

export interface IdleReleaseParts {
  readonly standing: Standing;
  readonly conversation: Pick<Conversation, 'transcript'>;
  readonly queue: Pick<PromptQueue, 'isHeld'>;
  /** Never rejects. */
  readonly letGo: () => Promise<unknown>;
}

/** For an agent that has come to rest; over when the session leaves that state. `afterMs`: 0 is never. */
export function releaseWhenIdle(link: AgentLink, afterMs: number, parts: IdleReleaseParts): void {
  const { standing, conversation, queue, letGo } = parts;
  if (afterMs > 0) {
    standing.whileHere(afterMs, () => {
      if (link.runningTerminals === 0 && !queue.isHeld && conversation.transcript.openQuestions.size === 0) {
        void letGo();
      } else {
        releaseWhenIdle(link, lookAgainMs, parts);
      }
    });
  }
}

/** At an agent that rests and still has something running. */
const lookAgainMs = 300_000;
