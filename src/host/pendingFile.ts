import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PendingStore } from '../resume/port';
import type { PendingRecord } from '../resume/record';
import type { ConversationTail } from '../resume/tail';
import type { ConversationEvent } from '../session/conversationEvent';
import type { OnSetAside } from './aside';
import { peekConversation } from './conversationFile';
import { JsonFile } from './jsonFile';
import { listSessionDirs } from './sessionFiles';
import { sharedFile } from './sharedFile';
import type { StateRoot } from './stateRoot';

/**
 * What is under way in the sessions, on disk: `sessions/<id>/pending.json` while there is something, and `boots.json` with the starts that
 * found interrupted work. Windows share both. What a record means is not known here.
 */
export class PendingFiles implements PendingStore {
  constructor(
    private readonly root: StateRoot,
    private readonly options: {
      readonly onSetAside: OnSetAside;
      /** Makes a record of what was on the disk, or throws in a person's words. */
      readonly parse: (raw: unknown) => PendingRecord;
    },
  ) {}

  sessions(): readonly string[] {
    return listSessionDirs(this.root.sessionsDir).filter((id) => existsSync(this.#path(id)));
  }

  read(sessionId: string): PendingRecord {
    return this.#file(sessionId).read();
  }

  change(sessionId: string, change: (current: PendingRecord) => PendingRecord): PendingRecord {
    // A late change must not bring a removed session back.
    return existsSync(this.#dir(sessionId)) ? this.#file(sessionId).update(change) : none;
  }

  tail(sessionId: string, enough: (event: ConversationEvent) => boolean): ConversationTail {
    return peekConversation(this.#dir(sessionId), enough);
  }

  noteBoot(at: number): readonly number[] {
    const file = sharedFile<Boots>(this.root, 'boots.json', {
      parse: parseBoots,
      fallback: () => ({ boots: [] }),
      onSetAside: this.options.onSetAside,
    });
    return file.update(({ boots }) => ({ boots: [...boots, at].slice(-keptBoots) })).boots;
  }

  #file(sessionId: string): JsonFile<PendingRecord> {
    return JsonFile.open<PendingRecord>(this.#path(sessionId), {
      parse: this.options.parse,
      fallback: () => none,
      isEmpty: ({ attempts, turn }) => attempts === 0 && turn === undefined,
      sharing: 'shared',
      asideDir: this.root.asideDir,
      onSetAside: this.options.onSetAside,
    });
  }

  #path(sessionId: string): string {
    return join(this.#dir(sessionId), 'pending.json');
  }

  #dir(sessionId: string): string {
    return join(this.root.sessionsDir, sessionId);
  }
}

interface Boots {
  /** Wall milliseconds, oldest first. */
  readonly boots: readonly number[];
}

const none: PendingRecord = { attempts: 0 };
/** More than any guard counts. */
const keptBoots = 50;

function parseBoots(raw: unknown): Boots {
  const { boots } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  if (!Array.isArray(boots)) {
    throw new Error('It holds no list of starts.');
  }
  return { boots: boots.filter((at): at is number => typeof at === 'number') };
}
