/**
 * What a consumer that is slower than its agent costs in memory: 200,000 messages of a real process through a pipe, read in our way, in the
 * least way there is, and by the library without pausing as the control. Peak memory as ratios inside one run, each measured in a process
 * of its own, in turn. `node test/bench/slowConsumer.mjs [ROUNDS]`; exits with 1 when a target is missed or the control does not show its
 * weakness, since then nothing was measured.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import esbuild from 'esbuild';
import { atLeast, atMost, report } from './shared/targets.mjs';

const rounds = Number(process.argv[2] ?? 5);
const messages = 200_000;
/** Some times longer than the agent takes to write one; the conversation, which writes each to the disk, takes as long. */
const spentUs = 5;

const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-bench-'));
const outfile = path.join(folder, 'host.cjs');
const entry = path.join(import.meta.dirname, 'slowConsumerHost.ts');
await esbuild.build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'cjs', target: 'es2023', outfile, logLevel: 'warning' });

const ways = { floor: [], ours: [], library: [] };
try {
  for (let round = 0; round < rounds; round += 1) {
    for (const [way, reports] of Object.entries(ways)) {
      const { stdout } = await promisify(execFile)(process.execPath, [outfile, way, String(messages), String(spentUs)]);
      reports.push(JSON.parse(stdout));
    }
  }
} finally {
  await rm(folder, { recursive: true });
}

console.table(
  Object.fromEntries(
    Object.entries(ways).map(([way, reports]) => [
      way,
      { 'peak RSS, MB': Math.round(median(reports, 'peakRssMb')), pauses: median(reports, 'pauses'), 'most waiting behind the wire': median(reports, 'mostWaiting') },
    ]),
  ),
);
const floorMb = median(ways.floor, 'peakRssMb');
const all = Object.values(ways).flat();
atMost('peak memory, in floors', median(ways.ours, 'peakRssMb') / floorMb, 1.2);
atLeast('control: peak memory of the library, in floors', median(ways.library, 'peakRssMb') / floorMb, 2);
atLeast('pauses', Math.min(...ways.ours.map(({ pauses }) => pauses)), 1);
atMost('most events that waited in the turn when a message came', Math.max(...ways.ours.map(({ mostWaiting }) => mostWaiting)), 0);
atMost('messages lost', Math.max(...all.map(({ seen }) => Math.abs(messages - seen))), 0);
atMost('messages out of order', Math.max(...all.map(({ misplaced }) => misplaced)), 0);
process.exitCode = report();

function median(reports, key) {
  return reports.map((report) => report[key]).sort((a, b) => a - b)[Math.floor(reports.length / 2)];
}
