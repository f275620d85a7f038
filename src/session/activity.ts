/**
 * What a session is doing, folded from the same facts as the transcript, for whoever shows it: the activity line, the tree, the status
 * bar. `pulseOf` is the one line that stands for all sessions together.
 */
import type { ConversationFact } from './conversationEvent';
import type { SessionStatus } from './status';
import { isFinal } from './toolItem';

export class Activity {
  /** Open tool calls by id, oldest first, with what is known of their titles. */
  readonly #openTools = new Map<string, string>();

  /** The title of the tool call that runs now, if one does. */
  get what(): string | undefined {
    return [...this.#openTools.values()].findLast((title) => title !== '');
  }

  /** A call is in flight, not only announced. */
  get usesTool(): boolean {
    return this.#openTools.size > 0;
  }

  saw(fact: ConversationFact): void {
    if (fact.kind === 'sent' || fact.kind === 'ended') {
      this.#openTools.clear();
    }
    if (fact.kind === 'update' && fact.update.kind === 'tool') {
      const { callId, title, status } = fact.update.tool;
      if (status !== undefined && isFinal(status)) {
        this.#openTools.delete(callId);
      } else if (title !== undefined || status !== undefined) {
        this.#openTools.set(callId, title ?? this.#openTools.get(callId) ?? '');
      }
    }
  }
}

/** The most urgent thing about all sessions. `since` is wall time in milliseconds. */
export type Pulse =
  | { readonly kind: 'idle' }
  | { readonly kind: 'working'; readonly count: number; readonly since: number; readonly what: string | undefined }
  | { readonly kind: 'needsYou'; readonly count: number }
  /** Turns that go on and on, or in circles. */
  | { readonly kind: 'attention'; readonly count: number }
  /** Of the one that is silent longest. */
  | { readonly kind: 'quiet'; readonly since: number }
  | { readonly kind: 'gone'; readonly count: number };

export function pulseOf(states: readonly SessionStatus[]): Pulse {
  const waiting = states.filter(({ kind }) => kind === 'waitingForYou');
  if (waiting.length > 0) {
    return { kind: 'needsYou', count: waiting.length };
  }
  const odd = states.filter((state) => state.kind === 'working' && state.attention !== undefined);
  if (odd.length > 0) {
    return { kind: 'attention', count: odd.length };
  }
  const silences = states.flatMap((state) => (state.kind === 'working' && state.silence ? [state.silence.since] : []));
  if (silences.length > 0) {
    return { kind: 'quiet', since: Math.min(...silences) };
  }
  const busy = states.filter((state) => state.kind === 'queued' || state.kind === 'starting' || state.kind === 'working' || state.kind === 'stopping');
  if (busy.length > 0) {
    const oldest = busy.reduce((first, state) => (state.since < first.since ? state : first));
    return { kind: 'working', count: busy.length, since: oldest.since, what: busy.length === 1 && oldest.kind === 'working' ? oldest.what : undefined };
  }
  const gone = states.filter(({ kind }) => kind === 'gone');
  return gone.length > 0 ? { kind: 'gone', count: gone.length } : { kind: 'idle' };
}
