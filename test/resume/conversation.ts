import type { ConversationEvent, ConversationFact } from '../../src/session/conversationEvent';
import type { PromptOrigin } from '../../src/session/item';
import type { TurnOutcome } from '../../src/session/outcome';
import type { ToolStatus } from '../../src/session/item';

/** A conversation's events, a second apart, in the words of who takes part in it. */
export class Said {
  readonly events: ConversationEvent[] = [];

  constructor(private at: number) {}

  add(fact: ConversationFact): this {
    this.at += 1000;
    this.events.push({ at: this.at, ...fact });
    return this;
  }

  later(ms: number): this {
    this.at += ms;
    return this;
  }

  prompt(turnId: string, origin: PromptOrigin = 'user'): this {
    return this.add({ kind: 'prompt', turnId, clientId: `c-${turnId}`, content: [{ kind: 'text', text: `Do ${turnId}` }], origin });
  }

  sent(turnId: string, origin: PromptOrigin = 'user'): this {
    return this.prompt(turnId, origin).add({ kind: 'sent', turnId });
  }

  thinks(): this {
    return this.add({ kind: 'update', update: { kind: 'message', speaker: 'thought', content: { kind: 'text', text: 'Hm.' } } });
  }

  says(text = 'Well, '): this {
    return this.add({ kind: 'update', update: { kind: 'message', speaker: 'agent', content: { kind: 'text', text } } });
  }

  tool(callId: string, status?: ToolStatus, toolKind?: string): this {
    const tool = { callId, title: `Call ${callId}`, ...(status && { status }), ...(toolKind && { toolKind }) };
    return this.add({ kind: 'update', update: { kind: 'tool', tool } });
  }

  asks(questionId: string, callId: string): this {
    const options = [
      { id: 'yes', name: 'Allow', kind: 'allow_once' },
      { id: 'no', name: 'Reject', kind: 'reject_once' },
    ];
    return this.add({ kind: 'asked', questionId, tool: { callId, title: `May I ${callId}?`, toolKind: 'edit' }, options });
  }

  answered(questionId: string, optionId?: string): this {
    return this.add({ kind: 'answered', questionId, ...(optionId && { optionId }) });
  }

  stop(turnId: string): this {
    return this.add({ kind: 'stopPressed', turnId });
  }

  ended(turnId: string, outcome: TurnOutcome): this {
    return this.add({ kind: 'ended', turnId, outcome });
  }
}

export const success: TurnOutcome = { kind: 'answered', stopReason: 'end_turn', empty: false };
export const emptyAnswer: TurnOutcome = { kind: 'answered', stopReason: 'end_turn', empty: true };
export const failure: TurnOutcome = { kind: 'failed', failure: { kind: 'disconnected', stderr: [] } };
export const closed: TurnOutcome = { kind: 'interrupted', by: 'shutdown' };

/** Every way in which a turn can end. */
export const outcomes: Readonly<Record<string, TurnOutcome>> = {
  success,
  emptyAnswer,
  limit: { kind: 'answered', stopReason: 'max_tokens', empty: false },
  refusal: { kind: 'answered', stopReason: 'refusal', empty: false },
  stopped: { kind: 'cancelled', late: false },
  stoppedLate: { kind: 'cancelled', late: true },
  stalled: { kind: 'stalled', silentMs: 900_000 },
  failure,
};
