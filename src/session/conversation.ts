/**
 * A conversation with its memory: every fact goes to the file first and into the picture then, through one door. It knows what was said
 * and asked, not what runs. On disk from its first prompt on; when the disk refuses later, it goes on in memory and says so once. What
 * another window writes is taken in, and nothing is written meanwhile.
 */
import type { Clock } from '../base/clock';
import { Emitter } from '../base/event';
import { Activity } from './activity';
import { textOf } from './content';
import type { Content } from './content';
import type { ConversationEvent, ConversationFact } from './conversationEvent';
import type { Change } from './item';
import type { Journal, SessionRecord, SessionStore } from './port';
import { Profile } from './profile';
import { Transcript } from './transcript';

export interface ConversationPorts {
  readonly store: SessionStore;
  readonly clock: Clock;
  readonly log: { warn(message: string): void };
}

export type PromptFact = Extract<ConversationFact, { kind: 'prompt' }>;

export class Conversation {
  readonly transcript = new Transcript();
  readonly profile = new Profile();
  readonly activity = new Activity();
  readonly #changed: Emitter<readonly Change[]>;
  /** What changed in the transcript; nothing, when only the record or somebody's state did. */
  readonly onDidChange;
  #record: SessionRecord;
  #journal: Journal | undefined;
  #diskFailed = false;
  /** Facts that nobody saw, but that must have happened; written with the next fact. */
  #presumed: ConversationEvent[] = [];
  /** One window writes at a time; the others read along. */
  #role: 'writer' | 'reader' = 'writer';

  private constructor(
    record: SessionRecord,
    private readonly ports: ConversationPorts,
  ) {
    this.#record = record;
    this.#changed = new Emitter((error) => ports.log.warn(`A listener of session ${record.id} failed: ${String(error)}`));
    this.onDidChange = this.#changed.event;
  }

  static create(record: SessionRecord, ports: ConversationPorts): Conversation {
    return new Conversation(record, ports);
  }

  /** One of an earlier window, or of this one, read from its file. */
  static open(record: SessionRecord, ports: ConversationPorts): Conversation {
    const conversation = new Conversation(record, ports);
    conversation.#journal = ports.store.open(record.id);
    conversation.#role = 'reader';
    for (const event of conversation.#journal.read()) {
      conversation.#fold(event, () => conversation.transcript.apply(event));
    }
    return conversation;
  }

  get record(): SessionRecord {
    return this.#record;
  }

  /** Whether something was asked in it. */
  get begun(): boolean {
    return this.#journal !== undefined;
  }

  /** It was begun, and is not on the disk any more: another window has deleted it. What were written now would be written nowhere. */
  get isDeleted(): boolean {
    return this.begun && this.ports.store.read(this.#record.id) === undefined;
  }

  /** On disk when it returns. Throws where the disk refuses; then nothing has happened. */
  take(prompt: PromptFact): void {
    const event = { at: this.ports.clock.wall(), ...prompt };
    if (this.#journal) {
      this.#append(this.#journal, event);
    } else {
      this.#begin({ ...this.#record, title: titleOf(prompt.content), createdAt: event.at, updatedAt: event.at }, event);
    }
    this.sync();
    // Whatever another window has made of it since: here somebody goes on with it.
    this.update({ updatedAt: event.at, archivedAt: undefined });
    this.#changed.fire(this.transcript.apply(event));
  }

  apply(fact: ConversationFact): void {
    const event = { at: this.ports.clock.wall(), ...fact };
    if (isKept(fact)) {
      this.#write(event);
    }
    const changes = this.#see(event);
    if (fact.kind === 'update' && fact.update.kind === 'title' && fact.update.title && this.#record.titledBy !== 'user') {
      this.update({ title: fact.update.title, titledBy: 'agent' });
    }
    this.#changed.fire(changes);
  }

  /** Shows a fact without writing it: whoever only opens a conversation changes nothing, because another window may be holding it. */
  presume(fact: ConversationFact): void {
    const event = { at: this.ports.clock.wall(), ...fact };
    this.#presumed.push(event);
    this.#changed.fire(this.transcript.apply(event));
  }

  /** Takes in what another window has written since. */
  catchUp(): void {
    this.#try('conversation', () => {
      const events = [...(this.#journal?.readNew() ?? [])];
      if (events.length > 0) {
        this.#record = this.ports.store.read(this.#record.id) ?? this.#record;
        // Whoever wrote on has presumed the same, and has written it.
        this.#presumed = [];
      }
      for (const event of events) {
        this.#changed.fire(this.#see(event));
      }
    });
  }

  /** From now on this window writes. */
  takeUp(): void {
    this.catchUp();
    this.#try('conversation', () => this.#journal?.mend());
    this.#role = 'writer';
  }

  /** From now on another window may write. */
  readAlong(): void {
    this.#role = 'reader';
  }

  update(change: Partial<Omit<SessionRecord, 'id'>>): void {
    this.#record = { ...this.#record, ...change };
    if (this.#journal) {
      this.#try('record', () => this.ports.store.update(this.#record.id, change));
    }
  }

  /** Tells the listeners that something about the session changed that is no item. */
  touch(): void {
    this.#changed.fire([]);
  }

  /** Against power loss, in the background: at a prompt and at a turn's end. */
  sync(): void {
    this.#journal?.sync().catch((error: unknown) => this.ports.log.warn(`Session ${this.#record.id} cannot be synced: ${String(error)}`));
  }

  close(): void {
    this.#journal?.close();
  }

  /** Behind what must have happened before it. */
  #append(journal: Journal, event: ConversationEvent): void {
    for (const presumed of [...this.#presumed]) {
      journal.append(presumed);
      this.#presumed.shift();
    }
    journal.append(event);
  }

  #begin(record: SessionRecord, first: ConversationEvent): void {
    const journal = this.ports.store.create(record);
    try {
      journal.append(first);
    } catch (error) {
      journal.close();
      throw error;
    }
    this.#record = record;
    this.#journal = journal;
  }

  #see(event: ConversationEvent): readonly Change[] {
    return this.#fold(event, () => {
      this.activity.saw(event);
      this.profile.saw(event);
      return this.transcript.apply(event);
    });
  }

  /** An event that nobody foresaw, from an agent or a damaged file, costs itself: not the turn, and not the conversation. */
  #fold(event: ConversationEvent, fold: () => readonly Change[]): readonly Change[] {
    try {
      return fold();
    } catch (error) {
      this.ports.log.warn(`A part of session ${this.#record.id} (${event.kind}) could not be shown: ${String(error)}`);
      return [];
    }
  }

  #write(event: ConversationEvent): void {
    if (this.#role === 'writer') {
      this.#try('conversation', () => this.#journal && this.#append(this.#journal, event));
    }
  }

  /** A full disk must not end a turn that runs: it is said once, until it works again. */
  #try(what: string, write: () => unknown): void {
    try {
      write();
      this.#diskFailed = false;
    } catch (error) {
      if (!this.#diskFailed) {
        this.#diskFailed = true;
        this.ports.log.warn(`The ${what} of session ${this.#record.id} cannot be written: ${String(error)}`);
      }
    }
  }
}

/** What agents send again after every start is not worth the disk. */
function isKept(fact: ConversationFact): boolean {
  return !(fact.kind === 'update' && ['commands', 'mode', 'config', 'usage', 'title'].includes(fact.update.kind));
}

function titleOf(content: readonly Content[]): string {
  const line = textOf(content).trim().split('\n', 1)[0] ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
