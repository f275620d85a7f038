// The port of `npm start`: the same at every start, because VS Code keeps what belongs to a window under the address of its page, and at
// another address it looks empty. The end-to-end tests do not use this: each has a port and a profile of its own.
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import path from 'node:path';

const firstPort = 41730;
const lastPort = 41749;

/**
 * The port that this profile had before, else a free one, which is remembered.
 * @param {string} profile
 * @returns {Promise<{ port: number, taken?: number }>} `taken`: the remembered port, where another program listens on it now
 */
export async function steadyPort(profile) {
  const file = path.join(profile, 'port');
  const remembered = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  if (isPort(remembered)) {
    // While it is taken it stays remembered: the next start finds everything again.
    return (await isFree(remembered)) ? { port: remembered } : { port: await freePort(), taken: remembered };
  }
  const port = await freePort();
  if (port !== 0) {
    await writeFile(file, String(port));
  }
  return { port };
}

function isPort(port) {
  return Number.isInteger(port) && port > 0 && port < 65_536;
}

/** The first free one of ours; 0, which means any, when there is none. */
async function freePort() {
  for (let port = firstPort; port <= lastPort; port++) {
    if (await isFree(port)) {
      return port;
    }
  }
  return 0;
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)));
  });
}
