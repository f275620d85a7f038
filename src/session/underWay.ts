/**
 * What is under way in a session is remembered before it is sent, and forgotten behind its end, or behind the user's Stop. Of a worker of
 * the board nothing is: it is not gone on with, the board has another attempt made.
 */
import { isCommand } from './content';
import type { Conversation } from './conversation';
import type { ConversationFact } from './conversationEvent';
import type { PendingTurns } from './port';

export class UnderWay {
  constructor(
    private readonly conversation: Conversation,
    private readonly ports: Pick<PendingTurns, 'begin' | 'settle' | 'note'>,
  ) {}

  get #pending(): Pick<PendingTurns, 'begin' | 'settle' | 'note'> | undefined {
    return this.conversation.record.kind === 'task' ? undefined : this.ports;
  }

  /** What the agent is told along with a prompt that is about to be sent: the same once more, where the same is asked once more. A command
   * of the agent's would be none behind other words: it goes alone, and the next prompt takes along what it could not. */
  readonly noteFor = (turnId: string, agentSession: 'kept' | 'lost'): string | undefined => {
    const { transcript, record } = this.conversation;
    const prompt = transcript.get(turnId);
    if (prompt?.kind !== 'user' || prompt.origin === 'recovery' || isCommand(prompt.content)) {
      return undefined;
    }
    return prompt.note ?? this.#pending?.note(record.id, agentSession);
  };

  /** Into the conversation, and into the memory of what is under way. */
  readonly apply = (fact: ConversationFact): void => {
    const { conversation } = this;
    const { id } = conversation.record;
    const pending = this.#pending;
    if (fact.kind === 'sent') {
      const prompt = conversation.transcript.get(fact.turnId);
      const { origin, content } = prompt?.kind === 'user' ? prompt : { origin: 'user' as const, content: [] };
      pending?.begin(id, { turnId: fact.turnId, origin, ...(isCommand(content) && { note: 'later' }) });
    }
    conversation.apply(fact);
    if (fact.kind === 'stopPressed') {
      pending?.settle(id, fact.turnId, { kind: 'cancelled', late: false });
    } else if (fact.kind === 'ended') {
      pending?.settle(id, fact.turnId, fact.outcome);
    }
  };
}
