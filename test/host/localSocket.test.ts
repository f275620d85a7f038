import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import { LocalSocket } from '../../src/host/localSocket';
import { tempDir } from './tempDir';

const tmp = process.env['TMPDIR'];
afterEach(() => {
  process.env['TMPDIR'] = tmp;
  if (tmp === undefined) {
    delete process.env['TMPDIR'];
  }
});

async function open(): Promise<LocalSocket> {
  const socket = await LocalSocket.open(
    (connection) => connection.end('hello'),
    () => undefined,
  );
  onTestFinished(() => socket.close());
  return socket;
}

async function said(path: string): Promise<string> {
  let text = '';
  const socket = connect(path);
  socket.on('data', (chunk) => (text += chunk.toString()));
  await once(socket, 'close');
  return text;
}

describe('a place where this window is reached', () => {
  test('is entered by nobody else, and is gone with the window', async () => {
    const socket = await open();
    expect(statSync(dirname(socket.path)).mode & 0o777).toBe(0o700);
    expect(await said(socket.path)).toBe('hello');
    socket.close();
    expect(existsSync(dirname(socket.path))).toBe(false);
  });

  test('has a path that every system takes, however long the folder for temporary files is named', async () => {
    const long = join(tempDir(), 'x'.repeat(100));
    mkdirSync(long);
    process.env['TMPDIR'] = long;
    const socket = await open();
    expect(Buffer.byteLength(socket.path)).toBeLessThanOrEqual(103);
    expect(await said(socket.path)).toBe('hello');
  });

  test('that a killed window has left is in nobody’s way, and the next one takes it away, but none that lives or is just being made', async () => {
    const own = mkdtempSync(join(tmpdir(), 'hf-'));
    onTestFinished(() => rmSync(own, { recursive: true, force: true }));
    process.env['TMPDIR'] = own;
    const [dead, making] = [join(own, 'holdfast-door-killed'), join(own, 'holdfast-door-making')];
    [dead, making].forEach((folder) => mkdirSync(folder));
    const script = `require('net').createServer().listen(${JSON.stringify(join(dead, 'board'))}, () => console.log('there'))`;
    const window = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(window.stdout, 'data');
    const living = await open();
    window.kill('SIGKILL');
    await once(window, 'exit');
    const next = await open();
    await expect.poll(() => existsSync(dead)).toBe(false);
    expect([living.path, next.path, making].map((path) => existsSync(path))).toEqual([true, true, true]);
    expect(await said(living.path)).toBe('hello');
  });

  test('that cannot be made says why', async () => {
    process.env['TMPDIR'] = join(tempDir(), 'missing');
    await expect(LocalSocket.open(() => undefined, () => undefined)).rejects.toThrow('A folder for the place where agents reach the task board could not be made');
  });
});
