/** A board on disk with attempts in sessions, and this window's door to it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { SharedBoard } from '../../src/board/sharedBoard';
import type { Task } from '../../src/board/task';
import { BoardFile } from '../../src/host/boardFile';
import { findInside } from '../../src/host/fence';
import { LocalSocket } from '../../src/host/localSocket';
import { ownIdentity } from '../../src/host/processIdentity';
import { openStateRoot } from '../../src/host/stateRoot';
import { systemClock } from '../../src/host/systemClock';
import { BoardAccess } from '../../src/mcp/access';
import { callTool } from '../../src/mcp/boardTools';
import type { ToolAnswer, ToolPorts } from '../../src/mcp/boardTools';
import { Passes } from '../../src/mcp/passes';
import { tempDir } from '../host/tempDir';
import { McpClient } from './mcpClient';

const holdfast = { kind: 'holdfast' } as const;
const person = { kind: 'person' } as const;

export class WorkedBoard {
  readonly path = tempDir();
  readonly folder = join(this.path, 'workspace');
  readonly store: SharedBoard;
  readonly access: BoardAccess;
  readonly tools: ToolPorts;
  readonly errors: unknown[] = [];
  socketPath: string | undefined;
  #ids = 0;

  constructor(bridge = '/no/such/bridge.js') {
    mkdirSync(this.folder);
    const root = openStateRoot({ globalStoragePath: join(this.path, 'state'), workspace: [] });
    const onError = (error: unknown): void => void this.errors.push(error);
    this.store = new SharedBoard(new BoardFile(root, { clock: systemClock, onSetAside: () => undefined }), {
      clock: systemClock,
      onMended: () => undefined,
      onError,
    });
    this.tools = {
      store: this.store,
      newTaskId: () => `made${(this.#ids += 1)}`,
      claimTtlMs: () => 900_000,
      doneGoesTo: () => 'done',
      fileInWorkspace: (path) => findInside(path, [this.folder]),
    };
    this.access = new BoardAccess({
      clock: systemClock,
      onError,
      bridge: { command: process.execPath, script: bridge, environment: {} },
      openSocket: async (onConnection) => {
        const socket = await LocalSocket.open(onConnection, onError);
        this.socketPath = socket.path;
        return socket;
      },
      tools: this.tools,
    });
    onTestFinished(() => {
      this.access.close();
      this.store.close();
    });
  }

  /** A task that a worker is at, in the session `s-<run>`. */
  running(id: string, runId = `run-${id}`): Task {
    if (!this.store.board.get(id)) {
      this.store.change({ kind: 'create', by: person, taskId: id, status: 'todo', title: `The task ${id}`, prompt: 'Do it well.' });
    }
    const holder = { window: 'w', machine: 'here', ...ownIdentity() };
    this.store.change({ kind: 'claim', by: person, taskId: id, runId, holder, ttlMs: 900_000 });
    this.store.change({ kind: 'bind', by: holdfast, taskId: id, runId, sessionId: `s-${runId}` });
    return this.task(id);
  }

  /** Its worker is taken for gone, and another one has the task. */
  takenOver(id: string, runId: string): void {
    this.store.change({ kind: 'reclaim', by: person, taskId: id, runId: this.task(id).claim?.runId ?? '' });
    this.running(id, runId);
  }

  task(id: string): Task {
    const task = this.store.board.get(id);
    if (!task) {
      throw new Error(`There is no task ${id}.`);
    }
    return task;
  }

  /** The agent of a session starts its server. */
  async start(sessionId: string, change: (environment: Readonly<Record<string, string>>) => Readonly<Record<string, string>> = (same) => same): Promise<McpClient> {
    const [server] = await this.access.serversFor(sessionId);
    if (!server) {
      throw new Error('This session has no server.');
    }
    const client = new McpClient({ ...server, environment: change(server.environment) });
    onTestFinished(() => client.kill());
    return client;
  }

  /** What its agent's calls come to, without an agent. */
  worker(id: string): Caller {
    this.running(id);
    const passes = new Passes();
    const visit = passes.find(passes.issue({ taskId: id, runId: `run-${id}` }));
    return { call: async (name, given = {}) => callTool(this.tools, visit ?? expect.fail('no pass'), name, given) };
  }

  /** The same through a process of its own. */
  async agent(id: string): Promise<McpClient> {
    this.running(id);
    const client = await this.start(`s-run-${id}`);
    await client.initialize();
    return client;
  }
}

export interface Caller {
  call(name: string, given?: object): Promise<ToolAnswer>;
}
