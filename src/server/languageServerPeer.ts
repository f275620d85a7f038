/**
 * The agent's end of ACP on a language-server connection. ACP and LSP both begin with `initialize`, so ACP's travels inside LSP's, under
 * `capabilities.experimental.acp`; everything else is an ordinary request or notification beside `textDocument/*`. A client that sends no
 * ACP is served as a plain language server.
 *
 * Errors become JSON-RPC errors here and nowhere else.
 */
import { CancellationTokenSource, ResponseError, TextDocumentSyncKind } from 'vscode-languageserver/node';
import type { CancellationToken, Connection, InitializeParams, InitializeResult, ServerCapabilities } from 'vscode-languageserver/node';
import { signalOf, untilAborted } from '../base/abort';
import { errorCode, initialize } from '../wire/acp';
import { InvalidMessageError, RpcError } from '../wire/peer';
import type { NotificationMethod, Peer, RequestMethod } from '../wire/peer';

/** What an agent needs of a peer; how the connection ends is the process's affair. */
export type AgentPeer = Pick<Peer, 'request' | 'notify' | 'onRequest' | 'onNotification'>;

type Handler = (raw: unknown, signal: AbortSignal) => Promise<unknown>;

/** To be made before the connection listens. */
export function languageServerPeer(connection: Connection, onError: (problem: string) => void): AgentPeer {
  let acpInitialize: Handler | undefined;

  connection.onInitialize(async (params: InitializeParams, token): Promise<InitializeResult> => {
    const capabilities: ServerCapabilities = { textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental } };
    const experimental = params.capabilities.experimental as { readonly acp?: unknown } | undefined;
    if (experimental?.acp === undefined || !acpInitialize) {
      return { capabilities };
    }
    const acp = await acpInitialize(experimental.acp, signalOf(token, cancelled())).catch(rethrowAsResponse);
    return { capabilities: { ...capabilities, experimental: { acp } } };
  });

  return {
    async request<P, R>(method: RequestMethod<P, R>, params: P, signal?: AbortSignal): Promise<R> {
      signal?.throwIfAborted();
      const source = new CancellationTokenSource();
      const answer = connection.sendRequest<unknown>(method.name, params, source.token);
      return method.readResult(await untilAborted(answer, signal, () => source.cancel()));
    },

    notify<P>(method: NotificationMethod<P>, params: P): void {
      connection.sendNotification(method.name, params).catch((error: unknown) => onError(`${method.name} was not sent: ${String(error)}`));
    },

    onRequest<P, R>(method: RequestMethod<P, R>, handler: (params: P, signal: AbortSignal) => R | Promise<R>): void {
      const handle: Handler = async (raw, signal) => handler(method.readParams(raw), signal);
      if (method.name === initialize.name) {
        acpInitialize = handle;
        return;
      }
      // The token comes last; without parameters it is the only argument.
      connection.onRequest(method.name, (...args: unknown[]) =>
        handle(args.length > 1 ? args[0] : undefined, signalOf(args.at(-1) as CancellationToken, cancelled())).catch(rethrowAsResponse),
      );
    },

    onNotification<P>(method: NotificationMethod<P>, handler: (params: P) => void): void {
      connection.onNotification(method.name, (raw: unknown) => {
        try {
          handler(method.readParams(raw));
        } catch (error) {
          onError(`${method.name} could not be handled: ${String(error)}`);
        }
      });
    },
  };
}

function cancelled(): RpcError {
  return new RpcError(errorCode.requestCancelled, 'The request was cancelled.');
}

function rethrowAsResponse(error: unknown): never {
  if (error instanceof RpcError) {
    throw new ResponseError(error.code, error.message, error.data);
  }
  if (error instanceof InvalidMessageError) {
    throw new ResponseError(errorCode.invalidParams, error.message);
  }
  throw new ResponseError(errorCode.internalError, error instanceof Error ? error.message : String(error));
}
