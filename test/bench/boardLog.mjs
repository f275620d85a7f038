/**
 * What the board's log costs and guards: opening it with 1,000 cards and 100,000 events, as it may never grow in the product, and as the
 * snapshot that the product makes of it, beside reading the same bytes; a change at the end of a long log beside a short one; 10,000 seeds of
 * windows and late writers on one log (L1), and what is stored of signs of life (L2). `node test/bench/boardLog.mjs`; exits with 1 when a
 * target is missed or a control does not show its weakness.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { bundled } from './shared/bundled.mjs';
import { atLeast, atMost, median, report, rounded } from './shared/targets.mjs';

const { BoardFile, FakeClock, Heartbeat, openStateRoot, SharedBoard, systemClock } = await bundled(`
  export { SharedBoard } from './src/board/sharedBoard';
  export { BoardFile } from './src/host/boardFile';
  export { openStateRoot } from './src/host/stateRoot';
  export { systemClock } from './src/host/systemClock';
  export { Heartbeat } from './src/worker/heartbeat';
  export { FakeClock } from './test/fakes/fakeClock';
`);

const person = { kind: 'person' };
const holdfast = { kind: 'holdfast' };
const leaseMs = 900_000;
const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-bench-'));
try {
  opening();
  fencing();
  await beating();
} finally {
  await rm(folder, { recursive: true, force: true });
}
process.exitCode = report();

function open(name, compactAfterLines = Infinity) {
  const root = openStateRoot({ globalStoragePath: path.join(folder, name), workspace: [] });
  const fail = (what) => {
    throw new Error(JSON.stringify(what));
  };
  const log = new BoardFile(root, { clock: systemClock, onSetAside: fail });
  return new SharedBoard(log, { clock: systemClock, onMended: fail, onError: fail, compactAfterLines });
}

function opening() {
  const place = path.join(folder, 'long', 'board.ndjson');
  grow('long', 1_000, 100_000);
  grow('short', 10, 100);
  const bytes = statSync(place).size;
  const parse = () => readFileSync(place, 'utf8').split('\n').forEach((line) => line !== '' && JSON.parse(line));
  const parseMs = median(several(5, () => timed(parse)));
  const longMs = median(several(5, () => timed(() => open('long').close())));
  const changeMs = (name) => {
    const store = open(name);
    const change = (n) => store.change({ kind: 'comment', by: person, taskId: `t${n % 10}`, text: 'One more.' });
    several(100, change);
    const all = several(20, () => timed(() => several(20, change)) / 20);
    store.close();
    return median(all);
  };
  const [long, short] = [changeMs('long'), changeMs('short')];
  const store = open('long', 1);
  const snapshotMs = timed(() => store.change({ kind: 'comment', by: person, taskId: 't0', text: 'The last.' }));
  store.close();
  const snapshotBytes = statSync(place).size;
  const openMs = median(several(5, () => timed(() => open('long').close())));
  const rounded1 = (value) => `${rounded(value)} ms`;
  console.log(`1,000 cards, 100,000 events (${Math.round(bytes / 1e6)} MB): parsed in ${rounded1(parseMs)}, opened in ${rounded1(longMs)}; made a snapshot of`);
  console.log(`${Math.round(snapshotBytes / 1e5) / 10} MB in ${rounded1(snapshotMs)}, and opened from it in ${rounded1(openMs)}; a change takes ${rounded1(long)}, of a short log ${rounded1(short)}`);
  atMost('opening a log of 100,000 events, in times of parsing its bytes', longMs / parseMs, 8);
  atMost('opening its snapshot, in times of opening it', openMs / longMs, 0.25);
  atMost('making the snapshot, in times of opening it', snapshotMs / openMs, 2);
  atMost('a change at the end of 100,000 events, in times of one at the end of 100', long / short, 2);
}

/** Written by the product's own words, not change by change, which would take minutes. */
function grow(name, cards, events) {
  const store = open(name);
  for (let n = 0; n < cards; n += 1) {
    store.change({ kind: 'create', by: person, taskId: `t${n}`, status: 'todo', title: `Card ${n}`, prompt: `Do the ${n}th thing, and do it well.` });
  }
  const { seq } = store.board;
  store.close();
  const at = Date.now();
  const lines = [];
  const write = (taskId, by, fact) => lines.push(JSON.stringify({ seq: seq + lines.length + 1, at: at + lines.length, taskId, by, ...fact }));
  const holder = { window: 'w', pid: 1, startToken: 'then', machine: 'here' };
  for (let n = 0; seq + lines.length < events; n += 1) {
    const taskId = `t${n % cards}`;
    const by = { kind: 'worker', taskId };
    const runId = `run-${n}`;
    const attempt = Math.floor(n / cards) + 1;
    write(taskId, holdfast, { kind: 'claimed', attempt, claim: { runId, holder, claimedAt: at, expiresAt: at + 900_000 } });
    for (let beats = 0; beats < 6; beats += 1) {
      write(taskId, by, { kind: 'beat', runId, expiresAt: at + 900_000, waiting: 'nobody' });
    }
    write(taskId, by, { kind: 'ended', runId, outcome: 'crashed', status: 'ready', detail: 'Exit 1.', failures: 0, unreported: 0 });
    write(taskId, person, { kind: 'edited', priority: n % 7 });
  }
  const place = path.join(folder, name, 'board.ndjson');
  writeFileSync(place, `${readFileSync(place, 'utf8')}${lines.slice(0, Math.max(0, events - seq)).join('\n')}\n`);
}

