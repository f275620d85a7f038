/**
 * A `Peer` over newline-delimited JSON, for every agent on stdio. vscode-jsonrpc matches answers to requests; notifications, which are
 * nearly all that an agent says, do not pass through it, because there each leaves several promises behind. This file adds what it leaves
 * open: pending calls reject when the stream ends — after the last bytes were heard —, errors and cancellations are ours, and a handler
 * can break nothing. It starts and ends no process: who owns the streams does.
 */
import { CancellationTokenSource, createMessageConnection, ResponseError } from 'vscode-jsonrpc/node';
import type { CancellationToken, MessageConnection, NotificationMessage } from 'vscode-jsonrpc/node';
import { untilAborted } from '../base/abort';
import { errorCode } from './acp';
import { defaultLimits, silentLog } from './ndjsonOptions';
import type { NdjsonOptions, WireLog } from './ndjsonOptions';
import { NdjsonReader } from './ndjsonReader';
import { NdjsonWriter } from './ndjsonWriter';
import { InvalidMessageError, PeerClosedError, RpcError } from './peer';
import type { NotificationMethod, Peer, PeerEnd, RequestMethod } from './peer';

/** How much more is read, at most, of a connection that we end or that broke on its way out: a talkative side cannot keep it open. */
const lastChunks = 100;
/** After so many turns of the event loop without a byte the pipe counts as empty. */
const quietTurns = 2;

export function ndjsonPeer(options: NdjsonOptions): Peer {
  return new NdjsonPeer(options);
}

type State = { readonly kind: 'open' } | { readonly kind: 'closing' | 'closed'; readonly end: PeerEnd };

class NdjsonPeer implements Peer {
  readonly closed: Promise<PeerEnd>;
  #settleClosed: (end: PeerEnd) => void = () => undefined;
  readonly #connection: MessageConnection;
  readonly #reader: NdjsonReader;
  readonly #writer: NdjsonWriter;
  readonly #log: WireLog;
  readonly #requestHandlers = new Map<string, (params: unknown, signal: AbortSignal) => unknown>();
  readonly #notificationHandlers = new Map<string, (params: unknown) => void>();
  readonly #running = new Set<AbortController>();
  #state: State = { kind: 'open' };
  #hasInputEnded = false;

