/**
 * Where the built-in agent keeps its sessions: per session a folder with a small record (what lists show) and a history (what is replayed
 * on load). Whoever loads a session is its only writer; lists read the records alone. Nothing is removed here that is not deleted by name.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { EventLog } from '../host/eventLog';
import { JsonFile } from '../host/jsonFile';
import { readSessionUpdate } from '../wire/acpUpdate';
import type { SessionUpdate } from '../wire/acpUpdate';

export interface SessionRecord {
  readonly sessionId: string;
  readonly cwd: string;
  /** Absent until the first prompt. */
  readonly title?: string;
  /** ISO 8601. */
  readonly updatedAt: string;
}

export class SessionStore {
  constructor(
    private readonly folder: string,
    private readonly onProblem: (problem: string) => void,
  ) {}

  create(record: SessionRecord): StoredSession {
    const session = new StoredSession(this.#file(record.sessionId, record), this.#history(record.sessionId));
    session.update({});
    return session;
  }

  /** Absent when there is no such session, or its record cannot be read. */
  open(sessionId: string): StoredSession | undefined {
    const file = this.#existing(sessionId);
    return file && new StoredSession(file, this.#history(sessionId));
  }

  /** Newest first. */
  list(): readonly SessionRecord[] {
    return this.#ids()
      .flatMap((id) => this.#existing(id)?.read() ?? [])
      .sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  }

  /** One that does not exist is deleted already. */
  delete(sessionId: string): void {
    if (isSessionId(sessionId)) {
      rmSync(join(this.folder, sessionId), { recursive: true, force: true, maxRetries: 3 });
    }
  }

  #ids(): readonly string[] {
    try {
      return readdirSync(this.folder);
    } catch {
      // No session was ever made: then there is no folder.
      return [];
    }
  }

  #existing(sessionId: string): JsonFile<SessionRecord> | undefined {
    if (!isSessionId(sessionId)) {
      return undefined;
    }
    if (!existsSync(join(this.folder, sessionId, recordName))) {
      return undefined;
    }
    const file = this.#file(sessionId, { sessionId: '', cwd: '', updatedAt: '' });
    return file.read().sessionId === sessionId ? file : undefined;
  }

  #file(sessionId: string, fallback: SessionRecord): JsonFile<SessionRecord> {
    return JsonFile.open<SessionRecord>(join(this.folder, sessionId, recordName), {
      parse: readRecord,
      fallback: () => fallback,
      sharing: 'owned',
      asideDir: join(this.folder, sessionId, 'aside'),
      onSetAside: ({ path, reason }) => this.onProblem(`${path} could not be read and was set aside: ${reason}`),
    });
  }

  #history(sessionId: string): EventLog {
    return EventLog.open(join(this.folder, sessionId, 'history.ndjson'), { asideDir: join(this.folder, sessionId, 'aside') });
  }
}

export class StoredSession {
  constructor(
    private readonly file: JsonFile<SessionRecord>,
    private readonly history: EventLog,
  ) {}

  get record(): SessionRecord {
    return this.file.read();
  }

  update(change: Partial<Omit<SessionRecord, 'sessionId'>>): void {
    this.file.update((before) => ({ ...before, ...change }));
  }

  append(update: SessionUpdate): void {
    this.history.append(update);
  }

  updates(): readonly SessionUpdate[] {
    return this.history.read().records.map((record) => readSessionUpdate(record, 'history'));
  }

  close(): void {
    this.history.close();
  }
}

const recordName = 'session.json';

/** The id comes from the client and becomes a folder's name. */
function isSessionId(sessionId: string): boolean {
  return /^[\w-]{1,64}$/.test(sessionId);
}

function readRecord(raw: unknown): SessionRecord {
  const { sessionId, cwd, title, updatedAt } = raw as Record<string, unknown>;
  if (typeof sessionId !== 'string' || typeof cwd !== 'string' || !isAbsolute(cwd) || typeof updatedAt !== 'string') {
    throw new Error('It is not the record of a session.');
  }
  return { sessionId, cwd, updatedAt, ...(typeof title === 'string' ? { title } : {}) };
}
