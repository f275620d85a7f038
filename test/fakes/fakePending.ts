import type { PendingStore } from '../../src/resume/port';
import { nothingPending, parsePending } from '../../src/resume/record';
import type { PendingRecord } from '../../src/resume/record';
import type { ConversationTail } from '../../src/resume/tail';
import type { ConversationEvent } from '../../src/session/conversationEvent';

/** Records of what is under way as windows share them, and the conversations' ends as somebody else keeps them. */
export class FakePending implements PendingStore {
  readonly records = new Map<string, string>();
  boots: number[] = [];
  /** Set to make the disk refuse. */
  fails: Error | undefined;

  constructor(private readonly events: (sessionId: string) => readonly ConversationEvent[]) {}

  sessions(): readonly string[] {
    this.#check();
    return [...this.records.keys()];
  }

  read(sessionId: string): PendingRecord {
    this.#check();
    const text = this.records.get(sessionId);
    return text === undefined ? nothingPending : parsePending(JSON.parse(text));
  }

  change(sessionId: string, change: (current: PendingRecord) => PendingRecord): PendingRecord {
    const after = change(this.read(sessionId));
    if (after.attempts === 0 && !after.turn) {
      this.records.delete(sessionId);
    } else {
      this.records.set(sessionId, JSON.stringify(after));
    }
    return after;
  }

  tail(sessionId: string): ConversationTail {
    return { events: this.events(sessionId), reach: 'whole' };
  }

  noteBoot(at: number): readonly number[] {
    this.boots = [...this.boots, at];
    return this.boots;
  }

  #check(): void {
    if (this.fails) {
      throw this.fails;
    }
  }
}
