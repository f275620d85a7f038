/** What the agent does, and asks leave for: tool calls, terminals and questions, from their first mention to their end. */
import type { ConversationEvent } from './conversationEvent';
import { terminalItemId, toolItemId } from './item';
import type { Change, ToolItem } from './item';
import type { Items } from './items';
import type { AgentUpdate, ToolPatch } from './port';
import { growTerminal, isFinal, patchTool } from './toolItem';

export class Work {
  readonly #openTools = new Set<string>();
  readonly #openQuestions = new Set<string>();
  /** Calls that the user rejected: that they come to nothing is no failure. */
  readonly #rejected = new Set<string>();

  constructor(
    private readonly items: Items,
    /** Whether the user has stopped the turn that is open. */
    private readonly isStopped: () => boolean,
  ) {}

  get openQuestions(): ReadonlySet<string> {
    return this.#openQuestions;
  }

  tool(patch: ToolPatch, at: number): readonly Change[] {
    return this.items.put(this.#patched(patch, at));
  }

  terminal(update: Extract<AgentUpdate, { kind: 'terminal' }>): readonly Change[] {
    const id = terminalItemId(update.terminalId);
    const before = this.items.get(id);
    const old = before?.kind === 'terminal' ? before : undefined;
    const next = growTerminal(old, id, update);
    const onlyGrew = old !== undefined && update.exit === undefined && next.truncated === old.truncated;
    return onlyGrew ? this.items.grow(next, update.append ?? '') : this.items.put(next);
  }

  asked({ questionId, tool, options, at }: Extract<ConversationEvent, { kind: 'asked' }>): readonly Change[] {
    // Some agents describe the call only in the question, others ask about a call they described before.
    const call = this.#patched(tool, at);
    this.#openQuestions.add(questionId);
    return [
      ...this.items.put(call),
      ...this.items.put({
        kind: 'question',
        id: questionId,
        title: call.title,
        toolCallId: call.callId,
        toolKind: call.toolKind,
        content: call.content,
        locations: call.locations,
        ...(call.rawInput === undefined ? {} : { rawInput: call.rawInput }),
        options,
        state: { kind: 'open' },
        at,
      }),
    ];
  }

  /** Without an option: nobody wants to know any more. */
  answered(questionId: string, optionId?: string): readonly Change[] {
    const question = this.items.get(questionId);
    this.#openQuestions.delete(questionId);
    if (question?.kind !== 'question' || question.state.kind !== 'open') {
      return [];
    }
    const option = question.options.find(({ id }) => id === optionId);
    if (option?.kind.startsWith('reject') === true && question.toolCallId !== undefined) {
      this.#rejected.add(toolItemId(question.toolCallId));
    }
    return this.items.put({
      ...question,
      state: option ? { kind: 'answered', optionId: option.id, name: option.name } : { kind: 'withdrawn' },
    });
  }

  /** The turn has ended: nothing of it is open any more. */
  end(status: 'cancelled' | 'unfinished', at: number): readonly Change[] {
    const tools = [...this.#openTools].flatMap((id) => this.items.put({ ...(this.items.get(id) as ToolItem), status, endedAt: at }));
    this.#openTools.clear();
    return [...tools, ...[...this.#openQuestions].flatMap((id) => this.answered(id))];
  }

  #patched(patch: ToolPatch, at: number): ToolItem {
    const before = this.items.get(toolItemId(patch.callId));
    const item = patchTool(before?.kind === 'tool' ? before : undefined, this.#asWished(patch), at);
    if (isFinal(item.status)) {
      this.#openTools.delete(item.id);
    } else {
      this.#openTools.add(item.id);
    }
    return item;
  }

  /** ACP has one word for what failed and for what the user did not want. */
  #asWished(patch: ToolPatch): ToolPatch {
    const unwanted = this.isStopped() || this.#rejected.has(toolItemId(patch.callId));
    return patch.status === 'failed' && unwanted ? { ...patch, status: 'cancelled' } : patch;
  }
}
