/**
 * The prompts of a session that wait for their turn: taken once, however often they come, and on disk before anybody hears of it. They go
 * in order, one at a time; after a stop or a failure they are held, until the user says that things go on.
 */
import { textOf } from './content';
import type { Content } from './content';
import type { Conversation } from './conversation';
import type { PromptOrigin, UserItem } from './item';

export interface PromptRequest {
  /** The asker's own id of the prompt: the same one is taken once, also after a restart. */
  readonly clientId: string;
  readonly content: readonly Content[];
  readonly origin: PromptOrigin;
  /** It goes on with the turn before: see `UserItem`. */
  readonly place?: 'first';
  /** See `UserItem`. */
  readonly note?: string;
}

export type PromptReceipt =
  | { readonly kind: 'accepted'; readonly turnId: string }
  /** The same prompt was taken before. */
  | { readonly kind: 'repeated' }
  | Refusal;

export type Refusal =
  | { readonly kind: 'refused'; readonly why: 'queueFull' | 'closed' | 'deleted' | 'empty' | 'elsewhere' | 'changed' }
  | { readonly kind: 'refused'; readonly why: 'disk'; readonly reason: string };

/** Prompts that may wait in one session. */
const queueLimit = 50;

export class PromptQueue {
  #held = false;
  /** What the user has just said yes to; it goes although the rest is held. */
  #goesOn: string | undefined;

  constructor(
    private readonly conversation: Conversation,
    private readonly newId: () => string,
  ) {}

  /** Whether something waits for the user's word. */
  get isHeld(): boolean {
    return this.#held && this.#waiting.length > 0;
  }

  /** The one whose turn it is; nothing while the queue is held. */
  get next(): UserItem | undefined {
    const waiting = this.#waiting;
    return this.#held ? waiting.find(({ id }) => id === this.#goesOn) : waiting[0];
  }

  /** A user who asks anew wants things to go on, so that releases the queue; an extension cannot release what waits for the user. */
  take(request: PromptRequest): PromptReceipt {
    if (this.conversation.transcript.knows(request.clientId)) {
      return { kind: 'repeated' };
    }
    if (request.content.every(({ kind }) => kind === 'text') && textOf(request.content).trim() === '') {
      return { kind: 'refused', why: 'empty' };
    }
    if (this.#waiting.length >= queueLimit) {
      return { kind: 'refused', why: 'queueFull' };
    }
    const released = (request.origin === 'user' && request.place !== 'first') || this.#waiting.length === 0;
    const turnId = this.newId();
    try {
      this.conversation.take({ kind: 'prompt', turnId, ...request });
    } catch (error) {
      return { kind: 'refused', why: 'disk', reason: error instanceof Error ? error.message : String(error) };
    }
    this.#held &&= !released;
    this.#goesOn = request.place === 'first' ? turnId : this.#goesOn;
    return { kind: 'accepted', turnId };
  }

  /** One that was on its way when its window went: whoever goes on now says it anew. */
  dropRecoveries(): void {
    for (const { id } of this.#waiting.filter(({ origin }) => origin === 'recovery')) {
      this.conversation.apply({ kind: 'withdrawn', turnId: id });
    }
  }

  /** The last prompt that had its turn once more, as a prompt of its own, before those that wait. */
  takeAgain(): PromptReceipt {
    const last = this.conversation.transcript.items().findLast((item) => item.kind === 'user' && item.state !== 'queued');
    if (last?.kind !== 'user') {
      return { kind: 'refused', why: 'empty' };
    }
    const { content, origin, note } = last;
    const receipt = this.take({ clientId: this.newId(), content, origin, place: 'first', ...(note !== undefined && { note }) });
    // Whoever asked it first: it is the user who asks again.
    this.#held &&= receipt.kind !== 'accepted';
    return receipt;
  }

  /** Takes a prompt back that still waits; says its content, or nothing when it is too late. */
  withdraw(turnId: string): readonly Content[] | undefined {
    const waiting = this.#waiting.find(({ id }) => id === turnId);
    if (waiting) {
      this.conversation.apply({ kind: 'withdrawn', turnId });
    }
    return waiting?.content;
  }

  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    this.conversation.touch();
  }

  get #waiting(): readonly UserItem[] {
    return this.conversation.transcript.queue();
  }
}
