import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

let house: SessionHarness;

beforeEach(() => {
  house = new SessionHarness();
  house.maxTurns = 2;
});

afterEach(() => {
  house.sessions.interruptAll();
  expect(house.clock.pending, 'timers left behind').toBe(0);
  expect(house.slots.ordinary.running, 'slots left behind').toBe(0);
});

describe('beyond the turns that may run at once', () => {
  test('a prompt waits, visibly and unsent, until one of them ends', async () => {
    const first = await house.asked('one');
    await house.asked('two');
    const third = await house.asked('three');
    expect(third.status).toMatchObject({ kind: 'queued', running: 2 });
    expect(outline(third.transcript.items())).toEqual(['you: three [queued]']);
    expect(house.connector.links).toHaveLength(2);
    expect(house.sessions.pulse(), 'what waits is no agent at work').toMatchObject({ kind: 'working', count: 2 });
    house.connector.links[0]?.answer();
    await house.clock.tick(0);
    expect(first.status).toMatchObject({ kind: 'idle' });
    expect(third.status).toMatchObject({ kind: 'working' });
    expect(house.connector.links).toHaveLength(3);
  });

  test('those that wait come in the order in which they asked, also before the next prompt of who had a slot', async () => {
    house.maxTurns = 1;
    const first = await house.asked('one');
    ask(first, 'one more');
    const second = await house.asked('two');
    const third = await house.asked('three');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect([first, second, third].map(({ status }) => status.kind)).toEqual(['queued', 'working', 'queued']);
    house.connector.last.answer();
    await house.clock.tick(0);
    expect([first, second, third].map(({ status }) => status.kind)).toEqual(['queued', 'idle', 'working']);
  });

  test('a prompt that waits can be taken back, and what waits behind it is next', async () => {
    house.maxTurns = 1;
    await house.asked('one');
    const second = await house.asked('two');
    ask(second, 'two and a half');
    const waiting = second.transcript.queue()[0]?.id ?? '';
    expect(second.withdraw(waiting)).toEqual([{ kind: 'text', text: 'two' }]);
    expect(outline(second.transcript.items())).toEqual(['you: two and a half [queued]']);
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toEqual([[{ kind: 'text', text: 'two and a half' }]]);
  });

  test('Stop ends a turn that waits, without anything being sent, and leaves the line', async () => {
    house.maxTurns = 1;
    await house.asked('one');
    const second = await house.asked('two');
    second.stop();
    await house.clock.tick(0);
    expect(outline(second.transcript.items())).toEqual(['you: two [failed]', 'end: cancelled']);
    expect(second.status).toMatchObject({ kind: 'idle' });
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.connector.links).toHaveLength(1);
  });

  test('a limit that is raised lets in who waits, and 0 lets in everybody', async () => {
    house.maxTurns = 1;
    const all = [await house.asked('one'), await house.asked('two'), await house.asked('three')];
    house.maxTurns = 2;
    house.slots.ordinary.look();
    await house.clock.tick(0);
    expect(all.map(({ status }) => status.kind)).toEqual(['working', 'working', 'queued']);
    house.maxTurns = 0;
    house.slots.ordinary.look();
    await house.clock.tick(0);
    expect(all.map(({ status }) => status.kind)).toEqual(['working', 'working', 'working']);
  });

  test('a hung turn frees its slot when its agent is given up, and a deaf one when its turn has ended', async () => {
    house.maxTurns = 1;
    const hung = await house.asked('one');
    const next = await house.asked('two');
    hung.stop();
    await house.clock.tick(house.limits.stopGraceMs);
    expect(hung.status).toMatchObject({ kind: 'stopping', force: 'byItself' });
    expect(next.status).toMatchObject({ kind: 'working' });
    house.wheel.last.bound.onStall(900_000);
    await house.clock.tick(house.limits.stopGraceMs);
    expect(next.status).toMatchObject({ kind: 'idle' });
    expect(house.slots.ordinary.running).toBe(0);
  });

  test('a turn that is asked once more keeps its slot', async () => {
    house.maxTurns = 1;
    house.limits = { ...house.limits, retryWhenSilent: true };
    const silent = await house.asked('one');
    const other = await house.asked('two');
    house.wheel.last.bound.onStall(900_000);
    await house.clock.tick(house.limits.stopGraceMs);
    expect(silent.status).toMatchObject({ kind: 'working' });
    expect(other.status).toMatchObject({ kind: 'queued' });
  });

  test('a window that closes lets nobody in', async () => {
    house.maxTurns = 1;
    await house.asked('one');
    const second = await house.asked('two');
    house.sessions.interruptAll();
    await house.clock.tick(0);
    expect(house.connector.requests).toHaveLength(1);
    expect(outline(second.transcript.items())).toEqual(['you: two [queued]']);
  });

  test('a deleted session leaves the line', async () => {
    house.maxTurns = 1;
    await house.asked('one');
    const second = await house.asked('two');
    const third = await house.asked('three');
    await house.sessions.remove(second.id);
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(third.status).toMatchObject({ kind: 'working' });
    expect(house.connector.links).toHaveLength(2);
  });
});
