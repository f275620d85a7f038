import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LoginShell } from '../../src/host/loginShell';
import { livenessOf } from '../../src/host/processIdentity';
import { tempDir } from './tempDir';

/** A shell of our own making: `before` runs first, as a person's own files would; then the command, as a shell does. */
function scene(before: string, limitMs?: number) {
  const dir = tempDir();
  const shell = join(dir, 'shell');
  writeFileSync(shell, `#!/bin/sh\necho run >> "${dir}/runs"\n[ "$1" = -ilc ] || exit 9\n${before}\neval "$2"\n`);
  chmodSync(shell, 0o755);
  const log: string[] = [];
  const processEnvironment = { PATH: '/usr/bin:/bin', HOME: dir, SHELL: shell, NODE_OPTIONS: '--inspect' };
  const login = new LoginShell({
    processEnvironment,
    cwd: dir,
    log: (message) => log.push(message),
    ...(limitMs !== undefined && { limitMs }),
  });
  return { dir, login, log, processEnvironment, runs: () => readFileSync(join(dir, 'runs'), 'utf8').split('\n').length - 1 };
}

describe('the environment of a login shell', () => {
  test('has what the person\'s own files add, whatever else they print, and is asked for once', async () => {
    const { login, log, runs } = scene(`
      echo 'Welcome back! A=1'
      export PATH="/opt/node/bin:$PATH" TEXT='two
      lines = one value' NODE_SEEN="\${NODE_OPTIONS-none}"
      trap 'echo goodbye' EXIT`);
    const [environment, again] = await Promise.all([login.environment(), login.environment()]);
    expect(environment['PATH']).toBe('/opt/node/bin:/usr/bin:/bin');
    expect(environment['TEXT']).toMatch(/^two\n +lines = one value$/);
    expect(environment['NODE_SEEN']).toBe('none');
    expect(environment).not.toHaveProperty('VSCODE_RESOLVING_ENVIRONMENT');
    expect(environment).not.toHaveProperty('A');
    expect(again).toBe(environment);
    expect(runs()).toBe(1);
    expect(log).toEqual([]);
  });

  test('is read line by line where zeros cannot separate', async () => {
    const { login } = scene(`
      env() { if [ "$1" = -0 ]; then return 1; fi; /usr/bin/env; }
      command() { "$@"; }
      export PATH="/opt/node/bin:$PATH" TEXT='two
lines'`);
    const environment = await login.environment();
    expect(environment['PATH']).toBe('/opt/node/bin:/usr/bin:/bin');
    expect(environment['TEXT']).toBe('two\nlines');
  });

  test('is the editor\'s own, with a line in the log, when the shell takes too long; nothing of it stays', async () => {
    const { dir, login, log, processEnvironment } = scene('echo $$ > "$HOME/pid"; sleep 1000 & wait', 300);
    expect(await login.environment()).toBe(processEnvironment);
    expect(log).toEqual([expect.stringMatching(/took longer than 0.3 s/)]);
    await expect.poll(() => livenessOf({ pid: Number(readFileSync(join(dir, 'pid'), 'utf8')) })).toBe('dead');
  });

  test('is the editor\'s own when the window closes meanwhile; nothing of the shell stays', async () => {
    const { dir, login, processEnvironment } = scene('echo $$ > "$HOME/pid"; sleep 1000 & wait');
    const environment = login.environment();
    await expect.poll(() => existsSync(join(dir, 'pid')) && readFileSync(join(dir, 'pid'), 'utf8')).toMatch(/\d+\n/);
    login.killNow();
    expect(await environment).toBe(processEnvironment);
    expect(livenessOf({ pid: Number(readFileSync(join(dir, 'pid'), 'utf8')) })).toBe('dead');
  });

  test.each([
    ['fails', 'exit 7', /ended with code 7/],
    ['prints no environment', 'eval() { :; }; exec true', /did not print it/],
  ])('is the editor\'s own, with a line in the log, when the shell %s', async (_, before, message) => {
    const { login, log, processEnvironment } = scene(before);
    expect(await login.environment()).toBe(processEnvironment);
    expect(log).toEqual([expect.stringMatching(message)]);
  });

  test('is the editor\'s own when there is no such shell', async () => {
    const { dir, log } = scene('');
    const processEnvironment = { PATH: '/usr/bin', SHELL: join(dir, 'no-such-shell') };
    const login = new LoginShell({ processEnvironment, cwd: dir, log: (message) => log.push(message) });
    expect(await login.environment()).toBe(processEnvironment);
    expect(log).toEqual([expect.stringMatching(/no-such-shell cannot be started/)]);
  });

  test.runIf(existsSync('/bin/bash'))('comes from a real shell and its own files', async () => {
    const { dir } = scene('');
    writeFileSync(join(dir, '.bash_profile'), 'echo hello; export PATH="/from/profile:$PATH"\n');
    const login = new LoginShell({
      processEnvironment: { PATH: '/usr/bin:/bin', HOME: dir, SHELL: '/bin/bash' },
      cwd: dir,
     
      log: () => undefined,
    });
    expect((await login.environment())['PATH']).toMatch(/^\/from\/profile:/);
  });
});
