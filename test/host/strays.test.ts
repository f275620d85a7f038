import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { thisMachine } from '../../src/host/machine';
import { identityOf, livenessOf, ownIdentity } from '../../src/host/processIdentity';
import type { LedgerContents } from '../../src/host/processLedger';
import { openStateRoot } from '../../src/host/stateRoot';
import { Strays } from '../../src/host/strays';
import { systemClock } from '../../src/host/systemClock';
import { deafShell } from './deafShells';
import { gone, killOff, stranger } from './strangers';
import { tempDir } from './tempDir';
import { bundleWindow, killWindow, openWindow, type ScriptedWindow } from './windowScript';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-strays-'));
let script: string;
beforeAll(async () => {
  script = (await bundleWindow(folder)).window;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const noReaper = '/no/such/reaper.js';

function scene(window = 'now') {
  const globalStoragePath = tempDir();
  const root = openStateRoot({ globalStoragePath, workspace: [] });
  const logged: string[] = [];
  const log = { info: (line: string) => void logged.push(line), warn: (line: string) => void logged.push(line) };
  const asides: unknown[] = [];
  const strays = new Strays({ root, window, machine: thisMachine, clock: systemClock, log, onSetAside: (aside) => asides.push(aside) });
  const book = (name: string): string => join(root.processesDir, `${name}.json`);
  return {
    root,
    logged,
    asides,
    strays,
    book,
    open: async (name: string, count = 1): Promise<ScriptedWindow> => {
      const opened = await openWindow(script, { root: globalStoragePath, window: name, reaper: noReaper, count });
      onTestFinished(() => {
        opened.process.kill('SIGKILL');
        opened.families.flat().forEach(killOff);
      });
      return opened;
    },
    write: (name: string, contents: LedgerContents): void => {
      mkdirSync(root.processesDir, { recursive: true });
      writeFileSync(book(name), JSON.stringify(contents));
    },
  };
}

const deadOwner = { pid: process.pid, startToken: 'another start', startedAt: 1, host: hostname() };

describe('after a window was killed', () => {
  test('all that it had started is found, ended, and forgotten: children, grandchildren, and those in sessions of their own', async () => {
    const { strays, open, book, logged } = scene();
    const window = await open('killed-1', 2);
    await killWindow(window);
    const family = window.families.flat();
    expect(family.map(livenessOf)).toEqual(Array(6).fill('alive'));
    const found = await strays.find();
    expect(found.filter(({ pid }) => family.some((one) => one.pid === pid)).map(({ proof }) => proof).sort()).toEqual(
      ['mark', 'mark', 'mark', 'mark', 'start', 'start'],
    );
    expect(found.every(({ command, startedAt }) => command !== '' && Date.now() - startedAt! < 60_000)).toBe(true);
    expect(await strays.sweep()).toBe('done');
    expect(family.map(livenessOf)).toEqual(Array(6).fill('dead'));
    expect(existsSync(book('killed-1'))).toBe(false);
    expect(logged.join('\n')).toMatch(/Ended process \d+ \(sleep\) of the earlier window killed-1: it was written down when it started\./);
    expect(await strays.find()).toEqual([]);
  });

  test('one that it marked and never wrote down is found by its mark', async () => {
    const { strays, write, book } = scene();
    write('killed-2', { owner: deadOwner, children: [] });
    const marked = stranger({ HOLDFAST_MARK: 'killed-2/x' });
    const notTheirs = [{ HOLDFAST_MARK: 'killed-22/x' }, { HOLDFAST_MARK: 'xkilled-2' }, { X: 'HOLDFAST_MARK=killed-2' }];
    const others = notTheirs.map((env) => stranger(env));
    await strays.sweep();
    expect(await gone(marked)).toBe(true);
    expect(others.map(livenessOf)).toEqual(['alive', 'alive', 'alive']);
    expect(existsSync(book('killed-2'))).toBe(false);
  });

  test('one that has cleaned its environment is found by its parent', async () => {
    const { strays, write } = scene();
    const parent = spawn('sh', ['-c', `env -i /bin/sh -c 'echo $$; ${deafShell[1]}'; true`], { stdio: ['ignore', 'pipe', 'ignore'] });
    const cleaned = identityOf(Number((await once(parent.stdout, 'data'))[0]));
    write('killed-5', { owner: deadOwner, children: [{ ...identityOf(parent.pid!), kind: 'agent', command: 'sh', startedAt: 1 }] });
    const found = await strays.find();
    expect(found.find(({ pid }) => pid === cleaned.pid)?.proof).toBe('family');
    await strays.sweep();
    expect(livenessOf(cleaned)).toBe('dead');
  });

  test('a process that merely has the pid of one of its children is left alone', async () => {
    const { strays, write, book } = scene();
    const other = stranger();
    write('killed-3', {
      owner: deadOwner,
      children: [{ pid: other.pid, startToken: 'another start', kind: 'agent', command: 'agent', startedAt: 1 }],
    });
    expect(await strays.find()).toEqual([]);
    await strays.sweep();
    expect(livenessOf(other)).toBe('alive');
    expect(existsSync(book('killed-3'))).toBe(false);
  });

  test('what cannot be known is left alone and stays listed, until somebody chooses it', async () => {
    const { strays, write, book, logged } = scene();
    const other = stranger();
    write('killed-4', { owner: deadOwner, children: [{ pid: other.pid, kind: 'agent', command: 'agent', startedAt: 1 }] });
    expect(await strays.sweep()).toBe('done');
    expect(livenessOf(other)).toBe('alive');
    expect(existsSync(book('killed-4'))).toBe(true);
    expect(logged.join('\n')).toMatch(/Left alone: process .* cannot be known/);
    const found = await strays.find();
    expect(found).toMatchObject([{ pid: other.pid, proof: 'none' }]);
    expect((await strays.end(found)).ended).toHaveLength(1);
    expect(livenessOf(other)).toBe('dead');
  });
});

describe('of a window that lives', () => {
  test('nothing is touched, and it is looked at again; when it is killed meanwhile, its processes go', async () => {
    const { strays, open, book } = scene();
    const window = await open('living-1');
    expect(await strays.sweep()).toBe('lookAgain');
    expect(await strays.find()).toEqual([]);
    expect(window.families.flat().map(livenessOf)).toEqual(['alive', 'alive', 'alive']);
    expect(existsSync(book('living-1'))).toBe(true);
    await killWindow(window);
    expect(await strays.sweep()).toBe('done');
    expect(window.families.flat().map(livenessOf)).toEqual(['dead', 'dead', 'dead']);
  });

  test('nothing is touched when it is this one', async () => {
    const { strays, write, book } = scene('this-window');
    const own = stranger({ HOLDFAST_MARK: 'this-window/x' });
    write('this-window', { owner: deadOwner, children: [] });
    await strays.sweep();
    expect(livenessOf(own)).toBe('alive');
    expect(existsSync(book('this-window'))).toBe(true);
  });

  test('nothing is touched when it is on another machine, or nobody can say whose it is', async () => {
    const { strays, write, book } = scene();
    const child = { ...stranger(), kind: 'agent', command: 'agent', startedAt: 1 };
    write('elsewhere', { owner: { ...deadOwner, host: 'another-machine' }, children: [child] });
    write('nobodys', { children: [child] });
    await strays.sweep();
    expect(livenessOf(child)).toBe('alive');
    expect([existsSync(book('elsewhere')), existsSync(book('nobodys'))]).toEqual([true, true]);
    expect(await strays.find()).toMatchObject([{ pid: child.pid, window: 'nobodys', proof: 'none' }]);
  });

  test('nothing is touched when it closes in good order: it has left nothing, and its book is gone', async () => {
    const { open, book } = scene();
    const window = await open('orderly-1');
    window.process.stdin!.write('close\n');
    expect(await window.line()).toMatch(/^closed [1-9]/);
    expect(window.families.flat().map(livenessOf)).toEqual(['dead', 'dead', 'dead']);
    expect(existsSync(book('orderly-1'))).toBe(false);
  });
});

test('a window that we ourselves were started by is not swept', async () => {
  const { strays, write, book } = scene();
  write('outer-1', { owner: deadOwner, children: [] });
  const sibling = stranger({ HOLDFAST_MARK: 'outer-1/x' });
  process.env['HOLDFAST_MARK'] = 'outer-1/y';
  onTestFinished(() => void delete process.env['HOLDFAST_MARK']);
  await strays.sweep();
  expect(livenessOf(sibling)).toBe('alive');
  expect(existsSync(book('outer-1'))).toBe(true);
});

test('a book that is torn is set aside and reported; the others are worked through', async () => {
  const { strays, write, book, asides, root } = scene();
  write('torn', { children: [] });
  writeFileSync(book('torn'), readFileSync(book('torn'), 'utf8').slice(0, 5));
  write('whole', { owner: deadOwner, children: [{ ...ownIdentity(), startToken: 'another', kind: 'agent', command: 'x', startedAt: 1 }] });
  await strays.sweep();
  expect(asides).toHaveLength(1);
  expect(existsSync(root.asideDir)).toBe(true);
  expect([existsSync(book('torn')), existsSync(book('whole'))]).toEqual([false, false]);
});
