/**
 * A week of a computer with two windows on one board and a hundred agents at work, and everything that can go wrong: windows that are killed
 * and closed, sleeps, agents that die, hang, go round in circles, block, or end without a word, locks that are held and a disk that refuses.
 * Then a quiet day, in which all that may end does. `HOLDFAST_SIMULATIONS` says how many weeks; a seed that broke a promise is in the message.
 */
import { expect, test } from 'vitest';
import { diagnose } from '../../src/board/diagnostics';
import type { Task } from '../../src/board/task';
import { noFaults, World } from './simulation/world';

const weeks = Number(process.env['HOLDFAST_SIMULATIONS'] ?? 1);
const firstSeed = Number(process.env['HOLDFAST_SIMULATION_SEED'] ?? 1);

test.each(Array.from({ length: weeks }, (_, index) => firstSeed + index))('in the week of seed %i no task is worked twice at once, lost, or going round unseen', async (seed) => {
  const world = new World(seed);
  world.open();
  world.open();
  for (let count = 0; count < 250; count += 1) {
    world.add();
  }
  for (let hour = 0; hour < 7 * 24; hour += 1) {
    await world.hour();
    expect({ seed, hour, broken: world.broken, unseen: unseen(world) }).toEqual({ seed, hour, broken: [], unseen: [] });
  }
  world.faults = noFaults;
  if (world.log.board.paused) {
    world.log.change({ kind: 'resume', by: { kind: 'person' } });
  }
  for (let hour = 0; hour < 36; hour += 1) {
    await world.hour();
  }
  expect({ seed, broken: world.broken, lost: lost(world) }).toEqual({ seed, broken: [], lost: [] });
  expect(world.mostAtOnce).toBeGreaterThanOrEqual(100);
});

test('where a worker that has reported is not waited for, tasks are worked twice at once', async () => {
  const world = new World(firstSeed, 'disbelieved');
  world.open();
  world.open();
  for (let count = 0; count < 250; count += 1) {
    world.add();
  }
  for (let hour = 0; hour < 7 * 24 && world.broken.length === 0; hour += 1) {
    await world.hour();
  }
  expect(world.broken.join()).toContain('beside');
});

/** What goes round by itself, and neither its status nor a diagnosis says so. */
function unseen({ log, clock, diagnosing, starts }: World): readonly string[] {
  return log.board
    .tasks()
    .filter(({ id, status }) => (starts.get(id) ?? 0) >= mostUnseen && status !== 'blocked')
    .filter((task) => diagnose(task, { now: clock.wall(), settings: diagnosing, held: undefined }).length === 0)
    .map(({ id, runs }) => `${id}: ${runs.map(({ end }) => end?.outcome ?? 'running').join(' ')}`);
}

/** One failure, two silences and two ends that nobody counts are no pattern yet. */
const mostUnseen = 6;

/** After a quiet day nothing runs, and nothing is ready: what could end has ended, and the rest waits for a person or for such a task. */
function lost({ log, clock }: World): readonly string[] {
  const isSettled = ({ status, parents, runs, requeuedAt }: Task): boolean => {
    switch (status) {
      case 'done':
      case 'review':
      case 'blocked':
        return true;
      case 'todo':
        return parents.some((id) => log.board.get(id)?.doneAt === undefined);
      case 'ready':
        // Done within the hour: it rests.
        return requeuedAt === undefined && (runs.at(-1)?.end?.at ?? 0) > clock.wall() - 3_600_000;
      default:
        return false;
    }
  };
  return log.board.tasks().filter((task) => !isSettled(task)).map(({ id, status }) => `${id} ${status}`);
}
