import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ConversationEvent } from '../session/conversationEvent';
import type { Journal, SessionRecord, SessionStore } from '../session/port';
import type { OnSetAside } from './aside';
import { ConversationFile, conversationPath, streamConversation } from './conversationFile';
import { DiskFault, errorCode } from './diskFault';
import { folderBytes, namesIn } from './folderBytes';
import { JsonFile } from './jsonFile';
import type { StateRoot } from './stateRoot';

/**
 * The sessions of a workspace on disk: one folder each, with its record and its conversation. Nothing is kept in memory, because other
 * windows write here too. A session whose record is gone or unreadable is still listed as long as there is a conversation to read.
 */
export class SessionFiles implements SessionStore {
  constructor(
    private readonly root: StateRoot,
    private readonly onSetAside: OnSetAside,
  ) {}

  list(): readonly SessionRecord[] {
    return listSessionDirs(this.root.sessionsDir)
      .map((id) => this.#record(id).read())
      .filter((record) => record.createdAt > 0)
      .sort((one, other) => other.updatedAt - one.updatedAt);
  }

  ids(): readonly string[] {
    return listSessionDirs(this.root.sessionsDir);
  }

  read(sessionId: string): SessionRecord | undefined {
    const record = this.#record(sessionId).read();
    return record.createdAt > 0 ? record : undefined;
  }

  stream(sessionId: string): AsyncIterable<ConversationEvent> {
    return streamConversation(this.#dir(sessionId));
  }

  isLeftover(sessionId: string): boolean {
    const dir = this.#dir(sessionId);
    const changedAt = statSync(dir, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    return Date.now() - changedAt > leftoverMs && namesIn(dir).every((name) => name.startsWith('lease.json'));
  }

  create(record: SessionRecord): Journal {
    mkdirOrTell(this.#dir(record.id));
    this.#record(record.id).update(() => record);
    return this.open(record.id);
  }

  open(sessionId: string): Journal {
    return ConversationFile.open(this.#dir(sessionId), { asideDir: this.root.asideDir, onSetAside: this.onSetAside });
  }

  update(sessionId: string, change: Partial<Omit<SessionRecord, 'id'>>): void {
    // A late change must not bring a removed session back.
    if (existsSync(this.#dir(sessionId))) {
      this.#record(sessionId).update((record) => ({ ...record, ...change }));
    }
  }

  remove(sessionId: string): void {
    const dir = this.#dir(sessionId);
    try {
      rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
      for (const path of this.#aside(sessionId)) {
        rmSync(path, { force: true });
      }
    } catch (error) {
      throw new DiskFault('A session could not be removed', dir, error);
    }
  }

  bytes(sessionId: string): number {
    const asides = this.#aside(sessionId).map((path) => lstatSync(path, { throwIfNoEntry: false })?.size ?? 0);
    return asides.reduce((sum, size) => sum + size, folderBytes(this.#dir(sessionId)));
  }

  /** What of it could not be read and was set aside: it may hold a part of the conversation. */
  #aside(sessionId: string): readonly string[] {
    return namesIn(this.root.asideDir)
      .filter((name) => name.startsWith(`${sessionId}.`))
      .map((name) => join(this.root.asideDir, name));
  }

  #record(id: string): JsonFile<SessionRecord> {
    const dir = this.#dir(id);
    return JsonFile.open<SessionRecord>(join(dir, 'session.json'), {
      parse: (raw) => parseSessionRecord(raw, id),
      fallback: () => lostRecord(id, dir),
      sharing: 'shared',
      asideDir: this.root.asideDir,
      onSetAside: this.onSetAside,
    });
  }

  #dir(id: string): string {
    if (!isSessionId(id)) {
      throw new Error(`"${id}" is no session's name.`);
    }
    return join(this.root.sessionsDir, id);
  }
}

/** A session is made within milliseconds of its lease. */
const leftoverMs = 3_600_000;

/** The ids of all sessions that have a folder. Whatever else lies there is left alone. */
export function listSessionDirs(sessionsDir: string): readonly string[] {
  try {
    return readdirSync(sessionsDir, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && isSessionId(entry.name))
      .map((entry) => entry.name);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return [];
    }
    throw new DiskFault('The sessions could not be listed', sessionsDir, error);
  }
}

/** An id becomes a folder's name, so it must not be able to lead anywhere else. */
function isSessionId(name: string): boolean {
  return /^[\w-]{1,100}$/.test(name);
}

function parseSessionRecord(raw: unknown, id: string): SessionRecord {
  const record = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  for (const key of ['agent', 'cwd', 'title'] as const) {
    if (typeof record[key] !== 'string') {
      throw new Error(`It is no record of a session: ${key} should be a text.`);
    }
  }
  for (const key of ['createdAt', 'updatedAt'] as const) {
    if (typeof record[key] !== 'number') {
      throw new Error(`It is no record of a session: ${key} should be a time.`);
    }
  }
  // The folder's name wins. Fields of a newer version stay.
  return { ...(record as unknown as SessionRecord), id };
}

/** What is known of a session without its record: when it was last written, if at all. */
function lostRecord(id: string, dir: string): SessionRecord {
  const at = statSync(conversationPath(dir), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return { id, agent: '', cwd: '', title: '', titledBy: 'prompt', createdAt: at, updatedAt: at };
}

function mkdirOrTell(dir: string): void {
  try {
    mkdirSync(dir, { recursive: true });
  } catch (error) {
    throw new DiskFault('The session could not be saved', dir, error);
  }
}
