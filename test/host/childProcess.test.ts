import { chmodSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ChildProcess, KillGrace } from '../../src/host/childProcess';
import { identityOf, livenessOf } from '../../src/host/processIdentity';
import { readProcessTable } from '../../src/host/processTable';
import { ProcessTree } from '../../src/host/processTree';
import { spawnChild, type SpawnRequest } from '../../src/host/spawnChild';
import { deafFamily } from './deafShells';
import { gone as isGone, stranger } from './strangers';
import { tempDir } from './tempDir';

const grace: KillGrace = { stdinMs: 100, terminateMs: 100, killMs: 5000 };

async function start(script: string, extra: Partial<SpawnRequest> = {}): Promise<ChildProcess> {
  const outcome = await spawnChild(request({ command: process.execPath, args: ['-e', script], ...extra }));
  if (outcome.kind !== 'started') {
    throw new Error(JSON.stringify(outcome));
  }
  onTestFinished(() => outcome.child.killNow());
  return outcome.child;
}

/** One child stays in its group; another has a session of its own, and its parent has gone. */
async function startFamily(): Promise<{ child: ChildProcess; family: number[] }> {
  const child = await start('', { command: 'sh', args: deafFamily });
  return { child, family: await numbersFrom(child) };
}

function request(extra: Partial<SpawnRequest>): SpawnRequest {
  return { kind: 'agent', command: '', args: [], cwd: tempDir(), inherited: process.env, mark: 'test', ...extra };
}

/** The next line on stdout, as numbers. */
async function numbersFrom(child: ChildProcess): Promise<number[]> {
  let text = '';
  while (!text.includes('\n')) {
    const [bytes] = (await once(child.stdout, 'data')) as [Buffer];
    text += bytes.toString();
  }
  return text.trim().split(' ').map(Number);
}

/** The system needs a moment between the signal and the end of somebody else's child, and tells nobody. */
async function gone(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 200 && livenessOf({ pid }) !== 'dead'; tries += 1) {
    await wait(10);
  }
  return livenessOf({ pid }) === 'dead';
}

const deaf = `for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); setInterval(() => {}, 1e6);`;
/** A deaf process with a deaf child in its group, and a deaf grandchild in a session of its own that knows its parent. It prints their pids. */
const deafNodes = `
  const { spawn } = require('node:child_process');
  const deaf = ${JSON.stringify(deaf)};
  const child = spawn(process.execPath, ['-e', deaf + \`
    const own = require('node:child_process').spawn(process.execPath, ['-e', \${JSON.stringify(deaf)} + 'console.log(1)'], {
      detached: true, stdio: ['ignore', 'pipe', 'ignore'],
    });
    own.stdout.once('data', () => console.log(own.pid));
  \`], { stdio: ['ignore', 'pipe', 'ignore'] });
  ${deaf}
  child.stdout.once('data', (line) => console.log(child.pid + ' ' + String(line).trim()));
`;