/** L1: two windows and workers that do not know that they have lost their task, in any order; what was accepted is checked afterwards. */
function fencing() {
  let accepted = 0;
  let refusedLate = 0;
  let wrong = 0;
  let unfenced = 0;
  for (let seed = 1; seed <= 10_000; seed += 1) {
    const random = randomOf(seed);
    const file = memoryLog();
    const windows = [1, 2].map(() => new SharedBoard(file.seenByOne(), { clock: systemClock, onMended: () => (wrong += 1), onError: () => (wrong += 1) }));
    const workers = [];
    windows[0].change({ kind: 'create', by: person, taskId: 't', status: 'todo', title: 'Card', prompt: 'Do it.' });
    let current;
    for (let step = 0; step < 12; step += 1) {
      const window = windows[random() < 0.5 ? 0 : 1];
      const any = workers[Math.floor(random() * workers.length)];
      const dice = random();
      if (dice < 0.35 || !any) {
        const runId = `${seed}-${step}`;
        const holder = { window: 'w', pid: 1, machine: 'here' };
        const claimed = window.change({ kind: 'claim', by: person, taskId: 't', runId, holder, ttlMs: 900_000 });
        if (claimed.kind === 'done' && claimed.events.some(({ kind }) => kind === 'claimed')) {
          wrong += current === undefined ? 0 : 1;
          current = runId;
          workers.push(runId);
        }
      } else if (dice < 0.55 && current !== undefined) {
        window.change({ kind: 'reclaim', by: person, taskId: 't', runId: current });
        current = undefined;
      } else {
        // It writes although it may have lost the task long ago.
        const late = any !== current;
        unfenced += late ? 1 : 0;
        const by = { kind: 'worker', taskId: 't' };
        const done = window.change({ kind: 'beat', by, taskId: 't', runId: any, ttlMs: 900_000, waiting: 'nobody' }).kind === 'done';
        accepted += done ? 1 : 0;
        wrong += done === late ? 1 : 0;
        refusedLate += late && !done ? 1 : 0;
      }
    }
    windows.forEach((window) => window.close());
    const seqs = file.lines.map(({ seq }) => seq);
    wrong += seqs.some((value, index) => value !== index + 1) ? 1 : 0;
  }
  console.log(`10,000 seeds: ${accepted} writes of current runs taken, ${refusedLate} of late ones refused`);
  atMost('claims beside a claim, late writers let through, gaps in the numbers, of 10,000 seeds', wrong, 0);
  atLeast('control: late writes that would be let through without the run in them', unfenced, 1_000);
}

/** L2: a sign of life every second, or every fifteen (60 in a lease), for ten hours; then silence. */
async function beating() {
  for (const everySeconds of [1, 15]) {
    const clock = new FakeClock(() => undefined);
    const stored = [];
    let believedUntil = 0;
    let gapsMs = 0;
    const store = {
      tryChange: ({ silentMs }) => {
        const heardAt = clock.now() - silentMs;
        stored.push(heardAt);
        believedUntil = clock.now() + leaseMs;
        return { kind: 'done', events: [] };
      },
    };
    const log = { info: () => undefined, warn: () => undefined };
    const times = { everyMs: () => 60_000, ttlMs: () => leaseMs, staleMs: () => 3_600_000 };
    const heart = new Heartbeat({ taskId: 't', runId: 'r', store, clock, ...times, onLost: () => undefined, log });
    const signs = 36_000 / everySeconds;
    let lastSignAt = 0;
    for (let sign = 0; sign < signs; sign += 1) {
      heart.sign();
      lastSignAt = clock.now();
      await clock.tick(everySeconds * 1_000);
      gapsMs += clock.now() >= believedUntil ? everySeconds * 1_000 : 0;
    }
    const writes = stored.length;
    await clock.tick(leaseMs);
    heart.end();
    console.log(`${signs} signs of life, one in ${everySeconds} s: ${writes} stored, ${stored.length - writes} more behind the last`);
    atMost(`stored beats at one sign in ${everySeconds} s, in 0.8 leases`, (writes - 1) / ((signs * everySeconds * 1_000) / (0.8 * leaseMs)), 1);
    atMost(`stored beats at one sign in ${everySeconds} s, of all signs`, writes / signs, 1 / 50);
    atMost(`how far the last stored beat is from the last sign, at one in ${everySeconds} s, in ms`, Math.abs(lastSignAt - stored.at(-1)), 0);
    atMost(`for how long a claim was not believed although signs came, at one in ${everySeconds} s, in ms`, gapsMs, 0);
  }
}


/** A log that windows share, without a disk. */
function memoryLog() {
  const lines = [];
  const seenByOne = () => {
    let seen = 0;
    return {
      look: () => {
        const records = lines.slice(seen);
        seen = lines.length;
        return records.length === 0 ? { kind: 'same' } : { kind: 'added', records, badLines: 0 };
      },
      readAll: () => ({ records: lines, badLines: 0 }),
      exclusively: (run) => run(),
      tryExclusively: (run) => ({ kind: 'done', value: run() }),
      append: (line) => {
        lines.push(...[line].flat());
        seen = lines.length;
      },
      replace: () => undefined,
      follow: () => () => undefined,
    };
  };
  return { lines, seenByOne };
}

/** Small, quick, and the same for the same seed (mulberry32). */
function randomOf(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function several(count, run) {
  return Array.from({ length: count }, (_, n) => run(n));
}

/** In milliseconds of the processor's time, which others on this machine do not stretch. */
function timed(run) {
  const from = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}
