/**
 * Reads what is known of one turn out of the events of its conversation, in order. What was not read may have been anything, so it is taken
 * for the worse. Pure in effect; what is made of it is decided elsewhere.
 */
import type { ConversationEvent, ConversationFact } from '../session/conversationEvent';
import type { TurnOutcome } from '../session/outcome';
import type { ToolPatch } from '../session/port';
import { isFinal } from '../session/toolItem';
import type { InterruptedBy, OpenTool, TurnTail } from './tail';

export class TurnReader {
  #place: 'before' | 'inside' | 'after' = 'before';
  #reach: TurnTail['reach'] = 'unseen';
  #end: TurnOutcome | undefined;
  #interrupted: InterruptedBy | undefined;
  #stopped = false;
  #followedBy: string | undefined;
  #produced = false;
  #accepted = false;
  #lastSignAt: number | undefined;
  readonly #tools = new Map<string, OpenTool>();
  /** Calls that ended or were not allowed: whatever is still said of them. */
  readonly #closed = new Set<string>();
  /** Prompts of ours that go on with interrupted work. */
  readonly #recoveries = new Set<string>();
  /** Open questions, with the call that each is about. */
  readonly #questions = new Map<string, OpenQuestion>();
  /** Taken back, and nothing was heard since: when a window closes, its questions are. */
  #takenBack: OpenQuestion | undefined;

  constructor(
    private readonly turnId: string,
    place: 'before' | 'inside',
    resumedBy: string | undefined,
  ) {
    if (resumedBy !== undefined) {
      this.#recoveries.add(resumedBy);
    }
    if (place === 'inside') {
      this.#place = 'inside';
      this.#beginsUnread();
    }
  }

  saw(event: ConversationEvent): void {
    try {
      this.#saw(event);
    } catch {
      // A damaged or unheard-of event: the others still tell what they tell.
    }
  }

  tail(): TurnTail {
    const question = [...this.#questions.values()][0] ?? this.#takenBack;
    const asked = new Set([...this.#questions.values(), ...(this.#takenBack ? [this.#takenBack] : [])].map(({ callId }) => callId));
    return {
      reach: this.#reach,
      ...(this.#end && { end: this.#end }),
      ...(this.#interrupted && { interrupted: this.#interrupted }),
      stopped: this.#stopped,
      ...(this.#followedBy !== undefined && { followedBy: this.#followedBy }),
      produced: this.#produced,
      accepted: this.#accepted,
      // What waits for a permission has not begun.
      tools: [...this.#tools].filter(([callId]) => !asked.has(callId)).map(([, tool]) => tool),
      ...(question && { question: question.title }),
      ...(this.#lastSignAt !== undefined && { lastSignAt: this.#lastSignAt }),
    };
  }

  #saw(event: ConversationEvent): void {
    switch (event.kind) {
      case 'prompt':
        return this.#taken(event);
      case 'sent':
        return this.#sent(event.turnId, event.at);
      case 'stopPressed':
        this.#stopped ||= event.turnId === this.turnId;
        return;
      case 'ended':
        return this.#ended(event);
      case 'update':
      case 'asked':
      case 'answered':
        if (this.#place === 'inside') {
          this.#heard(event);
        }
        return;
      default:
        return;
    }
  }

  /** What we did not read may be anything: the careful answer. */
  #beginsUnread(): void {
    this.#reach = 'cut';
    this.#produced = true;
    this.#accepted = true;
  }

  #taken({ turnId, origin }: Extract<ConversationEvent, { kind: 'prompt' }>): void {
    if (origin === 'recovery') {
      this.#recoveries.add(turnId);
    }
    if (turnId === this.turnId && this.#reach === 'unseen') {
      this.#reach = 'queued';
    }
  }

  #sent(turnId: string, at: number): void {
    if (turnId !== this.turnId) {
      const goesOn = this.#reach === 'unseen' || this.#recoveries.has(turnId);
      this.#followedBy = goesOn ? this.#followedBy : turnId;
      this.#place = this.#place === 'inside' ? 'after' : this.#place;
      return;
    }
    this.#place = 'inside';
    // What went while it waited did not follow it.
    this.#followedBy = undefined;
    this.#reach = this.#reach === 'cut' ? 'cut' : 'whole';
    this.#lastSignAt = at;
  }

  #ended({ turnId, outcome }: Extract<ConversationEvent, { kind: 'ended' }>): void {
    if (turnId !== this.turnId) {
      return;
    }
    this.#place = 'after';
    if (this.#reach === 'unseen') {
      this.#beginsUnread();
    }
    if (outcome.kind === 'interrupted') {
      this.#interrupted ??= outcome.by;
    } else {
      this.#end ??= outcome;
    }
  }

  #heard(event: Extract<ConversationEvent, { kind: 'update' | 'asked' | 'answered' }>): void {
    if (event.kind === 'answered') {
      return this.#answered(event);
    }
    this.#accepted = true;
    this.#produced ||= isProduct(event);
    this.#takenBack = undefined;
    this.#lastSignAt = event.at;
    if (event.kind === 'asked') {
      this.#patch(event.tool);
      const title = this.#tools.get(event.tool.callId)?.title ?? '';
      this.#questions.set(event.questionId, { callId: event.tool.callId, title, options: event.options });
    } else if (event.update.kind === 'tool') {
      this.#patch(event.update.tool);
    }
  }

  #answered({ questionId, optionId, at }: Extract<ConversationEvent, { kind: 'answered' }>): void {
    const question = this.#questions.get(questionId);
    this.#questions.delete(questionId);
    if (optionId === undefined) {
      this.#takenBack = question;
      return;
    }
    this.#lastSignAt = at;
    if (question?.options.find(({ id }) => id === optionId)?.kind.startsWith('reject') === true) {
      this.#close(question.callId);
    }
  }

  #patch({ callId, title, toolKind, status }: ToolPatch): void {
    if (this.#closed.has(callId) || (status !== undefined && isFinal(status))) {
      return this.#close(callId);
    }
    const known = this.#tools.get(callId);
    this.#tools.set(callId, { title: title ?? known?.title ?? '', toolKind: toolKind ?? known?.toolKind ?? 'other' });
  }

  #close(callId: string): void {
    this.#closed.add(callId);
    this.#tools.delete(callId);
  }
}

interface OpenQuestion {
  readonly callId: string;
  readonly title: string;
  readonly options: Extract<ConversationFact, { kind: 'asked' }>['options'];
}

function isProduct(event: Extract<ConversationEvent, { kind: 'update' | 'asked' }>): boolean {
  if (event.kind === 'asked') {
    return true;
  }
  const { update } = event;
  return (update.kind === 'message' && update.speaker === 'agent') || ['tool', 'terminal', 'plan'].includes(update.kind);
}
