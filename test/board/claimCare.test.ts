import { expect, test } from 'vitest';
import { ClaimCare } from '../../src/board/claimCare';
import { FakeLog } from '../fakes/fakeBoard';
import { FakeClock } from '../fakes/fakeClock';
import { FakeWorkers } from './fakeWorkers';

test('why a worker was ended is written at once, also while another window writes', async () => {
  const { clock, store, workers, care } = house();
  await clock.tick(61_000);
  workers.states.set('run-dead', 'working');
  store.change({ kind: 'edit', by: { kind: 'person' }, taskId: 'dead', maxRuntimeMs: 1_000 });
  workers.end = async ({ runId }) => {
    workers.leave(runId);
    store.isBusy = true;
    return 'gone';
  };
  await care.lookAfter();
  expect(store.board.get('dead')).toMatchObject({ status: 'ready', failures: 1, runs: [{ end: { outcome: 'timed_out' } }] });
});

test.each(['a lock', 'the disk'] as const)('whoever was asked to end is waited for, also where %s stops the look', async (what) => {
  const { clock, store, workers, care } = house();
  let answer: (how: 'gone') => void = () => undefined;
  workers.end = () => new Promise((resolve) => (answer = resolve));
  await clock.tick(61_000);
  store.isBusy = what === 'a lock';
  store.fails = what === 'the disk';
  let state = 'looking';
  const look = care.lookAfter().then(
    (result) => (state = result),
    (error: unknown) => (state = String(error)),
  );
  await clock.tick(0);
  expect(state).toBe('looking');
  answer('gone');
  expect(await look).toBe(what === 'a lock' ? 'locked' : 'Error: The disk is full.');
});

/** A task whose worker is dead, one whose worker lives. */
function house() {
  const clock = new FakeClock();
  const store = new FakeLog(clock).window();
  const workers = new FakeWorkers();
  const self = { window: 'here', pid: 1, machine: 'machine' };
  const settings = { claimTtlMs: 60_000, heartbeatStaleMs: 3_600_000, failureLimit: 2 };
  const care = new ClaimCare({ store, workers, clock, steady: { jumpedAt: undefined }, settings: () => settings, circumstances: { self }, log: { info: () => undefined } });
  for (const taskId of ['dead', 'living']) {
    store.change({ kind: 'create', by: { kind: 'person' }, taskId, status: 'todo', title: taskId, prompt: 'Do it.' });
    store.change({ kind: 'claim', by: { kind: 'person' }, taskId, runId: `run-${taskId}`, holder: self, ttlMs: 60_000 });
  }
  workers.states.set('run-living', 'working');
  return { clock, store, workers, care };
}
