import { expect, test } from 'vitest';
import { Pacer } from '../../src/editor/pacer';
import { FakeClock } from '../fakes/fakeClock';

test('the first asking runs at once, a storm of them once per interval, and the last is never lost', async () => {
  const clock = new FakeClock();
  const ranAt: number[] = [];
  const pacer = new Pacer(clock, 500, () => ranAt.push(clock.now()));
  for (let at = 0; at < 1200; at += 100) {
    pacer.ask();
    await clock.tick(100);
  }
  await clock.tick(10_000);
  expect(ranAt).toEqual([0, 500, 1000, 1500]);
  expect(clock.pending).toBe(0);
});

test('what is asked after a pause runs at once', async () => {
  const clock = new FakeClock();
  let runs = 0;
  const pacer = new Pacer(clock, 500, () => (runs += 1));
  pacer.ask();
  await clock.tick(500);
  pacer.ask();
  expect(runs).toBe(2);
});

test('nothing runs once it is disposed of', async () => {
  const clock = new FakeClock();
  let runs = 0;
  const pacer = new Pacer(clock, 500, () => (runs += 1));
  pacer.ask();
  pacer.ask();
  pacer.dispose();
  pacer.ask();
  await clock.tick(1000);
  expect(runs).toBe(1);
  expect(clock.pending).toBe(0);
});
