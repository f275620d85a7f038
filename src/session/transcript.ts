/**
 * What was said: a fold over conversation events into items, in the order in which they are shown. The only writer of items. It is pure in
 * effect: the same events give the same items and the same ids, whether they come from a file or as they happen. `apply` says what
 * changed, so that a picture elsewhere can follow at a cost that does not depend on what is already there.
 */
import type { Content } from './content';
import type { ConversationEvent } from './conversationEvent';
import { terminalItemId, toolItemId } from './item';
import type { Change, EndItem, Item, MessageItem, NoticeItem, PromptState, ToolItem, UserItem } from './item';
import type { TurnOutcome } from './outcome';
import { growTerminal, isFinal, patchTool } from './toolItem';
import type { AgentUpdate, ToolPatch } from './port';

export class Transcript {
  /** In order of appearance. */
  readonly #items = new Map<string, Item>();
  readonly #clientIds = new Set<string>();
  readonly #queue = new Set<string>();
  readonly #openTools = new Set<string>();
  readonly #openQuestions = new Set<string>();
  /** Calls that the user rejected: that they come to nothing is no failure. */
  readonly #rejected = new Set<string>();
  #stopPressed = false;
  /** The open turn's prompt was on the wire before, and nobody knows what became of it. */
  #askedAgain = false;
  /** The message that the next piece of text continues. */
  #open: { readonly id: string; readonly speaker: string; readonly messageId: string | undefined } | undefined;
  #turn: string | undefined;
  #count = 0;

