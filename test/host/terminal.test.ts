import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { livenessOf } from '../../src/host/processIdentity';
import { Terminal, type TerminalRequest } from '../../src/host/terminal';
import { tempDir } from './tempDir';

function request(extra: Partial<TerminalRequest>): TerminalRequest {
  return { command: process.execPath, cwd: tempDir(), inherited: process.env, mark: 'test', ...extra };
}

async function start(extra: Partial<TerminalRequest>): Promise<Terminal> {
  const outcome = await Terminal.start(request(extra));
  if (outcome.kind !== 'started') {
    throw new Error(JSON.stringify(outcome));
  }
  onTestFinished(() => outcome.terminal.killNow());
  return outcome.terminal;
}

const node = (script: string): Partial<TerminalRequest> => ({ command: process.execPath, args: ['-e', script] });

function firstOutput(terminal: Terminal): Promise<string> {
  return new Promise((resolve) => {
    const off = terminal.onOutput((text) => {
      off();
      resolve(text);
    });
  });
}

describe('a terminal', () => {
  test('keeps what a command wrote to both its streams, in the order it wrote it', async () => {
    const terminal = await start(node(`for (let n = 0; n < 200; n += 1) require('node:fs').writeSync(1 + (n % 2), n + ' ');`));
    const seen: string[] = [];
    terminal.onOutput((text) => seen.push(text));
    expect(await terminal.waitForExit()).toEqual({ exitCode: 0 });
    const all = Array.from({ length: 200 }, (_, n) => `${n} `).join('');
    expect(terminal.output()).toEqual({ output: all, truncated: false, exitStatus: { exitCode: 0 } });
    expect(seen.join('')).toBe(all);
  });

  test('has no exit while the command runs, and tells code or signal afterwards', async () => {
    const failing = await start(node('process.stdout.write("working"); setInterval(() => {}, 1e6)'));
    await firstOutput(failing);
    expect(failing.output()).toEqual({ output: 'working', truncated: false });
    await failing.kill({ stdinMs: 0, terminateMs: 5000, killMs: 5000 });
    expect(await failing.waitForExit()).toEqual({ signal: 'SIGTERM' });
    expect(failing.output()).toMatchObject({ output: 'working', exitStatus: { signal: 'SIGTERM' } });
    const wrong = await start(node('process.exitCode = 3'));
    expect(await wrong.waitForExit()).toEqual({ exitCode: 3 });
  });

  test('drops from the beginning at a character\'s border', async () => {
    const terminal = await start({ ...node(`process.stdout.write('🙂'.repeat(100_000) + 'end')`), outputLimitBytes: 10 });
    await terminal.waitForExit();
    expect(terminal.output()).toMatchObject({ output: '🙂end', truncated: true });
  });

  test('joins a character that arrives in two pieces', async () => {
    const cwd = tempDir();
    const script = `const fs = require('node:fs');
      const watch = fs.watch('.', () => {
        if (fs.existsSync('heard')) { watch.close(); fs.writeSync(1, Buffer.from([0x99, 0x82, 0xff])); }
      });
      fs.writeSync(1, Buffer.from([0x41, 0xf0, 0x9f]));`;
    const terminal = await start({ ...node(script), cwd });
    expect(await firstOutput(terminal)).toBe('A');
    writeFileSync(join(cwd, 'heard'), '');
    await terminal.waitForExit();
    expect(terminal.output().output).toBe('A🙂\ufffd');
  });

  test('gives the command nothing to read and nothing of the host', async () => {
    const terminal = await start({
      ...node(`const fs = require('node:fs'); const { VSCODE_PID, EXTRA } = process.env;
        console.log(fs.readFileSync(0, 'utf8').length, fs.fstatSync(0).isCharacterDevice(), VSCODE_PID, EXTRA)`),
      inherited: { ...process.env, VSCODE_PID: '1' },
      added: { EXTRA: 'yes' },
    });
    await terminal.waitForExit();
    expect(terminal.output().output).toBe('0 true undefined yes\n');
  });

  test('takes a program\'s arguments literally', async () => {
    const terminal = await start({ args: ['-p', 'process.argv.slice(1).join("|")', 'a b', '$HOME', '*', '"', ''] });
    await terminal.waitForExit();
    expect(terminal.output().output).toBe('a b|$HOME|*|"|\n');
  });

  test('hands a whole command line without arguments to the shell', async () => {
    const terminal = await start({ command: 'echo one && (echo two >&2; exit 5)' });
    expect(await terminal.waitForExit()).toEqual({ exitCode: 5 });
    expect(terminal.output().output).toBe('one\ntwo\n');
  });

  test('starts a program with a blank in its path directly', async () => {
    const folder = join(tempDir(), 'my tools');
    mkdirSync(folder);
    writeFileSync(join(folder, 'run me'), '#!/bin/sh\necho "ran with $# arguments"\n');
    chmodSync(join(folder, 'run me'), 0o755);
    const terminal = await start({ command: join(folder, 'run me') });
    await terminal.waitForExit();
    expect(terminal.output().output).toBe('ran with 0 arguments\n');
  });

  test('says where it looked for a program that is nowhere', async () => {
    const inherited = { PATH: '/usr/bin' };
    expect(await Terminal.start(request({ command: 'no-such-tool', inherited }))).toEqual({
      kind: 'commandNotFound',
      command: 'no-such-tool',
      searched: ['/usr/bin'],
    });
    expect(await Terminal.start(request({ command: 'no such tool', args: ['x'], inherited }))).toMatchObject({ kind: 'commandNotFound' });
  });

  test('is killed with all that it started, also what it left running after its end', async () => {
    const dir = tempDir();
    const deaf = `trap '' TERM; sh -c 'trap "" TERM; echo $$ > child; echo started; sleep 1000' & sleep 1000`;
    const terminal = await start({ command: deaf, cwd: dir });
    await firstOutput(terminal);
    await terminal.kill({ stdinMs: 0, terminateMs: 50, killMs: 5000 });
    expect(await terminal.waitForExit()).toEqual({ signal: 'SIGKILL' });
    expect(terminal.output().output, 'it was ended itself').toBe('started\n');
    await expect.poll(() => livenessOf({ pid: Number(readFileSync(join(dir, 'child'), 'utf8')) })).toBe('dead');

    // One process: a shell whose command is killed before it is says so itself.
    const leaving = await start({ command: `sh -c 'echo $$ > left; exec sleep 1000' & until [ -s left ]; do :; done`, cwd: dir });
    expect(await leaving.waitForExit()).toEqual({ exitCode: 0 });
    const left = Number(readFileSync(join(dir, 'left'), 'utf8'));
    expect(livenessOf({ pid: left })).toBe('unknown');
    const heard: string[] = [];
    leaving.onOutput((text) => heard.push(text));
    await Promise.all([leaving.kill(), leaving.kill()]);
    await expect.poll(() => livenessOf({ pid: left })).toBe('dead');
    expect(heard).toEqual(['[Holdfast has ended what this command had left running.]\n']);
    expect(leaving.output().output).toBe(heard[0]);
  });
});
