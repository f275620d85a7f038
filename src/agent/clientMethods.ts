/**
 * What an agent may ask of us and tell us. Handlers are set once per peer; `ClientSide` is what one session offers behind them: its
 * listener, its files, its terminals. Each request is a sign of life before it is anything else. The methods themselves have files of
 * their own.
 */
import type { AgentListener, AgentUpdate } from '../session/port';
import * as acp from '../wire/acp';
import type { RequestPermissionParams, RequestPermissionResult } from '../wire/acpClient';
import type { SessionUpdate } from '../wire/acpUpdate';
import { RpcError } from '../wire/peer';
import type { Peer, RequestMethod } from '../wire/peer';
import type { FileMethods } from './fileMethods';
import { OwnTerminals } from './ownTerminals';
import { askPermission } from './permissionMethod';
import type { SessionRoutes, TakesUpdates } from './sessionRoutes';
import type { TerminalMethods } from './terminalMethods';
import { toAgentUpdates } from './updates';

export function serveClientMethods(peer: Peer, routes: SessionRoutes<ClientSide>): void {
  const serve = <P extends { readonly sessionId: string }, R>(
    method: RequestMethod<P, R>,
    handle: (side: ClientSide, params: P, signal: AbortSignal) => R | Promise<R>,
  ): void =>
    peer.onRequest(method, (params, signal) => {
      const side = routes.find(params.sessionId);
      if (!side) {
        throw new RpcError(acp.errorCode.resourceNotFound, `There is no such session: ${params.sessionId}`, {
          sessionId: params.sessionId,
        });
      }
      side.listener.sign('request');
      return handle(side, params, signal);
    });

  peer.onNotification(acp.sessionUpdate, ({ sessionId, update }) => routes.deliver(sessionId, update));
  serve(acp.requestPermission, (side, params, signal) => side.ask(params, signal));
  serve(acp.readTextFile, (side, params) => side.files.read(params));
  serve(acp.writeTextFile, async (side, params) => {
    await side.files.write(params);
    return {};
  });
  serve(acp.terminalCreate, (side, params) => side.terminals.create(params));
  serve(acp.terminalOutput, (side, params) => side.terminals.output(params));
  serve(acp.terminalWaitForExit, (side, params, signal) => side.terminals.waitForExit(params, signal));
  serve(acp.terminalKill, async (side, params) => {
    await side.terminals.kill(params);
    return {};
  });
  serve(acp.terminalRelease, async (side, params) => {
    await side.terminals.release(params);
    return {};
  });
}

export class ClientSide implements TakesUpdates {
  readonly #closed = new AbortController();
  readonly #ownTerminals = new OwnTerminals();
  #replay: Replay;

  constructor(
    readonly listener: AgentListener,
    readonly files: FileMethods,
    readonly terminals: TerminalMethods,
    options: { readonly replay: 'expected' | 'none' },
  ) {
    this.#replay = options.replay === 'expected' ? { kind: 'ignored', seen: 0 } : { kind: 'over' };
  }

  update(update: SessionUpdate): void {
    for (const own of this.#ownTerminals.complete(toAgentUpdates(update))) {
      if (this.#replay.kind === 'over' || isState(own)) {
        this.listener.update(own);
      } else {
        this.#replay = { kind: 'ignored', seen: this.#replay.seen + 1 };
      }
    }
  }

  ask(params: RequestPermissionParams, signal: AbortSignal): Promise<RequestPermissionResult> {
    return askPermission(params, this.listener, AbortSignal.any([signal, this.#closed.signal]));
  }

  /** How much of a replay was ignored so far. */
  get replayed(): number {
    return this.#replay.kind === 'ignored' ? this.#replay.seen : 0;
  }

  /** What is told from now on is new. */
  endReplay(): void {
    this.#replay = { kind: 'over' };
  }

  /** Withdraws its questions and kills its terminals. Synchronous, for the last instant too. */
  close(): void {
    this.#closed.abort();
    this.terminals.closeAll();
  }
}

/** Loading a session, an agent tells its history again. We have our own, and a fuller one: no agent replays what it said in a turn that
 * was cut off. */
type Replay = { readonly kind: 'ignored'; readonly seen: number } | { readonly kind: 'over' };

/** How things are now, as against what was said and done. */
function isState({ kind }: AgentUpdate): boolean {
  return ['commands', 'mode', 'config', 'title', 'usage'].includes(kind);
}
