/**
 * What is under way in a session is remembered before it is sent, and forgotten behind its end, or behind the user's Stop. Of a worker of
 * the board nothing is: it is not gone on with, the board has another attempt made.
 */
import type { Conversation } from './conversation';
import type { ConversationFact } from './conversationEvent';
import type { PendingTurns } from './port';

export class UnderWay {
  constructor(
    private readonly conversation: Conversation,
    private readonly pending: Pick<PendingTurns, 'begin' | 'settle'>,
  ) {}

  /** Into the conversation, and into the memory of what is under way. */
  readonly apply = (fact: ConversationFact): void => {
    const { conversation } = this;
    const { id, kind } = conversation.record;
    const pending = kind === 'task' ? undefined : this.pending;
    if (fact.kind === 'sent') {
      const prompt = conversation.transcript.get(fact.turnId);
      pending?.begin(id, { turnId: fact.turnId, origin: prompt?.kind === 'user' ? prompt.origin : 'user' });
    }
    conversation.apply(fact);
    if (fact.kind === 'stopPressed') {
      pending?.settle(id, fact.turnId, { kind: 'cancelled', late: false });
    } else if (fact.kind === 'ended') {
      pending?.settle(id, fact.turnId, fact.outcome);
    }
  };
}
