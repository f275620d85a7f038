/**
 * The one interface to whoever speaks ACP with us, whatever carries it: newline-delimited JSON on a process's stdio (`ndjson.ts`) or a
 * language-server connection (`editor/languageAgent.ts`). Above this file nothing knows which.
 *
 * Promises kept by every carrier:
 * - handlers of notifications run synchronously, in the order of arrival, before the promise of any later response settles;
 * - a pending request rejects with `PeerClosedError` as soon as the peer closes, whoever closed it, and so does one made afterwards;
 * - a handler that throws never breaks the connection: it is answered with an error, or logged;
 * - what is not a message of the protocol is skipped and counted, never fatal.
 */
export interface Peer {
  /** Sends a request and reads its result. No time limit of its own: the caller passes a signal. An aborted signal sends
   * `$/cancel_request` and rejects with the signal's reason. Errors that the other side answered are `RpcError`. */
  request<P, R>(method: RequestMethod<P, R>, params: P, signal?: AbortSignal): Promise<R>;
  notify<P>(method: NotificationMethod<P>, params: P): void;
  /** Sets the handler of one method. The signal aborts when the other side cancels its request, or when the peer closes. */
  onRequest<P, R>(method: RequestMethod<P, R>, handler: (params: P, signal: AbortSignal) => R | Promise<R>): void;
  /** The handler must be synchronous: push and return. */
  onNotification<P>(method: NotificationMethod<P>, handler: (params: P) => void): void;
  /** Settles once, when no further message can arrive. Never rejects. */
  readonly closed: Promise<PeerEnd>;
  /** Ends the connection from our side; idempotent. */
  close(): void;
}

/** A method that is answered. Readers are tolerant: they check the shape that the method cannot do without, keep fields they do not
 * know, and throw `InvalidMessageError` only where nothing sensible could be done with the message. */
export interface RequestMethod<P, R> {
  readonly name: string;
  readonly readParams: (raw: unknown) => P;
  readonly readResult: (raw: unknown) => R;
}

export interface NotificationMethod<P> {
  readonly name: string;
  readonly readParams: (raw: unknown) => P;
}

/** Why a peer closed: the other side's stream ended, we closed it, or the stream broke. */
export type PeerEnd = { readonly kind: 'ended' } | { readonly kind: 'closed' } | { readonly kind: 'broken'; readonly error: Error };

export class PeerClosedError extends Error {
  constructor(readonly end: PeerEnd) {
    super(end.kind === 'broken' ? `The connection broke: ${end.error.message}` : 'The connection is closed.');
    this.name = 'PeerClosedError';
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isNamed('PeerClosedError', value);
  }
}

/** An error that the other side answered with, or that we answer with: JSON-RPC's code, message and data. */
export class RpcError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly data?: unknown,
  ) {
    super(message);
    this.name = 'RpcError';
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isNamed('RpcError', value);
  }
}

/** The message cannot be used at all. `where` is a path such as `params.sessionId`. */
export class InvalidMessageError extends Error {
  constructor(
    readonly where: string,
    expected: string,
  ) {
    super(`${where} should be ${expected}.`);
    this.name = 'InvalidMessageError';
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    return isNamed('InvalidMessageError', value);
  }
}

/** The carriers are bundles of their own, each with its own copy of these classes: an instance is known by its name, in any of them. */
function isNamed(name: string, value: unknown): boolean {
  return value instanceof Error && value.name === name;
}
