/**
 * How a worker's agent comes to the board: a server for its session, started by the agent itself, which leads to this window's door by the
 * run's secret. There is no door before the first worker, and none behind the window's end. It knows who ever came.
 */
import type { Duplex } from 'node:stream';
import type { ToolServer } from '../agent/toolServer';
import { admit } from './door';
import type { DoorPorts } from './door';
import { doorVariable, tokenVariable } from './bridgeLine';
import { Passes } from './passes';

export interface AccessPorts extends Omit<DoorPorts, 'passes'> {
  /** The program and the script of the bridge, and what the program needs to run it. */
  readonly bridge: { readonly command: string; readonly script: string; readonly environment: Readonly<Record<string, string>> };
  readonly openSocket: (onConnection: (connection: Duplex) => void) => Promise<Socket>;
}

interface Socket {
  readonly path: string;
  close(): void;
}

export class BoardAccess {
  readonly #passes = new Passes();
  #socket: Promise<Socket> | undefined;
  #isClosed = false;

  constructor(private readonly ports: AccessPorts) {}

  /** Of a session in which a task was worked on: the tools of its attempt, also when that is over. Rejects where there can be no door. */
  async serversFor(sessionId: string): Promise<readonly ToolServer[]> {
    const task = this.ports.tools.store.board.tasks().find(({ runs }) => runs.some((run) => run.sessionId === sessionId));
    const run = task?.runs.findLast((one) => one.sessionId === sessionId);
    if (!task || !run) {
      return [];
    }
    const { command, script, environment } = this.ports.bridge;
    const { path } = await this.#door();
    const token = this.#passes.issue({ taskId: task.id, runId: run.id });
    return [{ name: 'holdfast', command, args: [script], environment: { ...environment, [doorVariable]: path, [tokenVariable]: token } }];
  }

  /** Whether the agent of this run ever came to the board, whatever it did there. */
  hasCome(runId: string): boolean {
    return this.#passes.ofRun(runId)?.hasCome === true;
  }

  /** Nobody is let in any more; bridges end. */
  close(): void {
    this.#isClosed = true;
    // Where it could not be opened, there is nothing to close, and whoever asked for it knows.
    void this.#socket?.then(
      (socket) => socket.close(),
      () => undefined,
    );
  }

  async #door(): Promise<Socket> {
    if (this.#isClosed) {
      throw new Error('This window is closing.');
    }
    const opening = (this.#socket ??= this.ports.openSocket((connection) => admit(connection, { ...this.ports, passes: this.#passes })));
    try {
      return await opening;
    } catch (error) {
      if (this.#socket === opening) {
        this.#socket = undefined;
      }
      throw error;
    }
  }
}
