/**
 * All sessions of the workspace: opened from disk on demand, one object per id. Listing them opens none and starts nothing.
 */
import { Emitter } from '../base/event';
import { pulseOf } from './activity';
import type { Pulse } from './activity';
import type { Belongings, SessionKind, SessionRecord } from './port';
import { Session } from './session';
import type { SessionStatus } from './status';
import type { TurnEnd } from './turnRunner';
import type { TurnSlots } from './turnSlots';
import type { SessionPorts } from './workings';

export interface SessionsPorts extends SessionPorts {
  readonly defaultAgent: () => string;
  readonly belongings: Belongings;
  /** The folder in which a new session works. */
  readonly cwd: () => string;
}

export interface SessionSummary {
  readonly id: string;
  readonly kind?: SessionKind;
  readonly title: string;
  /** The agent's id. */
  readonly agent: string;
  readonly status: SessionStatus;
  /** Wall milliseconds. */
  readonly updatedAt: number;
  readonly queued: number;
  /** The user has put it away. */
  readonly archived: boolean;
  /** When its agent was last heard in this window: wall milliseconds. */
  readonly heardAt?: number | undefined;
  /** The tool that its agent last called in this window. */
  readonly lastTool?: string | undefined;
}

export class Sessions {
  /** What is on disk, by id. */
  readonly #records = new Map<string, SessionRecord>();
  readonly #open = new Map<string, Session>();
  readonly #changed: Emitter<string>;
  /** Tells the id of a session of which something changed. Fires often. */
  readonly onDidChange;
  readonly #turnEnded: Emitter<TurnEnd & { readonly sessionId: string }>;
  readonly onDidEndTurn;

  constructor(private readonly ports: SessionsPorts) {
    const onError = (error: unknown): void => ports.log.warn(`A listener of the sessions failed: ${String(error)}`);
    this.#changed = new Emitter(onError);
    this.onDidChange = this.#changed.event;
    this.#turnEnded = new Emitter(onError);
    this.onDidEndTurn = this.#turnEnded.event;
    for (const record of ports.store.list()) {
      this.#records.set(record.id, record);
    }
  }

