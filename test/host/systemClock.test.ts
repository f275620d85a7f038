import { expect, test } from 'vitest';
import { systemClock } from '../../src/host/systemClock';

test('a wait ends after its time, and a cancelled one never does', async () => {
  const startedAt = systemClock.now();
  const ran: string[] = [];
  systemClock.after(5, () => ran.push('cancelled'))();
  await new Promise<void>((resolve) => systemClock.after(20, resolve));
  expect(ran).toEqual([]);
  expect(systemClock.now() - startedAt).toBeGreaterThanOrEqual(19);
  expect(Math.abs(systemClock.wall() - Date.now())).toBeLessThan(1000);
});

test('a wait longer than a timer can count does not end at once', async () => {
  const ran: string[] = [];
  const cancel = systemClock.after(2 ** 40, () => ran.push('early'));
  await new Promise<void>((resolve) => systemClock.after(10, resolve));
  cancel();
  expect(ran).toEqual([]);
});
