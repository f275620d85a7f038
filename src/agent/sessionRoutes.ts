/**
 * Which session on a process a message is for. Handlers are set once per peer and look the session up here by ACP's session id. What
 * arrives for an id before its link exists is kept, bounded, because agents send updates before the reply that names the session.
 */
import { OwnershipMap } from '../base/ownership';
import type { Ownership } from '../base/ownership';
import type { SessionUpdate } from '../wire/acpUpdate';

export class SessionRoutes<S extends TakesUpdates> {
  readonly #routes = new OwnershipMap<string, S>();
  readonly #expected = new OwnershipMap<S, S>();
  #early: { readonly sessionId: string; readonly update: SessionUpdate }[] = [];
  #dropped = 0;

  constructor(private readonly onDropped: (sessionId: string) => void = () => undefined) {}

  /** From now on the messages for this id go to this session. `early`: whether what came before is for it, too. */
  take(sessionId: string, session: S, early: 'deliver' | 'forget'): Ownership<string, S> {
    const mine = this.#routes.take(sessionId, session);
    const kept = this.#early.filter((one) => one.sessionId === sessionId);
    this.#early = this.#early.filter((one) => one.sessionId !== sessionId);
    if (early === 'deliver') {
      for (const { update } of kept) {
        session.update(update);
      }
    }
    return mine;
  }

  /** A session that is being opened and has no name yet: until released, requests in a name that nobody knows are for it. Some agents
   * read a project's files before they reply, and would wait for ever if we waited for their reply. */
  expect(session: S): Ownership<S, S> {
    return this.#expected.take(session, session);
  }

  /** Whose this id is, and nobody else's. */
  owner(sessionId: string): S | undefined {
    return this.#routes.get(sessionId);
  }

  /** For a request. With two sessions being opened at once nobody could say which is meant. */
  find(sessionId: string): S | undefined {
    const [expected, another] = this.#expected.values();
    return this.#routes.get(sessionId) ?? (another ? undefined : expected);
  }

  all(): readonly S[] {
    return [...this.#routes.values(), ...this.#expected.values()];
  }

  /** Synchronous, as handlers of notifications must be. */
  deliver(sessionId: string, update: SessionUpdate): void {
    const session = this.#routes.get(sessionId);
    if (session) {
      session.update(update);
      return;
    }
    this.#early.push({ sessionId, update });
    if (this.#early.length > earlyLimit) {
      this.#early.shift();
      this.#dropped += 1;
      if (this.#dropped === 1) {
        this.onDropped(sessionId);
      }
    }
  }
}

export interface TakesUpdates {
  update(update: SessionUpdate): void;
}

/** Real agents send a handful: their commands, their mode, a title. */
const earlyLimit = 500;
