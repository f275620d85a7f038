/**
 * What closing costs and what it leaves: the whole product over plain Node with 1 and with 100 wedged agents (T1), families of which one
 * member is in a session of its own and belongs to nobody (T3), and a host that is killed (T4), each beside a control in the same run.
 * `node test/bench/teardown.mjs [PART …]` (scale, leftovers, killed); exits with 1 when a target is missed or a control does not show its
 * weakness, since then nothing was measured.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import esbuild from 'esbuild';
import { atLeast, atMost, median, report } from './shared/targets.mjs';

const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-bench-'));
const require = createRequire(import.meta.url);
const script = path.join(import.meta.dirname, 'wedgedAgent.sh');
await bundle(`import './src/host/reaperProcess';`, path.join('dist', 'reaper.js'));
const host = await bundle(hostSource(), 'host.cjs');
const { livenessOf, identityOf, newWindow, spawnChild } = require(await bundle(windowSource(), 'window.cjs'));

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const parts = { scale, leftovers, killed };
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
try {
  for (const name of chosen) {
    await parts[name]();
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exit(report());

/** T1: one deadline for all, so a hundred take as long as one; also when the host's loop is half busy. */
async function scale() {
  const table = {};
  for (const [name, count, isBusy] of [['1', 1, false], ['100', 100, false], ['100, loop half busy', 100, true]]) {
    const ms = [];
    for (let round = 0; round < 3; round += 1) {
      ms.push(await closing(count, isBusy));
    }
    table[name] = { 'close ms': Math.round(median(ms)), worst: Math.round(Math.max(...ms)) };
  }
  console.table(table);
  const closeMs = (name) => table[name]['close ms'];
  atMost('100 wedged agents, in times of one', closeMs('100') / closeMs('1'), 1.2);
  atMost('100 wedged agents, ms', closeMs('100'), 1_500);
  atMost('100 wedged agents while the loop is half busy, ms', closeMs('100, loop half busy'), 1_500);
  atLeast('control: 5 agents ended one after another, in times of one', (await oneAfterAnother(5)) / (await oneAfterAnother(1)), 4);
}

/** The same ladder without the time for answers. */
async function oneAfterAnother(count) {
  const outcomes = await Promise.all(Array.from({ length: count }, () => spawnChild({
    kind: 'agent', command: 'sh', args: [script], cwd: folder, inherited: process.env, mark: `bench-${process.pid}-ladder`,
  })));
  const startedAt = performance.now();
  for (const { child } of outcomes) {
    await child.end({ stdinMs: 100, terminateMs: 300, killMs: 300 });
  }
  return performance.now() - startedAt;
}

async function closing(count, isBusy) {
  const { app, working } = newWindow({ folder, script: [script], count });
  const mark = await working();
  const busy = isBusy ? setInterval(() => blockFor(10), 20) : undefined;
  const startedAt = performance.now();
  await app.close(3_500);
  const tookMs = performance.now() - startedAt;
  clearInterval(busy);
  const left = await carriers(mark);
  atMost(`${count} wedged agents: processes left`, left.length, 0);
  left.forEach(kill);
  return tookMs;
}

function blockFor(ms) {
  for (const end = performance.now() + ms; performance.now() < end; );
}

/** T3: a child, a grandchild, and a great-grandchild in a session of its own for each agent. */
async function leftovers() {
  let [before, left] = [0, 0];
  for (let round = 0; round < 20; round += 1) {
    const { app, working } = newWindow({ folder, script: [script, '--family'], count: 10 });
    const mark = await working();
    before += await until(() => carriers(mark), (found) => found.length >= 40);
    await app.close(3_500);
    left += (await carriers(mark)).length;
  }
  console.log(`${before} processes of 200 families in 20 rounds`);
  atLeast('processes of 200 families before', before, 800);
  atMost('processes of 200 families left', left, 0);

  const mark = `bench-${process.pid}-control`;
  const alone = Array.from({ length: 10 }, () => spawn('sh', [script, '--family'], { stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, HOLDFAST_MARK: mark } }));
  await until(() => carriers(mark), (found) => found.length >= 40);
  await Promise.all(alone.map((child) => (child.kill('SIGKILL'), once(child, 'exit'))));
  const escaped = await carriers(mark);
  atLeast('control: only the agents killed, processes of 10 families left', escaped.length, 30);
  escaped.forEach(kill);
}

