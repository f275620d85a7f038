/**
 * What the agent's side tells and asks of a session, on its way into the conversation. In a turn it goes through the turn's channel, so
 * that it is seen in the order of arrival; outside of one, and behind a turn's end, it goes straight in. Questions to the human that are
 * open live here, and none outlives its turn. One agent is heard at a time: what a former one still says is nobody's business.
 */
import { OwnershipMap } from '../base/ownership';
import type { Conversation } from './conversation';
import type { ConversationFact } from './conversationEvent';
import type { AgentListener } from './port';
import { Questions } from './questions';
import type { Turn } from './turn';

export interface HearingPorts {
  readonly conversation: Conversation;
  readonly newId: () => string;
  /** The turn whose prompt is on the wire, while it is open. */
  readonly turn: () => Turn | undefined;
  /** Nothing may be asked of the human any more: the turn is being stopped, or the session is closed. */
  readonly isEnding: () => boolean;
  /** Its window closes: tools end with it, whatever they did. */
  readonly isClosed: () => boolean;
  /** Called for everything that is heard, before it is anything else. */
  readonly onSign: () => void;
}

export class Hearing {
  readonly #questions = new Questions();
  readonly #speakers = new OwnershipMap<'speaker', undefined>();
  /** What arrived between a turn's end and the moment it was seen. */
  #late: ConversationFact[] = [];

  constructor(private readonly ports: HearingPorts) {}

  /** For a new agent; the former one is not heard any more. */
  listener(): AgentListener {
    const mine = this.#speakers.take('speaker', undefined);
    return {
      update: mine.guard((update) => {
        // That a tool ended because we end everything says nothing of it: its effect stays unknown.
        if (!this.ports.isClosed() || (update.kind !== 'tool' && update.kind !== 'terminal')) {
          this.#tell({ kind: 'update', update });
        }
      }),
      sign: mine.guard((sign) => {
        this.ports.onSign();
        if (sign === 'request') {
          this.ports.turn()?.works();
        }
      }),
      ask: async (question, signal) => {
        if (!mine.isCurrent || this.ports.isEnding() || signal.aborted) {
          return { kind: 'withdrawn' };
        }
        const questionId = this.ports.newId();
        const answer = this.#questions.ask(questionId);
        signal.addEventListener('abort', () => this.#withdraw(questionId), { once: true });
        this.#tell({ kind: 'asked', questionId, ...question });
        return answer;
      },
    };
  }

  /** The agent was killed: nobody is heard until there is a new one. */
  close(): void {
    this.#speakers.drop('speaker');
  }

  answer(questionId: string, optionId: string): void {
    const { conversation } = this.ports;
    const question = conversation.transcript.get(questionId);
    // One that another window's agent has asked is shown here, and answered there.
    if (!this.#questions.has(questionId) || question?.kind !== 'question' || !question.options.some(({ id }) => id === optionId)) {
      return;
    }
    conversation.apply({ kind: 'answered', questionId, optionId });
    this.#questions.answer(questionId, { kind: 'selected', optionId });
    conversation.touch();
  }

  withdrawQuestions(): void {
    for (const questionId of this.#questions.withdrawAll()) {
      this.ports.conversation.apply({ kind: 'answered', questionId });
    }
  }

  /** The turn's end was seen: now what came behind it. */
  hearLate(): void {
    for (const fact of this.#late.splice(0)) {
      this.ports.conversation.apply(fact);
    }
  }

  #tell(fact: ConversationFact): void {
    this.ports.onSign();
    const turn = this.ports.turn();
    if (!turn) {
      this.ports.conversation.apply(fact);
    } else if (!turn.saw(fact)) {
      this.#late.push(fact);
    }
  }

  #withdraw(questionId: string): void {
    if (this.#questions.answer(questionId, { kind: 'withdrawn' })) {
      this.ports.conversation.apply({ kind: 'answered', questionId });
    }
  }
}