describe('a child process', () => {
  test('talks, ends by itself, and tells how', async () => {
    const child = await start(
      `process.stdin.on('data', (text) => { console.log(String(text).length); process.exitCode = 3; process.stdin.destroy(); })`,
    );
    child.stdin.write('hello');
    expect(await numbersFrom(child)).toEqual([5]);
    expect(await child.exited).toEqual({ code: 3, stderrTail: [] });
    expect(child.isRunning).toBe(false);
  });

  test('that a signal ended is known to be gone', async () => {
    const child = await start(`process.kill(process.pid, 'SIGKILL')`);
    expect(await child.exited).toEqual({ signal: 'SIGKILL', stderrTail: [] });
    expect(child.isRunning).toBe(false);
  });

  test('leaves its last twenty lines of stderr, also what it wrote just before its end', async () => {
    const lines: string[] = [];
    const child = await start(
      `for (let n = 1; n <= 50; n += 1) process.stderr.write('line ' + n + '\\n');
       process.stderr.write('the end 🙂' + 'x'.repeat(100_000)); process.exitCode = 1;`,
      { onStderr: (line) => lines.push(line) },
    );
    const { stderrTail } = await child.exited;
    expect(stderrTail).toHaveLength(20);
    expect(stderrTail[0]).toBe('line 32');
    expect(stderrTail.at(-1)).toMatch(/^the end 🙂x+$/u);
    expect(stderrTail.at(-1)!.length).toBe(2000);
    expect(lines).toHaveLength(51);
  });

  test('that ended before anybody wrote to it does not take the host down', async () => {
    const child = await start('');
    await child.exited;
    child.stdin.write('x'.repeat(1_000_000));
    child.stdin.end('more');
    await new Promise((resolve) => setImmediate(resolve));
  });

  test('has ended even when somebody else holds its pipes open', async () => {
    const child = await start(
      `const { spawn } = require('node:child_process');
       const own = spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], { detached: true, stdio: 'inherit' });
       console.log(own.pid); own.unref(); process.exitCode = 4;`,
      { kind: 'terminal' },
    );
    const [pid] = await numbersFrom(child);
    expect(await child.exited).toMatchObject({ code: 4 });
    process.kill(pid!, 'SIGKILL');
  });

  test('takes its own group along when it ends by itself', async () => {
    const child = await start(
      `const own = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deaf)}], { stdio: 'ignore' });
       console.log(own.pid); own.unref();`,
    );
    const [pid] = await numbersFrom(child);
    await child.exited;
    expect(await gone(pid!)).toBe(true);
  });

  test('whose number another process has got by the time we hear of its end takes nobody of that one along', async () => {
    const other = stranger();
    const { startToken } = identityOf(process.pid);
    new ProcessTree({ pid: other.pid, ...(startToken !== undefined && { startToken }) }, () => false).killAtExit(readProcessTable());
    expect(await isGone(other, 100)).toBe(false);
  });

  test('sees nothing of the host and carries our mark', async () => {
    const hosts = { VSCODE_PID: '1', NODE_OPTIONS: '--no-warnings', ELECTRON_RUN_AS_NODE: '1' };
    const child = await start(
      `const seen = ${JSON.stringify(Object.keys(hosts))}.filter((name) => name in process.env).length;
       console.log(seen + (/^test\\/./.test(process.env.HOLDFAST_MARK) ? ' 1' : ' 0'))`,
      { inherited: { ...process.env, ...hosts } },
    );
    expect(await numbersFrom(child)).toEqual([0, 1]);
  });

  test('is in the ledger while it lives', async () => {
    const entries: string[] = [];
    const child = await start('process.stdin.resume()', {
      ledger: {
        starting: () => entries.push('starting'),
        started: ({ pid, kind }) => entries.push(`started ${kind} ${pid}`),
        ended: (pid) => entries.push(`ended ${pid}`),
      },
    });
    expect(entries).toEqual(['starting', `started agent ${child.pid}`]);
    child.stdin.end();
    await child.exited;
    expect(entries).toEqual(['starting', `started agent ${child.pid}`, `ended ${child.pid}`]);
  });
});

