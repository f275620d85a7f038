/**
 * What the clock of silent streams costs and how exact it is, as ratios inside one run: per message against `clearTimeout` + `setTimeout`
 * and against one field store; garbage and memory; lateness of 10,000 verdicts; false verdicts behind a blocked loop, on real pipes and in
 * thousands of simulated hosts. `node test/bench/idleBound.mjs [PART …]` (cost, garbage, exactness, blocks, simulation); exits with 1 when
 * a target is missed or a control does not show its weakness, since then nothing was measured.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundled } from './shared/bundled.mjs';
import { atLeast, atMost, median, report, rounded } from './shared/targets.mjs';

// A young generation that is never collected while we count, and a collector that can be asked.
const flags = ['--expose-gc', '--max-semi-space-size=256', '--min-semi-space-size=256'];
if (globalThis.gc === undefined) {
  const { status } = spawnSync(process.execPath, [...flags, fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exit(status ?? 1);
}

const { IdleWheel, afterPoll, systemClock, BlockedLoop, simulate } = await bundled(`
  export { IdleWheel } from './src/base/idleBound';
  export { afterPoll, systemClock } from './src/host/systemClock';
  export { BlockedLoop } from './test/base/blockedLoop';
  export { simulate } from './test/base/idleSimulation';
`);

const nothing = () => undefined;
const bound = {
  limitMs: () => 900_000,
  quietAfterMs: () => 30_000,
  warnAfterMs: () => 450_000,
  isHeld: () => false,
  onQuiet: nothing,
  onWarning: nothing,
  onLife: nothing,
  onStall: nothing,
};

const parts = { cost, garbage, exactness, blocks, simulation };
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
for (const name of chosen) {
  await parts[name]();
}
process.exitCode = report();

/** One message for each entry of `order`, in each way. Functions of their own, so that the compiler cannot mix them up. */
function ways(streams) {
  const wheel = new IdleWheel(systemClock, afterPoll);
  const watches = Array.from({ length: streams }, () => wheel.watch(bound));
  const fields = Array.from({ length: streams }, () => ({ signed: false }));
  const timers = Array.from({ length: streams }, () => setTimeout(nothing, 900_000));
  return {
    store: (order, messages) => {
      for (let n = 0, at = 0; n < messages; n += 1, at = at + 1 === order.length ? 0 : at + 1) {
        fields[order[at]].signed = true;
      }
    },
    wheel: (order, messages) => {
      for (let n = 0, at = 0; n < messages; n += 1, at = at + 1 === order.length ? 0 : at + 1) {
        watches[order[at]].sign();
      }
    },
    timer: (order, messages) => {
      for (let n = 0, at = 0; n < messages; n += 1, at = at + 1 === order.length ? 0 : at + 1) {
        clearTimeout(timers[order[at]]);
        timers[order[at]] = setTimeout(nothing, 900_000);
      }
    },
    end: () => {
      watches.forEach((watch) => watch.end());
      timers.forEach((timer) => clearTimeout(timer));
    },
  };
}

/** Which stream each message is for: not in the order of memory, and nothing that a compiler could know. */
function orderOf(streams) {
  return Uint32Array.from({ length: 16_384 }, (_, n) => (n * 7_919) % streams);
}

