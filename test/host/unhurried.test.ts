import { expect, test } from 'vitest';
import { unhurried } from '../../src/host/unhurried';

test('long work in small steps lets others run in between, and gives what all steps gave', async () => {
  let turns = 0;
  let isOver = false;
  const count = (): void => {
    turns += 1;
    if (!isOver) {
      setImmediate(count);
    }
  };
  setImmediate(count);
  function* steps(): Generator<number> {
    for (let step = 0; step < 20; step += 1) {
      const endsAt = performance.now() + 2;
      while (performance.now() < endsAt) {
        // Busy.
      }
      yield step;
    }
  }
  expect(await unhurried(steps(), 5)).toEqual(Array.from({ length: 20 }, (_, n) => n));
  isOver = true;
  expect(turns).toBeGreaterThan(5);
});
