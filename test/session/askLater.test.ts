import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../src/session/session';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

const hourMs = 3_600_000;
let house: SessionHarness;

beforeEach(() => {
  house = new SessionHarness();
});

afterEach(() => {
  house.sessions.interruptAll();
  expect(house.clock.pending, 'timers left behind').toBe(0);
});

/** A session whose turn met a limit that is reset in so long. */
async function limited(inMs = 2 * hourMs): Promise<Session> {
  const session = await house.asked();
  house.connector.last.fail({ kind: 'rpc', code: 429, message: 'Usage limit', resetsAt: house.clock.wall() + inMs });
  await house.clock.tick(0);
  return session;
}

const prompts = (): number => house.connector.links.reduce((sum, link) => sum + link.prompts.length, 0);

test('nothing is asked again unless the user says so', async () => {
  const session = await limited();
  await house.clock.tick(5 * hourMs);
  expect(session.askLater).toBeUndefined();
  expect(prompts()).toBe(1);
});

test('the last message is sent again at the reset, once', async () => {
  const session = await limited();
  session.askAtReset();
  expect(session.askLater).toEqual({ at: house.clock.wall() + 2 * hourMs, state: 'waiting' });
  await house.clock.tick(2 * hourMs);
  expect(prompts()).toBe(1);
  await house.clock.tick(60_000);
  expect(prompts()).toBe(2);
  expect(session.askLater).toBeUndefined();
  expect(house.store.records.get(session.id)?.askAt).toBeUndefined();
  house.connector.last.fail({ kind: 'rpc', code: 429, message: 'Usage limit', resetsAt: house.clock.wall() + hourMs });
  await house.clock.tick(5 * hourMs);
  expect(prompts()).toBe(2);
  expect(outline(session.transcript.items()).at(-1)).toBe('end: failed (rpc)');
});

test('it can be taken back, and going on by hand takes it back as well', async () => {
  const session = await limited();
  session.askAtReset();
  session.doNotAskAtReset();
  expect(session.askLater).toBeUndefined();
  session.askAtReset();
  ask(session, 'Something else');
  await house.clock.tick(0);
  house.connector.last.answer();
  await house.clock.tick(5 * hourMs);
  expect(prompts()).toBe(2);
});

test('after a reload it is offered, and does not start by itself', async () => {
  const session = await limited();
  session.askAtReset();
  house.sessions.interruptAll();
  house.leases.die(house.window);
  const later = new SessionHarness(house.store, { leases: house.leases, window: 'the next window', clock: house.clock });
  const again = later.sessions.find(session.id);
  expect(again?.askLater?.state).toBe('offered');
  await house.clock.tick(3 * hourMs);
  expect(later.connector.links).toEqual([]);
  again?.doNotAskAtReset();
  expect(again?.askLater).toBeUndefined();
  expect(house.store.records.get(session.id)?.askAt).toBeUndefined();
  later.sessions.interruptAll();
});

test('a computer that slept for hours past it offers it, and one that slept for less asks within a minute', async () => {
  const wall = house.clock.wall.bind(house.clock);
  for (const [sleptMs, state] of [[5 * hourMs, 'offered'], [2.5 * hourMs, undefined]] as const) {
    house.clock.wall = wall;
    const session = await limited();
    const before = prompts();
    session.askAtReset();
    house.clock.wall = () => wall() + sleptMs;
    await house.clock.tick(60_000);
    expect(session.askLater?.state).toBe(state);
    expect(prompts() - before).toBe(state === 'offered' ? 0 : 1);
  }
});

test('of two windows that were told so, one asks', async () => {
  const session = await limited();
  await session.restartAgent();
  session.askAtReset();
  const other = new SessionHarness(house.store, { leases: house.leases, window: 'another window', clock: house.clock });
  other.sessions.find(session.id)?.askAtReset();
  expect(other.sessions.find(session.id)?.askLater?.state).toBe('waiting');
  await house.clock.tick(2 * hourMs + 20_000);
  expect(prompts() + other.connector.links.length).toBe(2);
  house.sessions.interruptAll();
  other.sessions.interruptAll();
});

test('more than a day ahead, or where there is no limit, there is nothing to arrange', async () => {
  const session = await limited(25 * hourMs);
  session.askAtReset();
  expect(session.askLater).toBeUndefined();
  const other = await house.asked();
  other.askAtReset();
  expect(other.askLater).toBeUndefined();
});