  items(): readonly Item[] {
    return [...this.#items.values()];
  }

  get(id: string): Item | undefined {
    return this.#items.get(id);
  }

  /** Whether a prompt with this id was taken before, in this window or an earlier one. */
  knows(clientId: string): boolean {
    return this.#clientIds.has(clientId);
  }

  /** Prompts that wait, in order. */
  queue(): readonly UserItem[] {
    const waiting = [...this.#queue].map((id) => this.#items.get(id) as UserItem);
    const first = waiting.filter(({ place }) => place === 'first');
    return first.length === 0 ? waiting : [...first, ...waiting.filter(({ place }) => place !== 'first')];
  }

  /** The turn that was sent and has not ended. */
  get openTurn(): string | undefined {
    return this.#turn;
  }

  /** Whether the user has stopped the turn that is open. */
  get stopPressed(): boolean {
    return this.#stopPressed;
  }

  get openQuestions(): ReadonlySet<string> {
    return this.#openQuestions;
  }

  /** Since when the oldest open question waits; wall milliseconds. */
  get askedAt(): number | undefined {
    const [oldest] = this.#openQuestions;
    const question = oldest === undefined ? undefined : this.#items.get(oldest);
    return question?.kind === 'question' ? question.at : undefined;
  }

  apply(event: ConversationEvent): readonly Change[] {
    this.#count += 1;
    switch (event.kind) {
      case 'prompt': {
        this.#clientIds.add(event.clientId);
        this.#queue.add(event.turnId);
        const { turnId: id, content, at, origin, place } = event;
        return this.#put({ kind: 'user', id, content, at, origin, state: 'queued', ...(place && { place }) });
      }
      case 'withdrawn':
        this.#queue.delete(event.turnId);
        return this.#items.delete(event.turnId) ? [{ kind: 'remove', id: event.turnId }] : [];
      case 'sent':
        return this.#sent(event.turnId);
      case 'update':
        return [...this.#accepted(), ...this.#update(event.update, event.at)];
      case 'asked':
        return [...this.#accepted(), ...this.#asked(event)];
      case 'answered':
        return this.#answered(event.questionId, event.optionId);
      case 'stopPressed':
        this.#stopPressed = true;
        return [];
      case 'ended':
        return this.#ended(event.turnId, event.outcome, event.at);
      case 'newAgentSession':
        return this.#notice(event.at, 'warning', { kind: 'newAgentSession' });
      case 'askedAgain':
        this.#askedAgain = true;
        return this.#notice(event.at, 'info', { kind: 'askedAgain' });
      case 'takenOver':
        return this.#notice(event.at, 'warning', { kind: 'takenOver', ...(event.attempt !== undefined && { attempt: event.attempt }) });
      default:
        // A line of a newer version.
        return [];
    }
  }

  #put(item: Item): readonly Change[] {
    this.#items.set(item.id, item);
    return [{ kind: 'put', item }];
  }

  #sent(turnId: string): readonly Change[] {
    const prompt = this.#items.get(turnId);
    if (prompt?.kind !== 'user') {
      return [];
    }
    this.#queue.delete(turnId);
    this.#turn = turnId;
    this.#open = undefined;
    this.#stopPressed = false;
    // It was put where it was asked; it is shown where it was sent.
    this.#items.delete(turnId);
    return [{ kind: 'remove', id: turnId }, ...this.#put({ ...prompt, state: 'sent' })];
  }

  /** The first thing that arrives in a turn shows that the agent has the prompt. */
  #accepted(): readonly Change[] {
    const prompt = this.#turn === undefined ? undefined : this.#items.get(this.#turn);
    return prompt?.kind === 'user' && prompt.state === 'sent' ? this.#put({ ...prompt, state: 'accepted' }) : [];
  }

  #update(update: AgentUpdate, at: number): readonly Change[] {
    switch (update.kind) {
      case 'message':
        // What the user said is known from the user; agents that repeat it are not shown twice.
        return update.speaker === 'user' ? [] : this.#say(update.speaker, update.messageId, update.content, at);
      case 'tool':
        this.#open = undefined;
        return this.#put(this.#patched(update.tool, at));
      case 'terminal':
        return this.#terminal(update);
      case 'plan':
        return this.#put({ kind: 'plan', id: `plan:${this.#turn ?? ''}`, entries: update.entries });
      case 'notice': {
        const { title, description } = update;
        return this.#notice(at, update.severity, { kind: 'agent', title, ...(description === undefined ? {} : { description }) });
      }
      case 'compaction':
        return this.#put({
          kind: 'notice',
          id: `compaction:${update.id}`,
          severity: update.status === 'failed' ? 'warning' : 'info',
          text: { kind: 'compaction', status: update.status },
          at,
        });
      case 'commands':
      case 'mode':
      case 'config':
      case 'title':
      case 'usage':
      case 'unknown':
        return [];
    }
  }

  #say(speaker: 'agent' | 'thought', messageId: string | undefined, content: Content, at: number): readonly Change[] {
    const open = this.#open;
    const goesOn = open?.speaker === speaker && (messageId === undefined || open.messageId === messageId);
    const item = goesOn ? (this.#items.get(open.id) as MessageItem) : undefined;
    if (!item) {
      const id = `message:${this.#count}`;
      this.#open = { id, speaker, messageId };
      return this.#put({ kind: 'message', id, speaker, content: [content], at });
    }
    const last = item.content.at(-1);
    if (content.kind !== 'text' || last?.kind !== 'text') {
      return this.#put({ ...item, content: [...item.content, content] });
    }
    const joined: Content = { kind: 'text', text: last.text + content.text };
    this.#items.set(item.id, { ...item, content: [...item.content.slice(0, -1), joined] });
    return [{ kind: 'append', id: item.id, text: content.text }];
  }

  #patched(patch: ToolPatch, at: number): ToolItem {
    const before = this.#items.get(toolItemId(patch.callId));
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
    const unwanted = this.#stopPressed || this.#rejected.has(toolItemId(patch.callId));
    return patch.status === 'failed' && unwanted ? { ...patch, status: 'cancelled' } : patch;
  }

  #terminal(update: Extract<AgentUpdate, { kind: 'terminal' }>): readonly Change[] {
    const id = terminalItemId(update.terminalId);
    const before = this.#items.get(id);
    const old = before?.kind === 'terminal' ? before : undefined;
    const next = growTerminal(old, id, update);
    this.#items.set(id, next);
    const onlyGrew = old !== undefined && update.exit === undefined && next.truncated === old.truncated;
    return onlyGrew ? [{ kind: 'append', id, text: update.append ?? '' }] : [{ kind: 'put', item: next }];
  }

  #asked(event: Extract<ConversationEvent, { kind: 'asked' }>): readonly Change[] {
    const { questionId, tool, options, at } = event;
    // Some agents describe the call only in the question, others ask about a call they described before.
    const call = this.#patched(tool, at);
    this.#open = undefined;
    this.#openQuestions.add(questionId);
    return [
      ...this.#put(call),
      ...this.#put({
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

  #answered(questionId: string, optionId: string | undefined): readonly Change[] {
    const question = this.#items.get(questionId);
    this.#openQuestions.delete(questionId);
    if (question?.kind !== 'question' || question.state.kind !== 'open') {
      return [];
    }
    const option = question.options.find(({ id }) => id === optionId);
    if (option?.kind.startsWith('reject') === true && question.toolCallId !== undefined) {
      this.#rejected.add(toolItemId(question.toolCallId));
    }
    return this.#put({
      ...question,
      state: option ? { kind: 'answered', optionId: option.id, name: option.name } : { kind: 'withdrawn' },
    });
  }

  #ended(turnId: string, outcome: TurnOutcome, at: number): readonly Change[] {
    const prompt = this.#items.get(turnId);
    if (prompt?.kind !== 'user' || (prompt.state !== 'sent' && prompt.state !== 'accepted' && prompt.state !== 'queued')) {
      // A turn ends once; the first end holds.
      return [];
    }
    this.#queue.delete(turnId);
    this.#turn = undefined;
    this.#open = undefined;
    this.#stopPressed = false;
    const changes: Change[] = [];
    const status = outcome.kind === 'cancelled' ? 'cancelled' : 'unfinished';
    for (const id of this.#openTools) {
      changes.push(...this.#put({ ...(this.#items.get(id) as ToolItem), status, endedAt: at }));
    }
    this.#openTools.clear();
    for (const id of [...this.#openQuestions]) {
      changes.push(...this.#answered(id, undefined));
    }
    changes.push(...this.#put({ ...prompt, state: endState(prompt.state, outcome, this.#askedAgain ? 'again' : 'once') }));
    this.#askedAgain = false;
    if (outcome.kind !== 'answered' || outcome.empty || outcome.stopReason !== 'end_turn') {
      const end: EndItem = { kind: 'end', id: `end:${turnId}`, turnId, outcome, at };
      changes.push(...this.#put(end));
    }
    return changes;
  }

  #notice(at: number, severity: NoticeItem['severity'], text: NoticeItem['text']): readonly Change[] {
    this.#open = undefined;
    return this.#put({ kind: 'notice', id: `notice:${this.#count}`, severity, text, at });
  }
}

function endState(state: PromptState, outcome: TurnOutcome, sent: 'once' | 'again'): PromptState {
  if (state === 'queued') {
    // It never was on the wire.
    return 'failed';
  }
  if (outcome.kind === 'answered' || outcome.kind === 'cancelled' || (outcome.kind === 'interrupted' && state === 'accepted')) {
    // The agent had it; how the turn ended is said at its end.
    return 'done';
  }
  // On the wire, and not a sign since: whether the agent took it cannot be known.
  return state === 'sent' && (sent === 'again' || hasVanished(outcome)) ? 'unknown' : 'failed';
}

/** Whether the agent ended the turn without a word about it. */
function hasVanished(outcome: TurnOutcome): boolean {
  switch (outcome.kind) {
    case 'interrupted':
      return true;
    case 'stalled':
      return outcome.confirmed !== true;
    case 'failed':
      return outcome.failure.kind === 'exited' || outcome.failure.kind === 'disconnected';
    case 'answered':
    case 'cancelled':
      return false;
  }
}
