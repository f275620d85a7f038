/**
 * What windows that share small records lose, and when a save has settled: two processes that keep 600 keys in one record, and as many tasks
 * on one board (P6), and one save at the end of a busy time (P7), each beside lowdb's own adapter, used as its manual says. `node test/bench/storage.mjs`; exits with 1 when
 * a target is missed or a control does not show its weakness.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import esbuild from 'esbuild';
import { atLeast, atMost, median, report, rounded } from './shared/targets.mjs';

const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-bench-'));
const keysPerWindow = 300;
try {
  const bundle = await bundled();
  await sharing(bundle);
  await settling(createRequire(import.meta.url)(bundle));
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = report();

/** P6. */
async function sharing(bundle) {
  const ours = await twoWindows(bundle, 'record');
  const tasks = await twoWindows(bundle, 'board');
  const lowdb = await twoWindows(bundle, 'lowdb');
  console.log(`two windows, 600 keys: ${ours} kept by our records, ${tasks} by the board's log, ${lowdb} by lowdb that is read once`);
  atLeast('keys kept of 600', ours, 600);
  atLeast('tasks on the board of 600', tasks, 600);
  atMost('control: keys kept of 600 by lowdb that is read once', lowdb, 590);
}

/** How many keys are there when both have ended. */
async function twoWindows(bundle, way) {
  const file = path.join(folder, way, 'shared.json');
  mkdirSync(path.dirname(file), { recursive: true });
  const windows = ['a', 'b'].map((name) =>
    spawn(process.execPath, ['-e', `require(${JSON.stringify(bundle)}).${way}(...process.argv.slice(1))`, file, name, String(keysPerWindow)], {
      stdio: ['pipe', 'pipe', way === 'lowdb' ? 'ignore' : 'inherit'],
    }),
  );
  // Nobody begins before both are there.
  await Promise.all(windows.map((window) => once(window.stdout, 'data')));
  const ended = Promise.all(windows.map((window) => once(window, 'exit')));
  windows.forEach((window) => window.stdin.end('go'));
  await ended;
  try {
    return way === 'board' ? createRequire(import.meta.url)(bundle).tasksOf(file) : Object.keys(JSON.parse(readFileSync(file, 'utf8'))).length;
  } catch {
    return 0;
  }
}

/** P7: other saves are under way, and go on coming, when the one that `deactivate` waits for is made. */
async function settling({ openRecord, openLowdb }) {
  const keep = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`key${n}`, 'x'.repeat(200)]));
  const text = JSON.stringify(keep, undefined, 2);
  const record = openRecord(path.join(folder, 'settling', 'ours.json'));
  const lowdb = await openLowdb(path.join(folder, 'settling', 'theirs.json'));
  lowdb.data = keep;
  const place = path.join(folder, 'settling', 'bytes.json');
  writeFileSync(place, '{}');
  /** What the bytes need: what others have written is read, ours is written beside it and put in its place. */
  const raw = () => {
    JSON.parse(readFileSync(place, 'utf8'));
    writeFileSync(`${place}.tmp`, JSON.stringify(keep, undefined, 2));
    renameSync(`${place}.tmp`, place);
  };
  const ms = { bytes: [], ours: [], lowdb: [] };
  for (let round = 0; round < 15; round += 1) {
    const stopRaw = load(raw);
    ms.bytes.push(await timed(raw));
    stopRaw();
    const stop = load(() => record.update((current) => ({ ...current, ...keep, at: String(Math.random()) })));
    ms.ours.push(await timed(async () => record.update(() => ({ ...keep, round: String(round) }))));
    stop();
    // Its first promise is the one that waits, until nobody saves any more.
    const saving = timed(() => lowdb.write());
    const stopTheirs = load(() => void lowdb.write());
    ms.lowdb.push(await saving);
    stopTheirs();
  }
  const [bytes, ours, theirs] = [median(ms.bytes), median(ms.ours), median(ms.lowdb)];
  console.log(`a save of ${Math.round(text.length / 1000)} kB under load: the bytes need ${rounded(bytes)} ms, ours settles after ${rounded(ours)} ms, lowdb's after ${rounded(theirs)} ms`);
  atMost('a save has settled, in times of what its bytes need', ours / bytes, 2);
  atLeast('control: lowdb’s promise under the same load, in times of what its bytes need', theirs / bytes, 5);
}

/** Somebody saves as often as the loop turns, for 300 ms or until it is stopped; the first save is made at once. */
function load(save) {
  let isOver = false;
  const again = () => {
    if (!isOver) {
      save();
      setImmediate(again);
    }
  };
  again();
  const end = setTimeout(() => (isOver = true), 300);
  return () => {
    isOver = true;
    clearTimeout(end);
  };
}

async function bundled() {
  const outfile = path.join(folder, 'storage.cjs');
  const contents = `
    import { SharedBoard } from './src/board/sharedBoard';
    import { BoardFile } from './src/host/boardFile';
    import { JsonFile } from './src/host/jsonFile';
    import { openStateRoot } from './src/host/stateRoot';
    import { systemClock } from './src/host/systemClock';
    import { Low } from 'lowdb';
    import { JSONFile } from 'lowdb/node';
    import { dirname, join } from 'node:path';
    import { mkdirSync } from 'node:fs';
    import { once } from 'node:events';

    export const openRecord = (path: string) => JsonFile.open<Record<string, string>>(path, {
      parse: (raw) => raw as Record<string, string>, fallback: () => ({}), sharing: 'shared', asideDir: join(dirname(path), 'aside'),
      onSetAside: (report) => { throw new Error(JSON.stringify(report)); },
    });
    export const openLowdb = async (path: string) => {
      mkdirSync(dirname(path), { recursive: true });
      const low = new Low<Record<string, string>>(new JSONFile(path), {});
      await low.read();
      return low;
    };
    const begin = async () => { process.stdout.write('ready'); await once(process.stdin, 'data'); };
    export const record = async (path: string, name: string, count: string) => {
      const file = openRecord(path);
      await begin();
      for (let n = 0; n < Number(count); n += 1) {
        file.update((all) => ({ ...all, [name + n]: 'kept' }));
      }
      process.exit();
    };
    const openBoard = (path: string) => {
      const root = openStateRoot({ globalStoragePath: dirname(path), workspace: [] });
      const onError = (error: unknown) => { throw error; };
      return new SharedBoard(new BoardFile(root, { clock: systemClock, onSetAside: onError }), { clock: systemClock, onMended: onError, onError });
    };
    export const board = async (path: string, name: string, count: string) => {
      const store = openBoard(path);
      await begin();
      for (let n = 0; n < Number(count); n += 1) {
        store.change({ kind: 'create', by: { kind: 'person' }, taskId: name + n, status: 'todo', title: 'kept', prompt: 'kept' });
        await pause();
      }
      process.exit();
    };
    export const tasksOf = (path: string) => {
      const store = openBoard(path);
      store.close();
      return store.board.tasks().length;
    };
    export const lowdb = async (path: string, name: string, count: string) => {
      const low = await openLowdb(path);
      await begin();
      for (let n = 0; n < Number(count); n += 1) {
        low.data[name + n] = 'kept';
        await low.write().catch(() => undefined);
      }
      process.exit();
    };
  `;
  const resolveDir = path.resolve(import.meta.dirname, '../..');
  await esbuild.build({ stdin: { contents, resolveDir, loader: 'ts' }, bundle: true, platform: 'node', format: 'cjs', mainFields: ['module', 'main'], outfile, logLevel: 'warning' });
  return outfile;
}

async function timed(run) {
  const from = performance.now();
  await run();
  return performance.now() - from;
}
