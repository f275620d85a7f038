/**
 * What was said: a fold over conversation events into items, in the order in which they are shown. It knows prompts and their turns; what
 * the agent says in them is put together in `speech.ts`, what it does and asks in `work.ts`. Nobody else writes items.
 * It is pure in effect: the same events give the same items and the same ids, whether they come from a file or as they happen. `apply` says
 * what changed, so that a picture elsewhere can follow at a cost that does not depend on what is already there.
 */
import type { ConversationEvent } from './conversationEvent';
import type { Change, Item, NoticeItem, UserItem } from './item';
import { Items } from './items';
import type { TurnOutcome } from './outcome';
import type { AgentUpdate } from './port';
import { endState } from './promptEnd';
import { Speech } from './speech';
import { Work } from './work';

export class Transcript {
  readonly #items = new Items();
  readonly #speech = new Speech(this.#items);
  readonly #work = new Work(this.#items, () => this.#stopPressed);
  readonly #clientIds = new Set<string>();
  readonly #queue = new Set<string>();
  #stopPressed = false;
  /** The open turn's prompt was on the wire before, and nobody knows what became of it. */
  #askedAgain = false;
  #turn: string | undefined;
  #count = 0;

  items(): readonly Item[] {
    return this.#items.all();
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
    return this.#work.openQuestions;
  }

  /** Since when the oldest open question waits; wall milliseconds. */
  get askedAt(): number | undefined {
    const [oldest] = this.openQuestions;
    const question = oldest === undefined ? undefined : this.#items.get(oldest);
    return question?.kind === 'question' ? question.at : undefined;
  }

  apply(event: ConversationEvent): readonly Change[] {
    this.#count += 1;
    switch (event.kind) {
      case 'prompt': {
        this.#clientIds.add(event.clientId);
        this.#queue.add(event.turnId);
        const { turnId: id, content, at, origin, place, note } = event;
        return this.#items.put({ kind: 'user', id, content, at, origin, state: 'queued', ...(place && { place }), ...(note !== undefined && { note }) });
      }
      case 'withdrawn':
        this.#queue.delete(event.turnId);
        return this.#items.remove(event.turnId);
      case 'sent':
        return this.#sent(event.turnId, event.note);
      case 'update':
        return [...this.#accepted(), ...this.#update(event.update, event.at)];
      case 'asked':
        this.#speech.pause();
        return [...this.#accepted(), ...this.#work.asked(event)];
      case 'answered':
        return this.#work.answered(event.questionId, event.optionId);
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

  #sent(turnId: string, note: string | undefined): readonly Change[] {
    const prompt = this.#items.get(turnId);
    if (prompt?.kind !== 'user') {
      return [];
    }
    this.#queue.delete(turnId);
    this.#turn = turnId;
    this.#speech.pause();
    this.#stopPressed = false;
    // It was put where it was asked; it is shown where it was sent.
    return [...this.#items.remove(turnId), ...this.#items.put({ ...prompt, state: 'sent', ...(note !== undefined && { note }) })];
  }

  /** The first thing that arrives in a turn shows that the agent has the prompt. */
  #accepted(): readonly Change[] {
    const prompt = this.#turn === undefined ? undefined : this.#items.get(this.#turn);
    return prompt?.kind === 'user' && prompt.state === 'sent' ? this.#items.put({ ...prompt, state: 'accepted' }) : [];
  }

  #update(update: AgentUpdate, at: number): readonly Change[] {
    switch (update.kind) {
      case 'message':
        // What the user said is known from the user; agents that repeat it are not shown twice.
        return update.speaker === 'user' ? [] : this.#speech.say(update.speaker, update, `message:${this.#count}`, at);
      case 'tool':
        this.#speech.pause();
        return this.#work.tool(update.tool, at);
      case 'terminal':
        return this.#work.terminal(update);
      case 'plan':
        return this.#items.put({ kind: 'plan', id: `plan:${this.#turn ?? ''}`, entries: update.entries });
      case 'notice': {
        const { title, description } = update;
        return this.#notice(at, update.severity, { kind: 'agent', title, ...(description === undefined ? {} : { description }) });
      }
      case 'compaction':
        return this.#items.put({
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

  #ended(turnId: string, outcome: TurnOutcome, at: number): readonly Change[] {
    const prompt = this.#items.get(turnId);
    if (prompt?.kind !== 'user' || (prompt.state !== 'sent' && prompt.state !== 'accepted' && prompt.state !== 'queued')) {
      // A turn ends once; the first end holds.
      return [];
    }
    this.#queue.delete(turnId);
    this.#turn = undefined;
    this.#speech.pause();
    this.#stopPressed = false;
    const sent = this.#askedAgain ? 'again' : 'once';
    this.#askedAgain = false;
    const isOrdinary = outcome.kind === 'answered' && !outcome.empty && outcome.stopReason === 'end_turn';
    return [
      ...this.#work.end(outcome.kind === 'cancelled' ? 'cancelled' : 'unfinished', at),
      ...this.#items.put({ ...prompt, state: endState(prompt.state, outcome, sent) }),
      ...(isOrdinary ? [] : this.#items.put({ kind: 'end', id: `end:${turnId}`, turnId, outcome, at })),
    ];
  }

  #notice(at: number, severity: NoticeItem['severity'], text: NoticeItem['text']): readonly Change[] {
    this.#speech.pause();
    return this.#items.put({ kind: 'notice', id: `notice:${this.#count}`, severity, text, at });
  }
}
