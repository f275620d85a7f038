import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DiskFault, errorCode } from './diskFault';

/**
 * A place where processes of this user's on this machine reach this window: a Unix socket in a folder of its own that nobody else may enter,
 * on Windows a named pipe whose name nobody can guess. The place is new with each window, so that what a killed one left is in nobody's
 * way; whoever comes next takes it away. What is said is not known here.
 */
export class LocalSocket {
  readonly #server: Server;
  readonly #connections = new Set<Socket>();

  private constructor(
    readonly path: string,
    private readonly folder: string | undefined,
    onConnection: (connection: Socket) => void,
    onError: (error: unknown) => void,
  ) {
    this.#server = createServer((connection) => {
      this.#connections.add(connection);
      connection.once('close', () => this.#connections.delete(connection));
      // Whoever is at the other end may go at any moment; its `close` says so.
      connection.on('error', () => undefined);
      onConnection(connection);
    });
    this.#server.maxConnections = connectionLimit;
    this.#server.on('error', onError);
  }

  /** Rejects where it cannot be made. */
  static async open(onConnection: (connection: Socket) => void, onError: (error: unknown) => void): Promise<LocalSocket> {
    const { path, folder } = newPlace();
    const socket = new LocalSocket(path, folder, onConnection, onError);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.#server.once('error', reject);
        socket.#server.listen(path, () => {
          socket.#server.off('error', reject);
          resolve();
        });
      });
      // Nobody waits for it; what it cannot take away is in nobody's way.
      void socket.#removeLeftBehind();
      return socket;
    } catch (error) {
      socket.close();
      throw new DiskFault('The place where agents reach the task board could not be made', path, error);
    }
  }

  /** At once and synchronously: nobody is let in any more, and who was in hears the end. */
  close(): void {
    this.#server.close();
    for (const connection of [...this.#connections]) {
      connection.destroy();
    }
    if (this.folder !== undefined) {
      rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** The places of windows that were killed: a socket on which nobody listens. Never rejects. */
  async #removeLeftBehind(): Promise<void> {
    if (this.folder === undefined) {
      return;
    }
    const all = dirname(this.folder);
    // Who may not even look has nothing there.
    const names = await readdir(all).catch(() => []);
    for (const name of names.filter((one) => one.startsWith(folderName) && join(all, one) !== this.folder)) {
      const path = join(all, name, socketName);
      if (await isDeaf(path)) {
        try {
          rmSync(path, { force: true });
          rmdirSync(join(all, name));
        } catch {
          // Somebody else's, or gone already.
        }
      }
    }
  }
}

/** Refused, which only a socket without its process does: one that is being made is not there yet. */
function isDeaf(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const knock = connect(path);
    const answered = (isRefused: boolean): void => {
      knock.destroy();
      resolve(isRefused);
    };
    knock.once('connect', () => answered(false)).once('error', (error) => answered(errorCode(error) === 'ECONNREFUSED'));
  });
}

/** Far more than workers; each may come with several processes. */
const connectionLimit = 256;
/** A socket's path has room for so many bytes on macOS, four more on Linux, the end mark among them. */
const pathLimitBytes = 103;
const folderName = 'holdfast-door-';
const socketName = 'board';

function newPlace(): { readonly path: string; readonly folder?: string } {
  if (process.platform === 'win32') {
    return { path: `\\\\.\\pipe\\holdfast-${randomBytes(16).toString('hex')}` };
  }
  const folder = newFolder();
  return { path: join(folder, socketName), folder };
}

/** The folder for temporary files may have a long name of its own; `/tmp` is there on every such system. */
function newFolder(): string {
  const wanted = join(tmpdir(), folderName);
  const isShort = Buffer.byteLength(join(`${wanted}XXXXXX`, socketName)) <= pathLimitBytes;
  try {
    return mkdtempSync(isShort ? wanted : join('/tmp', folderName));
  } catch (error) {
    throw new DiskFault('A folder for the place where agents reach the task board could not be made', wanted, error);
  }
}