  /** Newest activity first; only those in which something was asked. */
  summaries(): readonly SessionSummary[] {
    return [...this.#records.values()]
      .map(({ id }) => this.summary(id))
      .filter((summary) => summary !== undefined)
      .sort((a, b) => b.updatedAt - a.updatedAt);
  }

  summary(id: string): SessionSummary | undefined {
    const session = this.#open.get(id);
    const record = session?.record ?? this.#records.get(id);
    return (
      record && {
        id,
        ...(record.kind && { kind: record.kind }),
        title: record.title,
        agent: record.agent,
        status: session?.status ?? this.#statusAtRest(id),
        updatedAt: record.updatedAt,
        queued: session?.transcript.queue().length ?? 0,
        archived: typeof record.archivedAt === 'number',
        heardAt: session?.conversation.activity.heardAt,
        lastTool: session?.conversation.activity.lastTool,
      }
    );
  }

  pulse(): Pulse {
    const atRest = this.ports.pending.all().filter((id) => !this.#open.has(id));
    return pulseOf([...[...this.#open.values()].map((session) => session.status), ...atRest.map((id) => this.#statusAtRest(id))]);
  }

  /** Opens nothing. */
  opened(id: string): Session | undefined {
    return this.#open.get(id);
  }

  record(id: string): SessionRecord | undefined {
    return this.#open.get(id)?.record ?? this.#records.get(id);
  }

  /** Another window may have made it. */
  isThere(id: string): boolean {
    if (this.record(id) === undefined) {
      this.refresh();
    }
    return this.record(id) !== undefined;
  }

  find(id: string): Session | undefined {
    const session = this.#open.get(id);
    if (session || !this.#records.has(id)) {
      return session;
    }
    // Another window may have deleted it, or given it another name.
    const record = this.ports.store.read(id);
    if (!record) {
      this.#records.delete(id);
      this.#changed.fire(id);
      return undefined;
    }
    return this.#keep(Session.open(record, this.ports));
  }

  /** Takes in which sessions other windows have made and deleted. */
  refresh(): void {
    const ids = new Set(this.ports.store.ids());
    for (const id of ids) {
      const record = this.#records.has(id) ? undefined : this.ports.store.read(id);
      if (record) {
        this.#records.set(id, record);
        this.#changed.fire(id);
      }
    }
    for (const id of [...this.#records.keys()]) {
      if (!ids.has(id) && !this.#open.has(id)) {
        this.#records.delete(id);
        this.ports.pending.lookAt(id);
        this.#changed.fire(id);
      }
    }
  }

  /** A session in which nothing was asked yet. With an id: the one that a view remembers from before a reload. */
  create(agent: string = this.ports.defaultAgent(), id: string = this.ports.newId(), kind?: SessionKind): Session {
    const now = this.ports.clock.wall();
    const record: SessionRecord = { id, ...(kind && { kind }), agent, cwd: this.ports.cwd(), title: '', titledBy: 'prompt', createdAt: now, updatedAt: now };
    return this.#keep(Session.create(record, this.ports));
  }

  /** How much there is of it on the disk. */
  bytes(id: string): number {
    const record = this.record(id);
    return record === undefined ? 0 : this.ports.store.bytes(id) + this.ports.belongings.bytes(record);
  }

  isElsewhere(id: string): boolean {
    return this.#open.get(id)?.status.kind === 'elsewhere' || this.ports.leases.look(id) === 'elsewhere';
  }

  /** Stops what runs in it, lets its agent go and deletes all there is of it. Throws where the disk refuses. */
  async remove(id: string): Promise<'removed' | 'elsewhere'> {
    const { belongings, leases, pending, store } = this.ports;
    // From here on no other window can begin to work in it.
    if (this.isElsewhere(id) || (leases.look(id) === 'free' && leases.claim(id) === 'elsewhere')) {
      return 'elsewhere';
    }
    const session = this.#open.get(id);
    // Another window may have given it another session of its agent.
    const record = session?.record ?? store.read(id) ?? this.#records.get(id);
    this.#records.delete(id);
    this.#open.delete(id);
    await session?.close('deleted');
    try {
      store.remove(id);
    } catch (error) {
      this.#relist(id);
      throw error;
    } finally {
      leases.release(id);
    }
    if (record) {
      belongings.remove(record);
    }
    pending.lookAt(id);
    this.#changed.fire(id);
    return 'removed';
  }

  /** It was to be deleted, and the disk refused. */
  #relist(id: string): void {
    const record = this.ports.store.read(id);
    if (record) {
      this.#records.set(id, record);
      this.#changed.fire(id);
    }
  }

  settingsChanged(): void {
    this.#slots((slots) => slots.look());
    for (const session of this.#open.values()) {
      session.settingsChanged();
    }
  }

  /** The window closes: see `Session.interrupt`. */
  interruptAll(): void {
    this.#slots((slots) => slots.close());
    for (const session of this.#open.values()) {
      try {
        session.interrupt();
      } catch (error) {
        // It must not keep the others from being recorded, nor the agents from being ended behind this.
        this.ports.log.warn(`Session ${session.id} could not be interrupted: ${String(error)}`);
      }
    }
  }

  /** Something about a session changed that is not in its conversation. */
  touch(id: string): void {
    const session = this.#open.get(id);
    if (session) {
      session.conversation.touch();
    } else {
      this.#changed.fire(id);
    }
  }

  #slots(each: (slots: TurnSlots) => void): void {
    Object.values(this.ports.slots).forEach(each);
  }

  /** Of a session that is not open. */
  #statusAtRest(id: string): SessionStatus {
    const turn = this.ports.pending.interrupted(id);
    return turn ? { kind: 'interrupted', turn } : { kind: 'idle' };
  }

  #keep(session: Session): Session {
    this.#open.set(session.id, session);
    session.conversation.onDidChange(() => {
      if (session.conversation.begun && this.#open.get(session.id) === session) {
        this.#records.set(session.id, session.record);
      }
      this.#changed.fire(session.id);
    });
    session.onDidEndTurn((end) => this.#turnEnded.fire({ sessionId: session.id, ...end }));
    return session;
  }
}
