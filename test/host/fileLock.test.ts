import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { lutimesSync, readdirSync, readlinkSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { limitLockWaits, underLock } from '../../src/host/fileLock';
import { ownStamp, stampOf } from '../../src/host/processStamp';
import { bundleScript } from './runScript';
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
    expect(underLock(path, () => readlinkSync(path))).toBe(ownStamp());
  });

  test('of a process that is dead is taken over at once', () => {
    const dir = tempDir();
    const path = join(dir, 'file.lock');
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    symlinkSync(stampOf({ pid: dead, startToken: 'long ago' }), path);
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
    expect(readdirSync(dir)).toEqual([]);
  });

  test('of a dead process whose pid another one got is taken over at once', () => {
    const path = join(tempDir(), 'file.lock');
    symlinkSync(stampOf({ pid: process.pid, startToken: 'another start' }), path);
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
  });

  test('of a living process is respected, and the wait ends with a clear message', () => {
    const path = join(tempDir(), 'file.lock');
    symlinkSync(ownStamp(), path);
    expect(() => underLock(path, () => 'mine', 50)).toThrow(/Another window is holding a file for too long/);
    expect(readdirSync(dirname(path))).toEqual(['file.lock']);
  });

  test('is understood as a file as well, which it is where links need a privilege', () => {
    const path = join(tempDir(), 'file.lock');
    writeFileSync(path, ownStamp());
    expect(() => underLock(path, () => 'mine', 50)).toThrow(/too long/);
    writeFileSync(path, stampOf({ pid: process.pid, startToken: 'another start' }));
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
  });

  test('of another machine is believed until it is older than any honest use', () => {
    const path = join(tempDir(), 'file.lock');
    symlinkSync(stampOf({ pid: 1, startToken: 'whatever' }, 'elsewhere'), path);
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

  test('is had soon by one who waits, although another window takes it again and again without a pause', { timeout: 30_000 }, async () => {
    const dir = tempDir();
    const [path, script] = [join(dir, 'file.lock'), join(dir, 'busy.cjs')];
    await bundleScript(
      `import { limitLockWaits, underLock } from './src/host/fileLock';
       const work = () => { for (const end = performance.now() + 2; performance.now() < end; ); };
       underLock(process.argv[2], () => process.stdout.write('busy'));
       for (const end = performance.now() + 20_000; performance.now() < end; ) { underLock(process.argv[2], work, 20_000); }`,
      script,
    );
    const busy = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(busy.stdout, 'data');
      const waitsMs: number[] = [];
      for (let turn = 0; turn < 30; turn += 1) {
        // The other one has it again.
        await vi.waitFor(() => expect(readdirSync(dir)).toContain('file.lock'), { interval: 1, timeout: 5_000 });
        const startedAt = performance.now();
        underLock(path, () => undefined, 20_000);
        waitsMs.push(performance.now() - startedAt);
      }
      // Half of them; without a place in front it is some hundred milliseconds, and a computer that is busy makes a few of them long.
      expect(waitsMs.sort((one, other) => one - other)[15]).toBeLessThan(30);
      expect(readdirSync(dir)).not.toContain('file.lock.front');
    } finally {
      busy.kill('SIGKILL');
    }
  });

  test('is taken past one who was killed while waiting for it', () => {
    const dir = tempDir();
    const path = join(dir, 'file.lock');
    symlinkSync(stampOf({ pid: process.pid, startToken: 'another start' }), `${path}.front`);
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
    expect(readdirSync(dir)).toEqual([]);
  });

  test('is taken past one who waits for it and does not move any more', () => {
    const dir = tempDir();
    const path = join(dir, 'file.lock');
    symlinkSync(ownStamp(), `${path}.front`);
    expect(underLock(path, () => 'mine', 100)).toBe('mine');
    expect(readdirSync(dir)).toEqual(['file.lock.front']);
  });

  test('of a dead process is broken also when who was breaking it has died meanwhile', () => {
    const dir = tempDir();
    const path = join(dir, 'file.lock');
    const [holder, breaker] = [deadStamp(1), deadStamp(2)];
    symlinkSync(holder, path);
    symlinkSync(breaker, `${path}.break.${holder}`);
    expect(underLock(path, () => 'mine', 200)).toBe('mine');
    expect(readdirSync(dir)).toEqual([]);
  });

  test('that another window is breaking is left to it by one who has seen only its dead predecessor', () => {
    const path = join(tempDir(), 'file.lock');
    const [holder, breaker] = [deadStamp(1), deadStamp(2)];
    symlinkSync(holder, path);
    const second = `${path}.break.${holder}`;
    symlinkSync(breaker, second);
    // The clock is asked right after a holder's name was read: first of the lock, then of who was breaking it.
    const now = Date.now;
    let asked = 0;
    Date.now = () => {
      asked += 1;
      if (asked === 2) {
        unlinkSync(second);
        symlinkSync(ownStamp(), second);
      }
      return now();
    };
    onTestFinished(() => {
      Date.now = now;
    });
    expect(() => underLock(path, () => 'mine', 50)).toThrow(/too long/);
    expect([path, second].map((link) => readlinkSync(link))).toEqual([holder, ownStamp()]);
  });
});

describe('a process that is about to end', () => {
  test('waits for all locks together no longer than it was told, and one that is stuck leaves time for others', () => {
    const [stuck, other] = ['stuck.lock', 'other.lock'].map((name) => join(tempDir(), name)) as [string, string];
    symlinkSync(ownStamp(), stuck);
    const waits = limitLockWaits(200);
    const startedAt = performance.now();
    expect(() => underLock(stuck, () => 'mine')).toThrow(/too long/);
    expect(performance.now() - startedAt).toBeLessThan(150);
    symlinkSync(deadStamp(1), other);
    expect(underLock(other, () => 'mine')).toBe('mine');
    for (let turn = 0; turn < 20; turn += 1) {
      expect(() => underLock(stuck, () => 'mine')).toThrow(/too long/);
    }
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(waits.leftMs).toBeLessThan(50);
    waits.unlimit();
    expect(() => underLock(stuck, () => 'mine', 400)).toThrow(/too long/);
    expect(performance.now() - startedAt).toBeGreaterThan(400);
  });
});

function deadStamp(n: number): string {
  return stampOf({ pid: process.pid, startToken: `another start ${n}` });
}