/** T4: the host is killed; the control is somebody who lives and kills the same groups at once. Agents as heavy as real ones. */
async function killed() {
  const table = {};
  for (const count of [1, 10]) {
    const [reaped, atOnce] = [[], []];
    for (let round = 0; round < 9; round += 1) {
      reaped.push(await hostKilled(count, ['node']));
      atOnce.push(await groupsKilled(count));
    }
    const [ours, theirs] = [median(reaped), median(atOnce)];
    table[count] = { 'host killed, ms': rounded(ours), 'groups killed at once, ms': rounded(theirs) };
    atMost(`host with ${count} agents killed, ms from its end until all are gone`, ours, 2 * theirs);
  }
  console.table(table);
  const families = await hostKilled(10, ['sh', script, '--family'], 40);
  atMost('host with 10 families killed, ms until nobody is left', families, 1_000);
  atLeast('control: no reaper, processes of 10 families left after 2 s', await hostKilledAlone(), 40);
}

async function hostKilled(count, command, atLeastProcesses = count) {
  const { child, window, agents } = await startHost(count, command, path.join(folder, 'dist', 'reaper.js'));
  await until(() => carriers(`${window}/`), (found) => found.length >= atLeastProcesses);
  const family = [...agents, ...(await carriers(`${window}/`))];
  // The reaper has settled, as it has in any window that is older than a second.
  await wait(1_000);
  child.kill('SIGKILL');
  await once(child, 'exit');
  const tookMs = untilDead(family);
  const left = await carriers(`${window}/`);
  atMost(`host with ${count} ${command[0]} killed: processes left`, left.length, 0);
  left.forEach(kill);
  return tookMs;
}

async function hostKilledAlone() {
  const { child, window } = await startHost(10, ['sh', script, '--family'], '/no/reaper');
  await until(() => carriers(`${window}/`), (found) => found.length >= 40);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await wait(2_000);
  const left = await carriers(`${window}/`);
  left.forEach(kill);
  return left.length;
}

