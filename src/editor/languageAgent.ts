/**
 * The Peer over a language-server connection, for the built-in agent. The language client gets streams of a process that our host
 * spawned: it never starts, restarts or kills one, and shows no message of its own. In return it keeps the server informed of the text of
 * open documents, saved or not.
 *
 * ACP's `initialize` travels inside LSP's, under `capabilities.experimental.acp`; every other method is an ordinary message. This is a
 * bundle of its own, loaded on first use, and the only file that imports the language client.
 */
import type { CancellationToken, StaticFeature } from 'vscode-languageclient/node';
import {
  CancellationTokenSource,
  CloseAction,
  ErrorAction,
  ErrorCodes,
  LanguageClient,
  ResponseError,
  StreamMessageWriter,
} from 'vscode-languageclient/node';
import { signalOf, untilAborted } from '../base/abort';
import type { Log } from '../port';
import { errorCode, initialize } from '../wire/acp';
import { InvalidMessageError, PeerClosedError, RpcError } from '../wire/peer';
import type { NotificationMethod, Peer, PeerEnd, RequestMethod } from '../wire/peer';
import { languageClientChannel } from './languageClientChannel';
import { LanguageTransport } from './languageTransport';
import type { LanguageStreams, TransportEars } from './languageTransport';

export function languagePeer(streams: LanguageStreams, ears: Pick<TransportEars, 'trace' | 'onHeard'>, log: Log): Peer {
  return new LanguagePeer(streams, ears, log);
}

class LanguagePeer implements Peer {
  readonly closed: Promise<PeerEnd>;
  readonly #transport: LanguageTransport;
  readonly #client: LanguageClient;
  readonly #ending = new AbortController();
  #phase: 'new' | 'open' | 'ended' = 'new';
  #settleClosed: (end: PeerEnd) => void = () => undefined;

  constructor(
    streams: LanguageStreams,
    ears: Pick<TransportEars, 'trace' | 'onHeard'>,
    private readonly log: Log,
  ) {
    this.closed = new Promise((resolve) => (this.#settleClosed = resolve));
    this.#transport = new LanguageTransport(streams, new StreamMessageWriter(streams.output), { ...ears, onEnd: (end) => this.#end(end) });
    this.#client = new QuietLanguageClient(this.#transport, log);
  }

  async request<P, R>(method: RequestMethod<P, R>, params: P, signal?: AbortSignal): Promise<R> {
    this.#ending.signal.throwIfAborted();
    signal?.throwIfAborted();
    const source = new CancellationTokenSource();
    const answer = method.name === initialize.name ? this.#initialize(params) : this.#send(method.name, params, source.token);
    const until = signal ? AbortSignal.any([signal, this.#ending.signal]) : this.#ending.signal;
    return method.readResult(await untilAborted(answer, until, () => source.cancel()));
  }

  notify<P>(method: NotificationMethod<P>, params: P): void {
    if (this.#phase !== 'open') {
      this.log.debug(`${method.name} was not sent to the built-in agent: the connection is not open.`);
      return;
    }
    this.#client
      .sendNotification(method.name, params)
      .catch((error: unknown) => this.log.warn(`${method.name} was not sent to the built-in agent: ${String(error)}`));
  }

  onRequest<P, R>(method: RequestMethod<P, R>, handler: (params: P, signal: AbortSignal) => R | Promise<R>): void {
    // The token comes last; without parameters it is the only argument.
    this.#client.onRequest(method.name, async (...args: unknown[]): Promise<unknown> => {
      const signal = AbortSignal.any([signalOf(args.at(-1) as CancellationToken, cancelled()), this.#ending.signal]);
      try {
        this.#ending.signal.throwIfAborted();
        return await handler(method.readParams(args.length > 1 ? args[0] : undefined), signal);
      } catch (error) {
        throw asResponse(error);
      }
    });
  }

  onNotification<P>(method: NotificationMethod<P>, handler: (params: P) => void): void {
    this.#client.onNotification(method.name, (raw: unknown) => {
      if (this.#phase === 'ended') {
        return;
      }
      try {
        handler(method.readParams(raw));
      } catch (error) {
        this.log.warn(`${method.name} from the built-in agent could not be handled: ${String(error)}`);
      }
    });
  }

  close(): void {
    this.#end({ kind: 'closed' });
  }

  async #initialize(params: unknown): Promise<unknown> {
    if (this.#phase !== 'new') {
      throw new RpcError(errorCode.invalidRequest, 'The built-in agent is initialized once.');
    }
    this.#phase = 'open';
    this.#client.registerFeature(acpCapability(params));
    await this.#client.start().catch(rethrowAsRpc);
    const experimental = this.#client.initializeResult?.capabilities.experimental as { readonly acp?: unknown } | undefined;
    return experimental?.acp;
  }

  async #send(method: string, params: unknown, token: CancellationToken): Promise<unknown> {
    if (this.#phase === 'new') {
      throw new RpcError(errorCode.invalidRequest, `${method} was asked of the built-in agent before initialize.`);
    }
    return this.#client.sendRequest<unknown>(method, params, token).catch(rethrowAsRpc);
  }

  #end(end: PeerEnd): void {
    if (this.#phase === 'ended') {
      return;
    }
    this.#phase = 'ended';
    // Before the client hears of it: stopping, it can leave requests unsettled for ever.
    this.#ending.abort(new PeerClosedError(end));
    this.#transport.end(() => this.#settleClosed(end));
  }
}

/** A language client that keeps its troubles to the log. */
class QuietLanguageClient extends LanguageClient {
  constructor(
    transport: LanguageTransport,
    private readonly log: Log,
  ) {
    super('holdfast.builtin', 'Holdfast', () => Promise.resolve(transport), {
      documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }],
      outputChannel: languageClientChannel(log),
      initializationFailedHandler: () => false,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => ({ action: CloseAction.DoNotRestart, handled: true, message: 'The connection to the built-in agent has ended.' }),
      },
      connectionOptions: { messageStrategy: transport },
    });
  }

  /** Some of its errors are shown to the user whatever its options say. What matters of them reaches us as the fate of a request. */
  override error(message: string, data?: unknown): void {
    this.log.debug(`Language client: ${message}${data instanceof Error ? ` ${data.message}` : ''}`);
  }
}

function acpCapability(params: unknown): StaticFeature {
  return {
    fillClientCapabilities: (capabilities) => {
      capabilities.experimental = { ...(capabilities.experimental as object | undefined), acp: params };
    },
    initialize: () => undefined,
    getState: () => ({ kind: 'static' }),
    clear: () => undefined,
  };
}

const { PendingResponseRejected, ConnectionInactive, MessageWriteError } = ErrorCodes;
const lostCodes: ReadonlySet<number> = new Set([PendingResponseRejected, ConnectionInactive, MessageWriteError]);

/** Recognised by shape: the error may come from another copy of the library. */
function rethrowAsRpc(error: unknown): never {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') {
    throw error;
  }
  if (lostCodes.has(error.code)) {
    throw new PeerClosedError({ kind: 'broken', error });
  }
  throw new RpcError(error.code, error.message, 'data' in error ? error.data : undefined);
}

function cancelled(): RpcError {
  return new RpcError(errorCode.requestCancelled, 'The request was cancelled.');
}

function asResponse(error: unknown): ResponseError<unknown> {
  if (error instanceof RpcError) {
    return new ResponseError(error.code, error.message, error.data);
  }
  if (error instanceof InvalidMessageError) {
    return new ResponseError(errorCode.invalidParams, error.message);
  }
  return new ResponseError(errorCode.internalError, error instanceof Error ? error.message : String(error));
}
