/**
 * What a session is doing, folded from the same facts as the transcript, for whoever shows it: the activity line, the tree, the status
 * bar. `pulseOf` is the one line that stands for all sessions together.
 */
import type { ConversationEvent } from './conversationEvent';
import type { SessionStatus } from './status';
import { isFinal } from './toolItem';

export class Activity {
  /** Open tool calls by id, oldest first, with what is known of their titles. */
  readonly #openTools = new Map<string, string>();
  #lastTool: string | undefined;
  #heardAt: number | undefined;

  /** The title of the tool call that runs now, if one does. */
  get what(): string | undefined {
    return [...this.#openTools.values()].findLast((title) => title !== '');
  }

  /** The title of the last call of which one is known, be it over or not. */
  get lastTool(): string | undefined {
    return this.#lastTool;
  }

  /** A call is in flight, or announced: not every agent says when one begins to run. */
  get usesTool(): boolean {
    return this.#openTools.size > 0;
  }

  /** When the agent was last heard, or asked, in this window: wall milliseconds. */
  get heardAt(): number | undefined {
    return this.#heardAt;
  }

  saw(fact: ConversationEvent): void {
    if (fact.kind === 'sent' || fact.kind === 'update' || fact.kind === 'asked') {
      this.#heardAt = fact.at;
    }
    if (fact.kind === 'sent' || fact.kind === 'ended') {
      this.#openTools.clear();
    }
    // Some agents describe a call only in the question about it.
    const tool = fact.kind === 'asked' ? fact.tool : fact.kind === 'update' && fact.update.kind === 'tool' ? fact.update.tool : undefined;
    if (tool) {
      const { callId, title, status } = tool;
      this.#lastTool = title || this.#lastTool;
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
  /** Since when the first of them is at it, and the tool that it runs, or else one that runs. */
  | { readonly kind: 'working'; readonly count: number; readonly since: number; readonly what: string | undefined }
  | { readonly kind: 'needsYou'; readonly count: number }
  /** Turns that go on and on, or in circles. */
  | { readonly kind: 'attention'; readonly count: number }
  /** Of the one that is silent longest. `long`: for one of them half of the limit is over. */
  | { readonly kind: 'quiet'; readonly since: number; readonly long: boolean }
  | { readonly kind: 'gone'; readonly count: number }
  | { readonly kind: 'interrupted'; readonly count: number };

export function pulseOf(states: readonly SessionStatus[]): Pulse {
  const waiting = states.filter(({ kind }) => kind === 'waitingForYou');
  if (waiting.length > 0) {
    return { kind: 'needsYou', count: waiting.length };
  }
  const odd = states.filter((state) => state.kind === 'working' && state.attention !== undefined);
  if (odd.length > 0) {
    return { kind: 'attention', count: odd.length };
  }
  const silences = states.flatMap((state) => (state.kind === 'working' && state.silence ? [state.silence] : []));
  if (silences.length > 0) {
    return { kind: 'quiet', since: Math.min(...silences.map(({ since }) => since)), long: silences.some(({ kind }) => kind === 'long') };
  }
  const busy = states
    .filter((state) => state.kind === 'queued' || state.kind === 'starting' || state.kind === 'working' || state.kind === 'stopping')
    .sort((one, other) => one.since - other.since);
  const atWork = busy.filter(({ kind }) => kind !== 'queued');
  // Those that wait for others are no agents at work.
  const [first, ...others] = atWork.length > 0 ? atWork : busy;
  if (first) {
    const what = busy.map((state) => (state.kind === 'working' ? state.what : undefined)).find((title) => title !== undefined);
    return { kind: 'working', count: 1 + others.length, since: first.since, what };
  }
  const gone = states.filter(({ kind }) => kind === 'gone');
  if (gone.length > 0) {
    return { kind: 'gone', count: gone.length };
  }
  const interrupted = states.filter((state) => state.kind === 'interrupted' && state.turn.way !== 'dismissed');
  return interrupted.length > 0 ? { kind: 'interrupted', count: interrupted.length } : { kind: 'idle' };
}
