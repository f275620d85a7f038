/**
 * Prompts on their way to the host. A prompt leaves only when the host acknowledges or refuses it; until then it is kept in the view's
 * own state and said again, with the same id, after every `ready` and whenever the host stays silent for a while.
 */
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

export interface OutboxEntry {
  readonly clientId: string;
  readonly sessionId: string;
  readonly text: string;
  /** It goes on with the turn before, ahead of what waits. */
  readonly place?: 'first';
}

export class Outbox {
  readonly #entries;

  constructor(
    entries: readonly OutboxEntry[],
    private readonly send: (entry: OutboxEntry) => void,
    private readonly keep: (entries: readonly OutboxEntry[]) => void,
  ) {
    this.#entries = signal(entries);
  }

  get entries(): ReadonlySignal<readonly OutboxEntry[]> {
    return this.#entries;
  }

  /** Kept first, sent second: a view that dies in between sends it again in its next life. */
  add(entry: OutboxEntry): void {
    this.#set([...this.#entries.value, entry]);
    this.send(entry);
  }

  /** The host has taken or refused it. A second word about the same entry finds nothing. */
  settle(clientId: string): OutboxEntry | undefined {
    const entry = this.#entries.value.find((candidate) => candidate.clientId === clientId);
    if (entry !== undefined) {
      this.#set(this.#entries.value.filter((candidate) => candidate !== entry));
    }
    return entry;
  }

  /** The host takes each id once, however often it comes. */
  sendAgain(): void {
    for (const entry of this.#entries.value) {
      this.send(entry);
    }
  }

  #set(entries: readonly OutboxEntry[]): void {
    this.#entries.value = entries;
    this.keep(entries);
  }
}
