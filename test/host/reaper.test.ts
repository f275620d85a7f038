import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { identityOf, livenessOf, ownIdentity, type ProcessIdentity } from '../../src/host/processIdentity';
import { Reaper } from '../../src/host/reaper';
import { gone, killOff, stranger } from './strangers';
import { tempDir } from './tempDir';
import { bundleWindow, killWindow, openWindow, type ScriptedWindow } from './windowScript';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-reaper-'));
let script: string;
let reaperScript: string;
beforeAll(async () => {
  ({ window: script, reaper: reaperScript } = await bundleWindow(folder));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function open(window: string, count: number): Promise<ScriptedWindow> {
  const opened = await openWindow(script, { root: tempDir(), window, reaper: reaperScript, count });
  onTestFinished(() => {
    [opened.identity, ...opened.families.flat(), ...reapersOf(window)].forEach(killOff);
  });
  return opened;
}

/** By their command lines. */
function reapersOf(window: string): readonly ProcessIdentity[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => commandOf(pid).includes(`${reaperScript}\0${window}\0`))
    .map((pid) => identityOf(Number(pid)));
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** A bit for each signal that it handles. */
function caughtBy({ pid }: ProcessIdentity): bigint {
  return BigInt(`0x${/^SigCgt:\s*([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0}`);
}

function kill({ pid }: ProcessIdentity): void {
  process.kill(pid, 'SIGKILL');
}

describe('when the window is killed', () => {
  test('its children, their children and those in sessions of their own are gone within a second, and so is the reaper', async () => {
    const window = await open('reaped-1', 3);
    const [reaper, ...others] = reapersOf('reaped-1');
    expect(others).toEqual([]);
    await killWindow(window);
    const family = window.families.flat();
    expect(await Promise.all(family.map((one) => gone(one, 1000)))).toEqual(Array(9).fill(true));
    expect(await gone(reaper!, 2000)).toBe(true);
  });

  test('while the reaper is still starting, nothing stays', async () => {
    // It has a start of its own, which takes longer than that of a shell.
    const window = await open('reaped-2', 1);
    await killWindow(window);
    expect(await Promise.all(window.families.flat().map((one) => gone(one, 2000)))).toEqual([true, true, true]);
  });

  test('after its reaper was, the new reaper knows them all', async () => {
    const window = await open('reaped-3', 2);
    const [first] = reapersOf('reaped-3');
    kill(first!);
    await expect.poll(() => reapersOf('reaped-3').filter(({ pid }) => pid !== first!.pid).length).toBe(1);
    await killWindow(window);
    expect(await Promise.all(window.families.flat().map((one) => gone(one, 2000)))).toEqual(Array(6).fill(true));
  });
});

describe('a reaper', () => {
  test('ends nobody before its window is killed, least of all itself, also where the system does not tell when a process started', async () => {
    const [calls, windows] = [join(tempDir(), 'calls'), join(tempDir(), 'windows.cjs')];
    // Its commands are written down instead of being run.
    const note = `require('node:child_process').spawnSync = (...call) => require('node:fs').appendFileSync(${JSON.stringify(calls)}, JSON.stringify(call) + '\\n');`;
    writeFileSync(windows, `Object.defineProperty(process, 'platform', { value: 'win32' });\n${note}\n`);
    const reaper = spawn(process.execPath, ['--require', windows, reaperScript, 'reaped-windows', String(process.pid), ''], { stdio: ['pipe', 'ignore', 'ignore'] });
    reaper.stdin.end('goodbye\n');
    expect(await once(reaper, 'exit')).toEqual([0, null]);
    expect(existsSync(calls) ? readFileSync(calls, 'utf8') : '').toBe('');
  });

  test('goes when the window has closed in good order, and kills nobody then', async () => {
    const window = await open('reaped-4', 1);
    const [reaper] = reapersOf('reaped-4');
    window.process.stdin!.write('close\n');
    expect(await window.line()).toMatch(/^closed/);
    expect(await gone(reaper!)).toBe(true);
  });

  test('is deaf to the signals that are meant for its window', async () => {
    const window = await open('reaped-5', 1);
    const [reaper] = reapersOf('reaped-5');
    // Signals 1, 2 and 15, from the moment that it has begun to run.
    await expect.poll(() => caughtBy(reaper!) & 0x4003n).toBe(0x4003n);
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
      process.kill(reaper!.pid, name);
    }
    await killWindow(window);
    expect(await Promise.all(window.families.flat().map((one) => gone(one)))).toEqual([true, true, true]);
  });

  test('is started three times more, then no more', async () => {
    const warnings: string[] = [];
    const reaper = new Reaper({ script: reaperScript, window: 'reaped-6', log: { warn: (line) => warnings.push(line) } });
    reaper.starting();
    for (let deaths = 1; deaths <= 4; deaths += 1) {
      await expect.poll(() => reapersOf('reaped-6').length).toBe(1);
      kill(reapersOf('reaped-6')[0]!);
      await expect.poll(() => warnings.length).toBe(deaths);
    }
    expect(warnings[2]).toBe('The reaper of this window is gone: it ended (SIGKILL). It is started again.');
    expect(warnings[3]).toBe('The reaper of this window is gone: it ended (SIGKILL).');
    reaper.starting();
    expect(reapersOf('reaped-6')).toEqual([]);
    reaper.goodbye();
  });

  test('that does not exist is said, and nothing else happens', () => {
    const warnings: string[] = [];
    const reaper = new Reaper({ script: '/no/such/reaper.js', window: 'w', log: { warn: (line) => warnings.push(line) } });
    reaper.starting();
    reaper.started(ownIdentity());
    reaper.goodbye();
    expect(warnings).toEqual([expect.stringMatching(/There is no \/no\/such\/reaper\.js/)]);
  });
});

describe('on its own, a reaper', () => {
  const run = (window: string, host: ProcessIdentity, lines: readonly string[]) => {
    const args = [reaperScript, window, String(host.pid), host.startToken ?? ''];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    child.stdin.end(lines.map((line) => `${line}\n`).join(''));
    return once(child, 'exit') as Promise<[number]>;
  };
  const dead = { pid: process.pid, startToken: 'another start' };

  test('kills nobody who merely has the pid, nobody who has ended, and no stranger', async () => {
    const [reused, ended, other, meant] = [stranger(), stranger(), stranger({ HOLDFAST_MARK: 'someone-else/1' }), stranger()];
    await run('reaped-7', dead, [
      `started ${reused.pid} another-start`,
      `started ${ended.pid} ${ended.startToken}`,
      `ended ${ended.pid}`,
      `started ${meant.pid} ${meant.startToken}`,
      'started 0 x',
      'started -1 x',
      'what?',
    ]);
    expect([reused, ended, other, meant].map(livenessOf)).toEqual(['alive', 'alive', 'alive', 'dead']);
  });

  test('kills who carries the mark, though nobody told it of them', async () => {
    const marked = stranger({ HOLDFAST_MARK: 'reaped-8/1' });
    await run('reaped-8', dead, []);
    expect(livenessOf(marked)).toBe('dead');
  });

  test('kills nobody while the window lives, and does not stay either', async () => {
    const child = stranger({ HOLDFAST_MARK: 'reaped-9/1' });
    const [code] = await run('reaped-9', ownIdentity(), [`started ${child.pid} ${child.startToken}`]);
    expect(code).toBe(0);
    expect(livenessOf(child)).toBe('alive');
  });
});
