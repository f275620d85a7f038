/** A client of the built-in agent, over the real wire in memory: LSP and ACP on one connection, with terminals and answers of its own. */
import { PassThrough } from 'node:stream';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import * as languageServer from 'vscode-languageserver/node';
import { systemClock } from '../../src/host/systemClock';
import { serveBuiltinAgent } from '../../src/server/builtinAgent';
import { openDocuments } from '../../src/server/documents';
import { languageServerPeer } from '../../src/server/languageServerPeer';
import { SessionStore } from '../../src/server/sessionStore';
import type { SessionUpdate } from '../../src/wire/acpUpdate';
import { readSessionUpdate } from '../../src/wire/acpUpdate';

type Permission = { readonly outcome: { readonly outcome: string; readonly optionId?: string } };

interface Told {
  readonly sessionId: string;
  readonly update: SessionUpdate;
}

export class TestClient {
  readonly told: Told[] = [];
  readonly problems: string[] = [];
  /** What the agent asked of us, in order: the method's last word. */
  readonly asked: { readonly method: string; readonly params: Record<string, unknown> }[] = [];
  permission: (params: Record<string, unknown>, token: CancellationToken) => Permission | Promise<Permission> = () => choice('allow-once');
  /** Settles `terminal/wait_for_exit`. */
  exit: Promise<unknown> = Promise.resolve({ exitCode: 0 });
  refuseTerminal: string | undefined;
  output = '';
  readonly #connection: MessageConnection;
  readonly #server: languageServer.Connection;
  #waiting: (() => void)[] = [];

  constructor(stateFolder: string) {
    const toServer = new PassThrough();
    const toClient = new PassThrough();
    const onProblem = (problem: string): void => void this.problems.push(problem);
    this.#server = languageServer.createConnection(
      new languageServer.StreamMessageReader(toServer),
      new languageServer.StreamMessageWriter(toClient),
    );
    serveBuiltinAgent(languageServerPeer(this.#server, onProblem), {
      store: new SessionStore(stateFolder, onProblem),
      documents: openDocuments(this.#server),
      clock: systemClock,
      version: '1.2.3',
      onProblem,
    });
    this.#server.listen();
    this.#connection = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
    this.#answer();
    this.#connection.listen();
  }

  /** Both handshakes in one; answers what came back of ACP's. */
  async initialize(acp: unknown = { protocolVersion: 1, clientCapabilities: { terminal: true } }): Promise<unknown> {
    const result = await this.request<{ capabilities: { experimental?: { acp?: unknown }; textDocumentSync: unknown } }>('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { experimental: { acp } },
    });
    this.notify('initialized', {});
    return result.capabilities.experimental?.acp;
  }

  async newSession(cwd: string): Promise<string> {
    return (await this.request<{ sessionId: string }>('session/new', { cwd, mcpServers: [] })).sessionId;
  }

  async prompt(sessionId: string, text: string): Promise<unknown> {
    return this.request('session/prompt', { sessionId, prompt: [{ type: 'text', text }] });
  }

  async request<R>(method: string, params: object): Promise<R> {
    return this.#connection.sendRequest<R>(method, params);
  }

  notify(method: string, params: object): void {
    void this.#connection.sendNotification(method, params);
  }

  /** Settles as soon as the condition holds; looked at whenever the agent said or asked something. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  updates<K extends SessionUpdate['sessionUpdate']>(sessionId: string, kind: K): Extract<SessionUpdate, { sessionUpdate: K }>[] {
    return this.told
      .filter((told) => told.sessionId === sessionId && told.update.sessionUpdate === kind)
      .map((told) => told.update as Extract<SessionUpdate, { sessionUpdate: K }>);
  }

  /** All that the agent has said in a session. */
  said(sessionId: string): string {
    return this.updates(sessionId, 'agent_message_chunk')
      .map(({ content }) => (content.type === 'text' ? content.text : ''))
      .join('');
  }

  askedFor(method: string): Record<string, unknown>[] {
    return this.asked.filter((asked) => asked.method === method).map(({ params }) => params);
  }

  /** Both ends of the wire go away, as when a window closes. */
  dispose(): void {
    this.#connection.dispose();
    this.#server.dispose();
  }

  #answer(): void {
    const connection = this.#connection;
    const on = (method: string, answer: (params: Record<string, unknown>, token: CancellationToken) => unknown): void => {
      connection.onRequest(method, (params: Record<string, unknown>, token: CancellationToken) => {
        this.asked.push({ method, params });
        const result = answer(params, token);
        this.#wake();
        return result;
      });
    };
    connection.onNotification('session/update', ({ sessionId, update }: { sessionId: string; update: unknown }) => {
      this.told.push({ sessionId, update: readSessionUpdate(update, 'update') });
      this.#wake();
    });
    on('session/request_permission', (params, token) => this.permission(params, token));
    on('terminal/create', () => {
      if (this.refuseTerminal !== undefined) {
        throw new Error(this.refuseTerminal);
      }
      return { terminalId: 'terminal-1' };
    });
    on('terminal/wait_for_exit', () => this.exit);
    on('terminal/output', () => ({ output: this.output, truncated: false }));
    on('terminal/kill', () => ({}));
    on('terminal/release', () => ({}));
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) {
      wake();
    }
  }
}

export function choice(optionId: string): Permission {
  return { outcome: { outcome: 'selected', optionId } };
}
