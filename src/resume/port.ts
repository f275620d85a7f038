/** What the ledger needs stored, and whom it asks about leases. `host/` implements both. */
import type { ConversationEvent } from '../session/conversationEvent';
import type { PendingRecord } from './record';
import type { ConversationTail } from './tail';

/** Synchronous, because a record must be on disk before anything is sent. Everything throws where the disk refuses. */
export interface PendingStore {
  /** The sessions that have a record. Costs the folder, not the conversations. */
  sessions(): readonly string[];
  read(sessionId: string): PendingRecord;
  /** Under a lock between windows: what `change` returns is on disk against a killed process; the same record again writes nothing. */
  change(sessionId: string, change: (current: PendingRecord) => PendingRecord): PendingRecord;
  /** The conversation's end, back to the first event (from the end) that the question says yes to, or as far as is affordable. It
   * changes nothing: another window may be writing. */
  tail(sessionId: string, enough: (event: ConversationEvent) => boolean): ConversationTail;
  /** Adds a start that found interrupted work; says the recent ones, this one included. Wall milliseconds. */
  noteBoot(at: number): readonly number[];
}

export interface SessionLeases {
  /** The generation under which this window holds the session. */
  generation(sessionId: string): number | undefined;
  /** `foreign`: another window has it, or one that may still live. */
  look(sessionId: string): { readonly state: 'free' | 'mine' | 'foreign' };
}

/** Which window told the user what, so that one tells what several could. Both throw where the disk refuses. */
export interface ToldOnce {
  /** Says which of these are this window's to tell; from then on no other one does. */
  claim(keys: readonly string[]): readonly string[];
  /** What this window told may be told again. */
  close(): void;
}
