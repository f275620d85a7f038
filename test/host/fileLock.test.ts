import { spawnSync } from 'node:child_process';
import { lutimesSync, readdirSync, readlinkSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lockText, underLock } from '../../src/host/fileLock';
import { ownIdentity } from '../../src/host/processIdentity';
import { tempDir } from './tempDir';

describe('a lock on a file', () => {
  test('is held while the work runs and gone when it returns or throws', () => {
    const path = join(tempDir(), 'a', 'file.lock');
    expect(underLock(path, () => readdirSync(dirname(path)))).toEqual(['file.lock']);
    expect(readdirSync(dirname(path))).toEqual([]);
    expect(() =>
      underLock(path, () => {
        throw new Error('the work failed');
      }),
    ).toThrow('the work failed');
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  test('says from its first moment on whose it is, so that one who is killed while taking it holds nobody up', () => {
    const path = join(tempDir(), 'file.lock');
    expect(underLock(path, () => readlinkSync(path))).toBe(lockText({ ...ownIdentity(), host: hostname() }));
  });

  test('of a process that is dead is taken over at once', () => {
    const dir = tempDir();
    const path = join(dir, 'file.lock');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    symlinkSync(lockText({ pid: dead, startToken: 'long ago', host: hostname() }), path);
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
    expect(readdirSync(dir)).toEqual([]);
  });

  test('of a dead process whose pid another one got is taken over at once', () => {
    const path = join(tempDir(), 'file.lock');
    symlinkSync(lockText({ pid: process.pid, startToken: 'another start', host: hostname() }), path);
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
  });

  test('of a living process is respected, and the wait ends with a clear message', () => {
    const path = join(tempDir(), 'file.lock');
    symlinkSync(lockText({ ...ownIdentity(), host: hostname() }), path);
    expect(() => underLock(path, () => 'mine', 50)).toThrow(/Another window is holding a file for too long/);
    expect(readdirSync(dirname(path))).toEqual(['file.lock']);
  });

  test('is understood as a file as well, which it is where links need a privilege', () => {
    const path = join(tempDir(), 'file.lock');
    writeFileSync(path, lockText({ ...ownIdentity(), host: hostname() }));
    expect(() => underLock(path, () => 'mine', 50)).toThrow(/too long/);
    writeFileSync(path, lockText({ pid: process.pid, startToken: 'another start', host: hostname() }));
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
  });

  test('of another machine is believed until it is older than any honest use', () => {
    const path = join(tempDir(), 'file.lock');
    symlinkSync(lockText({ pid: 1, startToken: 'whatever', host: 'elsewhere' }), path);
    expect(() => underLock(path, () => 'mine', 50)).toThrow(/too long/);
    lutimesSync(path, new Date(), new Date(Date.now() - 60_000));
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
  });

  test('that was never written to its end is taken over after a moment', () => {
    const path = join(tempDir(), 'file.lock');
    writeFileSync(path, '');
    expect(() => underLock(path, () => 'mine', 50)).toThrow(/too long/);
    utimesSync(path, new Date(), new Date(Date.now() - 5000));
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
  });
});
