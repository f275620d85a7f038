/**
 * The built-in agent as ACP sees it: the handshake, and sessions by id. It needs no model, account or network. What it can do is in
 * `commands/`; what carries it is the peer's affair.
 */
import { isAbsolute } from 'node:path';
import type { ClientCapabilities } from '@agentclientprotocol/sdk';
import { nanoid } from 'nanoid';
import type { Clock } from '../base/clock';
import * as acp from '../wire/acp';
import { InvalidMessageError, RpcError } from '../wire/peer';
import type { OpenDocuments } from './documents';
import type { AgentPeer } from './languageServerPeer';
import { Session } from './session';
import type { SessionStore, StoredSession } from './sessionStore';

export interface BuiltinAgentOptions {
  readonly store: SessionStore;
  readonly documents: OpenDocuments;
  readonly clock: Clock;
  readonly version: string;
  readonly onProblem: (problem: string) => void;
}

export function serveBuiltinAgent(peer: AgentPeer, options: BuiltinAgentOptions): void {
  new BuiltinAgent(peer, options).listen();
}

class BuiltinAgent {
  readonly #sessions = new Map<string, Session>();
  #capabilities: ClientCapabilities = {};

  constructor(
    private readonly peer: AgentPeer,
    private readonly options: BuiltinAgentOptions,
  ) {}

  listen(): void {
    const { peer } = this;
    const { store } = this.options;
    peer.onRequest(acp.initialize, ({ clientCapabilities }) => {
      this.#capabilities = clientCapabilities;
      return this.#describe();
    });
    peer.onRequest(acp.sessionNew, ({ cwd }) => {
      const updatedAt = new Date(this.options.clock.wall()).toISOString();
      const session = this.#keep(store.create({ sessionId: nanoid(), cwd: checkedCwd(cwd), updatedAt }));
      return { sessionId: session.id };
    });
    peer.onRequest(acp.sessionLoad, ({ sessionId, cwd }) => {
      this.#open(sessionId, checkedCwd(cwd)).replay();
      return {};
    });
    peer.onRequest(acp.sessionResume, ({ sessionId, cwd }) => {
      this.#open(sessionId, checkedCwd(cwd));
      return {};
    });
    peer.onRequest(acp.sessionList, ({ cwd }) => ({ sessions: store.list().filter((record) => cwd === undefined || record.cwd === cwd) }));
    peer.onRequest(acp.sessionPrompt, ({ sessionId, prompt }, signal) => this.#session(sessionId).prompt(prompt, signal));
    peer.onNotification(acp.sessionCancel, ({ sessionId }) => this.#sessions.get(sessionId)?.cancel());
    peer.onRequest(acp.sessionClose, async ({ sessionId }) => {
      const session = this.#session(sessionId);
      this.#sessions.delete(sessionId);
      await session.close();
      return {};
    });
    peer.onRequest(acp.sessionDelete, async ({ sessionId }) => {
      const session = this.#sessions.get(sessionId);
      this.#sessions.delete(sessionId);
      await session?.close();
      store.delete(sessionId);
      return {};
    });
  }

  /** It speaks one version, whichever the client asked for: a client that cannot will say so to its user. */
  #describe(): ReturnType<typeof acp.initialize.readResult> {
    return {
      protocolVersion: acp.protocolVersion,
      agentInfo: { name: 'holdfast-builtin', title: 'Holdfast', version: this.options.version },
      agentCapabilities: {
        loadSession: true,
        promptCapabilities: { embeddedContext: true },
        sessionCapabilities: { list: {}, delete: {}, resume: {}, close: {} },
      },
      authMethods: [],
    };
  }

  #open(sessionId: string, cwd: string): Session {
    const session = this.#sessions.get(sessionId) ?? this.#stored(sessionId);
    session.moveTo(cwd);
    return session;
  }

  #stored(sessionId: string): Session {
    const stored = this.options.store.open(sessionId);
    if (!stored) {
      throw unknownSession(sessionId);
    }
    return this.#keep(stored);
  }

  #keep(stored: StoredSession): Session {
    const { documents, clock, onProblem } = this.options;
    const session = new Session(stored, { client: this.peer, capabilities: this.#capabilities, documents, clock }, onProblem);
    this.#sessions.set(session.id, session);
    // Behind the reply, because the client learns the id of a new session from it.
    setImmediate(() => session.announceCommands());
    return session;
  }

  #session(sessionId: string): Session {
    const session = this.#sessions.get(sessionId);
    if (!session) {
      throw unknownSession(sessionId);
    }
    return session;
  }
}

function checkedCwd(cwd: string): string {
  if (!isAbsolute(cwd)) {
    throw new InvalidMessageError('params.cwd', 'an absolute path');
  }
  return cwd;
}

function unknownSession(sessionId: string): RpcError {
  const message = 'The built-in agent does not know this session. Load it, or begin a new one.';
  return new RpcError(acp.errorCode.resourceNotFound, message, { sessionId });
}
