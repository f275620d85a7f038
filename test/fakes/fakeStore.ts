import type { ConversationEvent } from '../../src/session/conversationEvent';
import type { Journal, SessionRecord, SessionStore } from '../../src/session/port';

/** Sessions remembered in memory, as a disk would: what was appended stays, whatever happens to the objects above. */
export class FakeStore implements SessionStore {
  readonly records = new Map<string, SessionRecord>();
  readonly events = new Map<string, ConversationEvent[]>();
  /** Set to make the disk refuse. */
  fails: Error | undefined;
  onRemove: ((sessionId: string) => void) | undefined;

  list(): readonly SessionRecord[] {
    return [...this.records.values()];
  }

  ids(): readonly string[] {
    return [...this.records.keys(), ...this.leftovers];
  }

  read(sessionId: string): SessionRecord | undefined {
    return this.records.get(sessionId);
  }

  async *stream(sessionId: string): AsyncGenerator<ConversationEvent, void> {
    yield* this.events.get(sessionId) ?? [];
  }

  /** What is no session, and stays where it is. */
  readonly leftovers = new Set<string>();

  isLeftover(sessionId: string): boolean {
    return this.leftovers.has(sessionId);
  }

  create(record: SessionRecord): Journal {
    this.#check();
    this.records.set(record.id, record);
    this.events.set(record.id, []);
    return this.open(record.id);
  }

  open(sessionId: string): Journal {
    const events = this.events.get(sessionId) ?? [];
    let position = 0;
    const readNew = (): readonly ConversationEvent[] => {
      const fresh = events.slice(position);
      position = events.length;
      return fresh;
    };
    return {
      read: () => {
        position = 0;
        return readNew();
      },
      readNew,
      mend: () => this.#check(),
      append: (event) => {
        this.#check();
        events.push(JSON.parse(JSON.stringify(event)) as ConversationEvent);
        position += 1;
      },
      sync: async () => undefined,
      close: () => undefined,
    };
  }

  update(sessionId: string, change: Partial<SessionRecord>): void {
    this.#check();
    const record = this.records.get(sessionId);
    if (record) {
      this.records.set(sessionId, { ...record, ...change });
    }
  }

  bytes(sessionId: string): number {
    return JSON.stringify(this.events.get(sessionId) ?? []).length;
  }

  remove(sessionId: string): void {
    this.onRemove?.(sessionId);
    this.records.delete(sessionId);
    this.leftovers.delete(sessionId);
    this.events.delete(sessionId);
  }

  kinds(sessionId: string): readonly string[] {
    return (this.events.get(sessionId) ?? []).map(({ kind }) => kind);
  }

  #check(): void {
    if (this.fails) {
      throw this.fails;
    }
  }
}
