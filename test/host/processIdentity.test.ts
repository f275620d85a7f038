import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { identityOf, livenessOf, ownIdentity } from '../../src/host/processIdentity';

test('a running process is alive under its own start, and dead under another one', () => {
  expect(livenessOf(ownIdentity())).toBe('alive');
  expect(livenessOf({ pid: process.pid, startToken: 'another start' })).toBe('dead');
});

test('a running process of which no start was recorded is not judged', () => {
  expect(livenessOf({ pid: process.pid })).toBe('unknown');
});

test('a process that ended is dead, whatever was recorded', () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  expect(livenessOf({ pid })).toBe('dead');
});

test('a process with brackets and blanks in its name has a start all the same', async () => {
  const child = spawn(process.execPath, ['-e', 'process.title = "a) b (c"; console.log("ready"); process.stdin.resume()']);
  try {
    await once(child.stdout, 'data');
    expect(livenessOf(identityOf(child.pid!))).toBe('alive');
  } finally {
    child.kill('SIGKILL');
  }
});