describe('the kill ladder', () => {
  test('needs no more than closing stdin where a child listens to that', async () => {
    const child = await start('console.log(1); process.stdin.resume()');
    await numbersFrom(child);
    expect(await child.end({ ...grace, stdinMs: 5000 })).toMatchObject({ endedBy: 'stdin' });
    expect(await child.exited).toMatchObject({ code: 0 });
  });

  test('asks next', async () => {
    const child = await start('setInterval(() => {}, 1e6); console.log(1)');
    await numbersFrom(child);
    expect(await child.end({ ...grace, terminateMs: 5000 })).toMatchObject({ endedBy: 'terminate' });
    expect(await child.exited).toMatchObject({ signal: 'SIGTERM' });
  });

  test('kills what is deaf, its group, and a grandchild that made a session of its own', async () => {
    const child = await start(deafNodes);
    const family = (await numbersFrom(child)).map(identityOf);
    expect(family.map(livenessOf)).toEqual(['alive', 'alive']);
    const report = await child.end(grace);
    expect(report.endedBy).toBe('kill');
    expect(await child.exited).toMatchObject({ signal: 'SIGKILL' });
    for (const { pid } of family) {
      expect(await gone(pid)).toBe(true);
    }
    expect(report.tookMs).toBeLessThan(3000);
  });

  test('leaves no deaf children behind when their parent ended politely', async () => {
    const child = await start(deafNodes.replace(`  ${deaf}\n`, `  process.stdin.resume().on('end', () => process.exit());\n`));
    const family = await numbersFrom(child);
    expect(await child.end({ ...grace, stdinMs: 5000 })).toMatchObject({ endedBy: 'stdin' });
    for (const pid of family) {
      expect(await gone(pid)).toBe(true);
    }
  });

  test('finds by the mark who left the group, the session and its parents; another child\'s are left alone', async () => {
    const [one, other] = await Promise.all([startFamily(), startFamily()]);
    expect((await one.child.end(grace)).endedBy).toBe('kill');
    expect([one, other].map(({ family }) => family.map((pid) => livenessOf(identityOf(pid))))).toEqual([
      ['dead', 'dead'],
      ['alive', 'alive'],
    ]);
    other.child.killNow();
    expect(await Promise.all(other.family.map(gone))).toEqual([true, true]);
  });

  test('ends what a child leaves in other sessions when it ends by itself', async () => {
    const { child, family } = await startFamily();
    process.kill(child.pid, 'SIGKILL');
    await child.exited;
    expect(await Promise.all(family.map(gone))).toEqual([true, true]);
  });

  test('is climbed once, whoever asks, and has nothing to do for a child that is gone', async () => {
    const child = await start('');
    await child.exited;
    const ending = child.end(grace);
    expect(child.end(grace)).toBe(ending);
    expect(await ending).toMatchObject({ endedBy: 'itself' });
  });

  test('can be skipped: everything is killed at once', async () => {
    const child = await start(deafNodes);
    const family = await numbersFrom(child);
    child.killNow();
    expect(await child.exited).toMatchObject({ signal: 'SIGKILL' });
    for (const pid of family) {
      expect(await gone(pid)).toBe(true);
    }
  });
});

describe('a child that cannot start', () => {
  test('because its program is nowhere says where it was looked for', async () => {
    const outcome = await spawnChild(request({ command: 'no-such-agent', inherited: { PATH: '/usr/bin:/bin' } }));
    expect(outcome).toEqual({ kind: 'commandNotFound', command: 'no-such-agent', searched: ['/usr/bin', '/bin'] });
  });

  test('because its folder is gone says so', async () => {
    const cwd = join(tempDir(), 'gone');
    const outcome = await spawnChild(request({ command: process.execPath, cwd }));
    expect(outcome).toMatchObject({ kind: 'cannotStart', reason: `the folder ${cwd} does not exist` });
  });

  test('because the interpreter of its script does not exist says so', async () => {
    const command = join(tempDir(), 'agent');
    writeFileSync(command, '#!/no/such/interpreter\n');
    chmodSync(command, 0o755);
    const outcome = await spawnChild(request({ command }));
    expect(outcome).toEqual({ kind: 'cannotStart', command, reason: expect.stringMatching(/interpreter/) as string });
  });

  test('because its arguments cannot be passed says so', async () => {
    expect(await spawnChild(request({ command: process.execPath, args: ['a\0b'] }))).toMatchObject({ kind: 'cannotStart' });
    expect(await spawnChild(request({ command: process.execPath, args: ['x'.repeat(5_000_000)] }))).toMatchObject({
      kind: 'cannotStart',
      reason: 'its arguments and environment are too long',
    });
  });
});
