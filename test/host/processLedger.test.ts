import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { livenessOf, ownIdentity } from '../../src/host/processIdentity';
import { ProcessLedger } from '../../src/host/processLedger';
import { spawnChild } from '../../src/host/spawnChild';
import { openStateRoot } from '../../src/host/stateRoot';
import { systemClock } from '../../src/host/systemClock';
import { tempDir } from './tempDir';

function scene() {
  const root = openStateRoot({ globalStoragePath: tempDir(), workspace: [] });
  const errors: unknown[] = [];
  const open = (window: string): ProcessLedger =>
    new ProcessLedger(root, window, { onSetAside: () => undefined, onError: (error) => errors.push(error) });
  return { root, errors, open, file: join(root.processesDir, 'w1.json') };
}

test('a child is on the disk from its start to its end, with the moment it started', async () => {
  const { root, open } = scene();
  const ledger = open('w1');
  const outcome = await spawnChild({
    kind: 'agent',
    command: process.execPath,
    args: ['-e', 'process.stdin.resume()'],
    cwd: root.path,
    inherited: process.env,
    mark: 'w1',
    ledger,
  });
  if (outcome.kind !== 'started') {
    throw new Error(outcome.kind);
  }
  const [entry, ...others] = open('w1').children();
  expect(others).toEqual([]);
  expect(entry).toMatchObject({ pid: outcome.child.pid, kind: 'agent', command: process.execPath });
  expect(livenessOf(entry!)).toBe('alive');
  outcome.child.stdin.end();
  await outcome.child.exited;
  expect(ledger.children()).toEqual([]);
  await expect.poll(() => open('w1').children()).toEqual([]);
  expect(livenessOf(entry!)).toBe('dead');
});

test('whose window it is stands on the disk before anything is started, until nothing is left', () => {
  const { open, file } = scene();
  const ledger = open('w1');
  expect(existsSync(file)).toBe(false);
  ledger.starting();
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ owner: { ...ownIdentity(), host: hostname() }, children: [] });
  ledger.started({ ...ownIdentity(), kind: 'agent', command: 'agent' });
  ledger.ended(process.pid);
  expect(existsSync(file)).toBe(true);
  ledger.close();
  expect(existsSync(file)).toBe(false);
});

test('an end that is heard only when nothing is left does not bring the book back', async () => {
  const { open, file } = scene();
  const ledger = open('w1');
  ledger.starting();
  ledger.started({ ...ownIdentity(), kind: 'agent', command: 'agent' });
  ledger.close();
  ledger.ended(process.pid);
  // As long as an end may wait to be written, and a little more.
  await new Promise<void>((resolve) => systemClock.after(150, resolve));
  expect(existsSync(file)).toBe(false);
});

test('windows keep separate books', () => {
  const { open } = scene();
  open('w1').started({ ...ownIdentity(), kind: 'agent', command: 'one' });
  open('w2').started({ ...ownIdentity(), kind: 'own', command: 'two' });
  expect(open('w1').children()).toMatchObject([{ command: 'one' }]);
  expect(open('w2').children()).toMatchObject([{ command: 'two' }]);
});

test('entries that could mean something else than one process are not read', () => {
  const { root, open, file } = scene();
  mkdirSync(root.processesDir, { recursive: true });
  const good = { pid: 4242, kind: 'agent', command: 'agent', startedAt: 1 };
  const bad = [null, ...[0, -1, 1, 1.5, '7'].map((pid) => ({ ...good, pid }))];
  writeFileSync(file, JSON.stringify({ children: [...bad, good] }));
  expect(open('w1').children()).toEqual([good]);
});

test('a disk that refuses is reported and stops nobody', () => {
  const { root, errors, open } = scene();
  writeFileSync(root.processesDir, 'a file in the way');
  open('w1').started({ ...ownIdentity(), kind: 'agent', command: 'agent' });
  expect(errors).toHaveLength(1);
});