  constructor(options: NdjsonOptions) {
    const limits = { ...defaultLimits, ...options.limits };
    this.closed = new Promise((resolve) => {
      this.#settleClosed = resolve;
    });
    this.#log = options.log ?? silentLog;
    this.#reader = new NdjsonReader(options.input, limits, options, this.#log, (message) => this.#hear(message), (error) => this.#inputEnded(error));
    this.#writer = new NdjsonWriter(options.output, limits, options, (error) => this.#end({ kind: 'broken', error }));
    const complain = (text: string): void => this.#log.debug(text);
    const reader = this.#reader;
    this.#connection = createMessageConnection(
      reader,
      this.#writer,
      { error: complain, warn: complain, info: complain, log: complain },
      {
        cancellationStrategy: {
          receiver: { createCancellationTokenSource: () => new CancellationTokenSource() },
          sender: {
            sendCancellation: (connection, id) => connection.sendNotification('$/cancel_request', { requestId: id }),
            cleanup: () => undefined,
          },
        },
        messageStrategy: {
          handleMessage(message, next) {
            reader.taken(message);
            return next(message);
          },
        },
      },
    );
    this.#connection.onRequest((name, params, token) => this.#answer(name, params, token));
    this.#connection.listen();
  }

  /** With a signal that has aborted already nothing is sent. */
  async request<P, R>(method: RequestMethod<P, R>, params: P, signal?: AbortSignal): Promise<R> {
    signal?.throwIfAborted();
    if (this.#state.kind !== 'open') {
      throw new PeerClosedError(this.#state.end);
    }
    const cancellation = new CancellationTokenSource();
    const answer = this.#connection.sendRequest<unknown>(method.name, params ?? {}, cancellation.token).then(
      (result) => method.readResult(result),
      (error: unknown) => {
        throw this.#asOurError(error);
      },
    );
    return untilAborted(answer, signal, () => cancellation.cancel());
  }

  notify<P>(method: NotificationMethod<P>, params: P): void {
    if (this.#state.kind !== 'open') {
      this.#log.debug(`Not sent, the connection is closed: ${method.name}.`);
      return;
    }
    this.#connection.sendNotification(method.name, params ?? {}).catch((error: unknown) => {
      this.#log.debug(`Could not send ${method.name}: ${textOf(error)}`);
    });
  }

  onRequest<P, R>(method: RequestMethod<P, R>, handler: (params: P, signal: AbortSignal) => R | Promise<R>): void {
    this.#requestHandlers.set(method.name, (params, signal) => handler(method.readParams(params), signal));
  }

  onNotification<P>(method: NotificationMethod<P>, handler: (params: P) => void): void {
    this.#notificationHandlers.set(method.name, (params) => handler(method.readParams(params)));
  }

  close(): void {
    this.#end({ kind: 'closed' });
  }

  async #answer(name: string, params: unknown, token: CancellationToken): Promise<unknown> {
    const handler = this.#requestHandlers.get(name);
    if (!handler) {
      this.#log.debug(`Unknown request: ${name}.`);
      throw new ResponseError(errorCode.methodNotFound, `Unknown method: ${name}`);
    }
    if (this.#state.kind !== 'open') {
      // Read from the last bytes: nobody is left to hear the answer, so nothing is done either.
      throw new ResponseError(errorCode.internalError, 'The connection is closed.');
    }
    const controller = new AbortController();
    const cancel = (): void => controller.abort(new RpcError(errorCode.requestCancelled, 'The request was cancelled.'));
    const listening = token.onCancellationRequested(cancel);
    if (token.isCancellationRequested) {
      cancel();
    }
    this.#running.add(controller);
    try {
      return await handler(params, controller.signal);
    } catch (error) {
      throw asAnswer(error, controller.signal);
    } finally {
      listening.dispose();
      this.#running.delete(controller);
    }
  }

  #hear({ method: name, params }: NotificationMessage): void {
    const handler = this.#notificationHandlers.get(name);
    if (!handler) {
      this.#log.debug(`Unknown notification: ${name}.`);
      return;
    }
    try {
      handler(params);
    } catch (error) {
      const what = error instanceof InvalidMessageError ? 'Skipped an invalid notification' : 'The handler of a notification failed';
      this.#log.warn(`${what} (${name}): ${textOf(error)}`);
    }
  }

  #inputEnded(error: Error | undefined): void {
    this.#hasInputEnded = true;
    this.#end(error ? { kind: 'broken', error } : { kind: 'ended' });
  }

  /** Nothing is sent any more; what the other side had already said is still heard, and then the pending calls reject. */
  #end(end: PeerEnd): void {
    if (this.#state.kind !== 'open') {
      return;
    }
    this.#state = { kind: 'closing', end };
    for (const controller of this.#running) {
      controller.abort(new PeerClosedError(end));
    }
    this.#writer.end();
    this.#hearLastBytes(this.#reader.chunks + lastChunks, quietTurns);
  }

  /** Bytes that are in the pipe come in the next turns of the event loop, unless we have paused it ourselves. */
  #hearLastBytes(lastChunk: number, turnsLeft: number): void {
    const chunksBefore = this.#reader.chunks;
    if (this.#hasInputEnded || chunksBefore >= lastChunk || turnsLeft === 0) {
      this.#reader.stop();
      this.#handleLastMessages();
      return;
    }
    setImmediate(() => {
      const isQuiet = this.#reader.chunks === chunksBefore && !this.#reader.isPaused;
      this.#hearLastBytes(lastChunk, isQuiet ? turnsLeft - 1 : quietTurns);
    });
  }

  #handleLastMessages(): void {
    if (this.#reader.hasMore) {
      setImmediate(() => this.#handleLastMessages());
      return;
    }
    const end = this.#state.kind === 'open' ? { kind: 'closed' as const } : this.#state.end;
    this.#state = { kind: 'closed', end };
    this.#connection.dispose();
    this.#settleClosed(end);
  }

  #asOurError(error: unknown): unknown {
    if (!(error instanceof ResponseError)) {
      return error;
    }
    const { code, message, data } = error as ResponseError<unknown>;
    if (this.#state.kind !== 'open' && localCodes.has(code)) {
      return new PeerClosedError(this.#state.end);
    }
    return new RpcError(code, message, data);
  }
}

/** vscode-jsonrpc's own: a pending call was dropped, a write failed. */
const localCodes: ReadonlySet<number> = new Set([-32097, -32099]);

function asAnswer(error: unknown, signal: AbortSignal): ResponseError<unknown> {
  if (error instanceof RpcError) {
    return new ResponseError(error.code, error.message, error.data);
  }
  if (error instanceof InvalidMessageError) {
    return new ResponseError(errorCode.invalidParams, error.message);
  }
  const code = signal.aborted ? errorCode.requestCancelled : errorCode.internalError;
  return new ResponseError(code, textOf(error));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