async function startHost(count, command, reaper) {
  const window = `bench-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const child = spawn(process.execPath, [host, JSON.stringify({ root: folder, window, reaper, count, command })], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [text] = await once(child.stdout, 'data');
  return { child, window, agents: JSON.parse(text).map(identityOf) };
}

async function groupsKilled(count) {
  const children = Array.from({ length: count }, () => spawn(process.execPath, ['-e', heavySource()], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] }));
  await Promise.all(children.map((child) => once(child.stdout, 'data')));
  const family = children.map(({ pid }) => identityOf(pid));
  await wait(1_000);
  for (const { pid } of children) {
    process.kill(-pid, 'SIGKILL');
  }
  return untilDead(family);
}

function untilDead(family) {
  const startedAt = performance.now();
  while (family.some(isThere)) {
    if (performance.now() - startedAt > 10_000) {
      throw new Error('Processes that were to be killed live on.');
    }
    // A timer is no finer than a millisecond.
    Atomics.wait(sleeper, 0, 0, 0.2);
  }
  return performance.now() - startedAt;
}

/** A process of many threads is called a zombie when the first of them has gone, within microseconds. */
function isThere(one) {
  try {
    return livenessOf(one) === 'alive' || readdirSync(`/proc/${one.pid}/task`).length > 1;
  } catch {
    return false;
  }
}

async function until(read, isEnough) {
  for (const giveUpAt = performance.now() + 20_000; performance.now() < giveUpAt; await wait(20)) {
    const found = await read();
    if (isEnough(found)) {
      return found.length;
    }
  }
  throw new Error('What is to be measured did not start.');
}

/** Who carries a mark that begins so, read with other means than the product's own. */
async function carriers(mark) {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environs = await Promise.all(names.map((name) => readFile(`/proc/${name}/environ`, 'latin1').catch(() => '')));
  return names.filter((_, at) => environs[at].includes(`HOLDFAST_MARK=${mark}`)).map((name) => identityOf(Number(name))).filter((one) => livenessOf(one) === 'alive');
}

function kill({ pid }) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone meanwhile.
  }
}

function rounded(value) {
  return Math.round(value * 10) / 10;
}

async function bundle(contents, name) {
  const outfile = path.join(folder, name);
  const resolveDir = path.resolve(import.meta.dirname, '../..');
  await esbuild.build({ stdin: { contents, resolveDir, loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', mainFields: ['module', 'main'], outfile, logLevel: 'warning' });
  return outfile;
}

/** A window without an editor, as many sessions as it is told, and a prompt in each. */
function windowSource() {
  return `
    import { mkdtempSync, readdirSync } from 'node:fs';
    import { join } from 'node:path';
    import { App } from './src/app';
    import { systemClock } from './src/host/systemClock';
    import { QuietEditor } from './test/fakes/agentHarness';
    export { identityOf, livenessOf } from './src/host/processIdentity';
    export { spawnChild } from './src/host/spawnChild';

    export function newWindow({ folder, script, count }) {
      const globalPath = mkdtempSync(join(folder, 'window-'));
      const quiet = new QuietEditor([folder]);
      quiet.extensionPath = folder;
      quiet.own = { ...quiet.own, agents: { wedged: { command: 'sh', args: script } }, connectTimeoutMs: 60_000, maxConcurrentTurns: count };
      const editor = Object.assign(quiet, { storage: { globalPath }, onDidChangeSettings: () => () => undefined, tell: () => undefined });
      const app = App.open(editor, systemClock);
      const sessions = Array.from({ length: count }, (_, n) => {
        const session = app.sessions.create('wedged');
        session.prompt({ clientId: 'prompt-' + n, content: [{ kind: 'text', text: 'go' }], origin: 'user' });
        return session;
      });
      return {
        app,
        /** Settles when all are at work, with the mark that their processes carry. */
        working: async () => {
          for (const giveUpAt = Date.now() + 60_000; sessions.some(({ status }) => status.kind !== 'working'); ) {
            if (Date.now() > giveUpAt) {
              throw new Error('Agents did not start: ' + sessions.map(({ status }) => status.kind).join(' ') + quiet.logged.slice(-5).join('\\n'));
            }
            await new Promise((resolve) => setTimeout(resolve, 20));
          }
          return readdirSync(join(globalPath, 'processes'))[0].replace('.json', '/');
        },
      };
    }
  `;
}

/** A host that starts agents as the product does, and waits to be killed. */
function hostSource() {
  return `
    import { once } from 'node:events';
    import { thisMachine } from './src/host/machine';
    import { ProcessLedger } from './src/host/processLedger';
    import { Reaper } from './src/host/reaper';
    import { spawnChild } from './src/host/spawnChild';
    import { openStateRoot } from './src/host/stateRoot';
    import { Strays } from './src/host/strays';
    import { systemClock as clock } from './src/host/systemClock';
    import { WindowProcesses } from './src/host/windowProcesses';

    const { root: path, window, reaper, count, command: [command, ...args] } = JSON.parse(process.argv[2]);
    const log = { info: () => undefined, warn: () => undefined };
    const root = openStateRoot({ globalStoragePath: path, workspace: [] });
    const ledger = new WindowProcesses({
      window, clock, log,
      ledger: new ProcessLedger(root, window, { onSetAside: log.warn, onError: log.warn }),
      reaper: new Reaper({ script: reaper, window, log }),
      strays: new Strays({ root, window, machine: thisMachine, clock, log, onSetAside: log.warn }),
    });
    const start = async () => {
      const isNode = command === 'node';
      const { child } = await spawnChild({
        kind: 'agent', command: isNode ? process.execPath : command, args: isNode ? ['-e', ${JSON.stringify(heavySource())}] : args,
        cwd: path, inherited: process.env, mark: window, ledger,
      });
      if (isNode) {
        await once(child.stdout, 'data');
      }
      return child.pid;
    };
    Promise.all(Array.from({ length: count }, start)).then((pids) => console.log(JSON.stringify(pids)));
    process.stdin.resume();
  `;
}

function heavySource() {
  return `for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {}); setInterval(() => {}, 1e6); console.log('up');`;
}
