import { describe, expect, test } from 'vitest';
import { Channel } from '../../src/base/channel';
import { Emitter } from '../../src/base/event';
import { OwnershipMap } from '../../src/base/ownership';
import { TeardownGroup } from '../../src/base/teardown';
import { within } from '../../src/base/within';
import { FakeClock } from '../fakes/fakeClock';

describe('a channel', () => {
  test('gives what was pushed in order, then ends', async () => {
    const channel = new Channel<number>();
    channel.push(1);
    const read = (async () => {
      const seen: number[] = [];
      for await (const value of channel) {
        seen.push(value);
      }
      return seen;
    })();
    await Promise.resolve();
    channel.push(2);
    channel.end();
    channel.push(3);
    expect(await read).toEqual([1, 2]);
  });

  test('throws its error behind what was pushed', async () => {
    const channel = new Channel<number>();
    channel.push(1);
    channel.end(new Error('broken'));
    const seen: number[] = [];
    await expect(
      (async () => {
        for await (const value of channel) {
          seen.push(value);
        }
      })(),
    ).rejects.toThrow('broken');
    expect(seen).toEqual([1]);
  });

  test('keeps order and counts its backlog over many values', async () => {
    const channel = new Channel<number>();
    for (let i = 0; i < 5_000; i += 1) {
      channel.push(i);
    }
    expect(channel.backlog).toBe(5_000);
    channel.end();
    let next = 0;
    for await (const value of channel) {
      expect(value).toBe(next++);
    }
    expect(next).toBe(5_000);
    expect(channel.backlog).toBe(0);
  });
});

describe('an owner', () => {
  test('that is stale can neither release its successor nor call back', () => {
    const stale: unknown[] = [];
    const map = new OwnershipMap<string, string>((...call) => stale.push(call));
    const first = map.take('key', 'first');
    const called: string[] = [];
    const late = first.guard(() => called.push('late'));
    const second = map.take('key', 'second');
    late();
    expect(first.release()).toBe(false);
    expect(map.get('key')).toBe('second');
    expect(called).toEqual([]);
    expect(stale).toEqual([['key', first.generation, second.generation]]);
    expect(second.release()).toBe(true);
    expect(map.has('key')).toBe(false);
  });
});

test('a listener that throws hurts only itself', () => {
  const errors: unknown[] = [];
  const emitter = new Emitter<number>((error) => errors.push(error));
  const seen: number[] = [];
  emitter.event(() => {
    throw new Error('mine');
  });
  const unsubscribe = emitter.event((value) => seen.push(value));
  emitter.fire(1);
  unsubscribe();
  emitter.fire(2);
  expect(seen).toEqual([1]);
  expect(errors).toHaveLength(2);
});

describe('a teardown', () => {
  test('closes in parallel, kills who is late at the deadline, and reports each', async () => {
    const clock = new FakeClock();
    const group = new TeardownGroup(clock);
    const killed: string[] = [];
    group.add({ name: 'quick', close: () => undefined, kill: () => killed.push('quick') });
    group.add({ name: 'deaf', close: () => new Promise(() => undefined), kill: () => killed.push('deaf') });
    group.add({ name: 'throws', close: () => Promise.reject(new Error('no')), kill: () => killed.push('throws') });
    const closing = group.close(1_500);
    expect(group.close(9_999)).toBe(closing);
    await clock.tick(1_500);
    expect((await closing).map(({ name, end, afterMs }) => `${name} ${end} ${afterMs}`)).toEqual(['quick closed 0', 'deaf late 1500', 'throws failed 0']);
    expect(killed.sort()).toEqual(['deaf', 'throws']);
    group.add({ name: 'latecomer', close: () => undefined, kill: () => killed.push('latecomer') });
    expect(killed).toContain('latecomer');
    expect(clock.pending).toBe(0);
  });

  test('that was abandoned may fail later, and nobody is disturbed; what a member says of its end is told', async () => {
    const clock = new FakeClock();
    const group = new TeardownGroup(clock);
    let fail = (_: Error): void => undefined;
    group.add({ name: 'abandoned', close: () => new Promise((_, reject) => (fail = reject)) });
    group.add({ name: 'talks', close: async () => 'ended when it was asked to' });
    const fails = (): void => {
      throw new Error('at once');
    };
    group.add({ name: 'throws', close: fails, kill: fails });
    const closing = group.close(100);
    await clock.tick(100);
    expect(await closing).toMatchObject([
      { name: 'abandoned', end: 'late', afterMs: 100 },
      { name: 'talks', end: 'closed', how: 'ended when it was asked to' },
      { name: 'throws', end: 'failed' },
    ]);
    fail(new Error('much later'));
    await clock.tick(1);
    expect(clock.pending).toBe(0);
  });
});

test('a bounded wait ends with its promise or at its bound, and leaves no timer', async () => {
  const clock = new FakeClock();
  expect(await within(clock, 100, Promise.reject(new Error('settled all the same')))).toBe('settled');
  const late = within(clock, 100, new Promise(() => undefined));
  await clock.tick(100);
  expect(await late).toBe('late');
  expect(clock.pending).toBe(0);
});