async function cost() {
  const table = {};
  for (const streams of [1, 1_000, 10_000]) {
    const { end, ...kinds } = ways(streams);
    const order = orderOf(streams);
    const messages = { store: 5_000_000, wheel: 5_000_000, timer: 200_000 };
    const ns = { store: [], wheel: [], timer: [] };
    for (let round = 0; round < 12; round += 1) {
      for (const [kind, run] of Object.entries(kinds)) {
        const from = performance.now();
        run(order, messages[kind]);
        // The first rounds are for the compiler.
        if (round > 2) {
          ns[kind].push(((performance.now() - from) * 1e6) / messages[kind]);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    end();
    const [store, wheel, timer] = [median(ns.store), median(ns.wheel), median(ns.timer)];
    table[streams] = { 'store ns': rounded(store), 'wheel ns': rounded(wheel), 'clear + set ns': rounded(timer) };
    atMost(`${streams} streams: a message, in field stores`, wheel / store, 3);
    atLeast(`${streams} streams: clearTimeout + setTimeout, in messages of the wheel`, timer / wheel, 30);
    atLeast(`${streams} streams: control, clearTimeout + setTimeout in field stores`, timer / store, 20);
  }
  console.table(table);
}

async function garbage() {
  const { end, wheel, timer } = ways(1_000);
  const order = orderOf(1_000);
  wheel(order, 1_000_000);
  timer(order, 100_000);
  atMost('garbage of a message, in bytes', allocated(() => wheel(order, 5_000_000)) / 5_000_000, 1);
  atLeast('control: garbage of clearTimeout + setTimeout, in bytes', allocated(() => timer(order, 200_000)) / 200_000, 50);
  end();

  const streams = 10_000;
  let timers = 0;
  const counted = {
    ...systemClock,
    after: (ms, run) => {
      timers += 1;
      const cancel = systemClock.after(ms, () => {
        timers -= 1;
        run();
      });
      return () => {
        timers -= 1;
        cancel();
      };
    },
  };
  const one = new IdleWheel(counted, afterPoll);
  const watches = new Array(streams);
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < streams; n += 1) {
    watches[n] = one.watch(bound);
  }
  globalThis.gc();
  atMost('memory of a stream, in bytes', (process.memoryUsage().heapUsed - before) / streams, 120);
  atMost(`live timers for ${streams} streams`, timers, 1);
  watches.forEach((watch) => watch.end());
  atMost('live timers behind them', timers, 0);
}

function allocated(run) {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  run();
  return process.memoryUsage().heapUsed - before;
}

/** 10,000 streams fall silent at random times; how late each verdict is, behind the last sign. Node's own timers are exact to 1 ms. */
async function exactness() {
  const limitMs = 3_000;
  const tickMs = limitMs / 20;
  const wheel = new IdleWheel(systemClock, afterPoll);
  const lateMs = [];
  let worstLagMs = 0;
  let turnedAt = performance.now();
  const lag = setInterval(() => {
    const now = performance.now();
    worstLagMs = Math.max(worstLagMs, now - turnedAt - 10);
    turnedAt = now;
  }, 10);
  const streams = 10_000;
  await new Promise((resolve) => {
    for (let n = 0; n < streams; n += 1) {
      let lastSignAt = performance.now();
      const onStall = () => {
        lateMs.push(performance.now() - lastSignAt - limitMs);
        if (lateMs.length === streams) {
          resolve();
        }
      };
      const watch = wheel.watch({ ...bound, limitMs: () => limitMs, quietAfterMs: () => 0, onStall });
      setTimeout(() => {
        lastSignAt = performance.now();
        watch.sign();
      }, Math.random() * 2_500);
    }
    setTimeout(resolve, 20_000);
  });
  clearInterval(lag);
  lateMs.sort((a, b) => a - b);
  const p99 = lateMs[Math.floor(lateMs.length * 0.99)];
  console.log(`lateness of a verdict: p50 ${rounded(median(lateMs))} ms, p99 ${rounded(p99)} ms, worst loop lag ${rounded(worstLagMs)} ms`);
  atMost('p99 of the lateness, in ticks', p99 / tickMs, 1.5);
  atMost('worst lateness, in ticks', lateMs.at(-1) / tickMs, 2 + worstLagMs / tickMs);
  atMost('early verdicts', lateMs.filter((ms) => ms < -1).length, 0);
  atMost('missed verdicts', streams - lateMs.length, 0);
}

async function blocks() {
  const loop = new BlockedLoop(5);
  await loop.open();
  for (const phase of ['timer', 'poll', 'check']) {
    const { trials, wheel, plainTimer, withoutGuards } = await loop.run(phase, 40);
    atMost(`false verdicts of ${trials} behind a block in the ${phase} phase`, wheel, 0);
    if (phase === 'timer') {
      console.log(`block in the timer phase: plain timer ${plainTimer} of ${trials}, wheel without guards ${withoutGuards} of ${trials}`);
    } else {
      atLeast(`control: of a plain timer, ${phase} phase`, plainTimer / trials, 0.9);
      atLeast(`control: of the wheel without its guards, ${phase} phase`, withoutGuards / trials, 0.9);
    }
  }
  loop.close();
}

async function simulation() {
  const from = performance.now();
  const sum = { silent: 0, wrong: 0, early: 0, missed: 0, pending: 0 };
  const seeds = 10_000;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const one = simulate({ seed, streams: 10, trouble: ['none', 'blocks', 'sleeps'][seed % 3], guards: 'on' });
    Object.keys(sum).forEach((key) => (sum[key] += one[key]));
  }
  console.log(`simulated ${seeds} hosts, ${sum.silent} silent streams, in ${rounded((performance.now() - from) / 1_000)} s`);
  atMost('simulated live streams called dead', sum.wrong, 0);
  atMost('simulated silent streams told of early', sum.early, 0);
  atMost('simulated silent streams not told of in time', sum.missed, 0);
  let wrong = 0;
  for (let seed = 1; seed <= 1_000; seed += 1) {
    wrong += simulate({ seed, streams: 10, trouble: 'blocks', guards: 'off' }).wrong;
  }
  atLeast('control: simulated live streams called dead without the guards', wrong, 1);
}
