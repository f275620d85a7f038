import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DiskFault } from './diskFault';

/**
 * A place where processes of this user's on this machine reach this window: a Unix socket in a folder of its own that nobody else may enter,
 * on Windows a named pipe whose name nobody can guess. The place is new with each window, so that what a killed one left is in nobody's
 * way; its folder is empty but for the socket, and the system's own cleaning of temporary files takes it. What is said is not known here.
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
}

/** Far more than workers; each may come with several processes. */
const connectionLimit = 256;
/** A socket's path has room for so many bytes on macOS, four more on Linux, the end mark among them. */
const pathLimitBytes = 103;

function newPlace(): { readonly path: string; readonly folder?: string } {
  if (process.platform === 'win32') {
    return { path: `\\\\.\\pipe\\holdfast-${randomBytes(16).toString('hex')}` };
  }
  const folder = newFolder();
  chmodSync(folder, 0o700);
  return { path: join(folder, 'board'), folder };
}

/** The folder for temporary files may have a long name of its own; `/tmp` is there on every such system. */
function newFolder(): string {
  const name = 'holdfast-';
  const wanted = join(tmpdir(), name);
  const isShort = Buffer.byteLength(join(`${wanted}XXXXXX`, 'board')) <= pathLimitBytes;
  try {
    return mkdtempSync(isShort ? wanted : join('/tmp', name));
  } catch (error) {
    throw new DiskFault('A folder for the place where agents reach the task board could not be made', wanted, error);
  }
}
