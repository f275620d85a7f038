import { afterEach, beforeEach, expect, test } from 'vitest';
import { Retention } from '../../src/session/retention';
import { ask, SessionHarness } from '../fakes/sessionHarness';

const dayMs = 86_400_000;

let before: SessionHarness;
let now: SessionHarness;
let retention: Retention;
let days: number;
const undecided = new Set<string>();
const logged: string[] = [];

beforeEach(() => {
  before = new SessionHarness();
  days = 30;
  undecided.clear();
  logged.length = 0;
});

afterEach(() => {
  retention.close();
  before.sessions.interruptAll();
  now.sessions.interruptAll();
  expect(now.clock.pending, 'timers left behind').toBe(0);
});

/** A session in which a turn ended. */
async function old(text = 'Hello'): Promise<string> {
  const session = await before.asked(text);
  before.connector.last.answer();
  await before.clock.tick(0);
  await session.restartAgent();
  return session.id;
}

/** A new window, so many days later. */
async function windowAfter(pastDays: number): Promise<void> {
  await before.clock.tick(pastDays * dayMs);
  now = new SessionHarness(before.store, { leases: before.leases, window: 'a later window', clock: before.clock });
  retention = new Retention({
    clock: now.clock,
    sessions: now.sessions,
    store: now.store,
    retentionMs: () => days * dayMs,
    isUndecided: (id) => undecided.has(id),
    log: { info: (line) => void logged.push(line), warn: (line) => void logged.push(line) },
  });
  retention.start();
}

const ids = (): readonly string[] => now.sessions.summaries().map(({ id }) => id);

test('what is old goes some time after a start, with what belongs to it, and the log says so', async () => {
  const [one, two] = [await old(), await old()];
  await windowAfter(31);
  await now.clock.tick(50_000);
  expect(ids()).toHaveLength(2);
  await now.clock.tick(60_000);
  expect(ids()).toEqual([]);
  expect(now.store.records.size).toBe(0);
  expect([...now.forgotten].sort()).toEqual([one, two].sort());
  expect(now.sessions.opened(one)).toBeUndefined();
  expect([...logged].sort()[0]).toMatch(/^Session \S+ was removed: nothing happened in it for 31 days \(holdfast\.storage\.retentionDays is 30\)\.$/);
});

test('by default everything is kept', async () => {
  await old();
  days = 0;
  await windowAfter(10_000);
  await now.clock.tick(120_000);
  expect(ids()).toHaveLength(1);
});

test('what is younger is kept', async () => {
  await old();
  await windowAfter(29);
  await now.clock.tick(120_000);
  expect(ids()).toHaveLength(1);
  expect(logged).toEqual([]);
});

test('what another window used since this one listed it is kept', async () => {
  const id = await old();
  await windowAfter(31);
  await now.clock.tick(60_100);
  now.store.update(id, { updatedAt: now.clock.wall() });
  await now.clock.tick(60_000);
  expect(now.store.records.has(id)).toBe(true);
});

test('what is open here, has something undecided, or is in use elsewhere is kept', async () => {
  const [shown, drafted, used, gone] = [await old(), await old(), await old(), await old()];
  await windowAfter(31);
  now.sessions.find(shown);
  undecided.add(drafted);
  before.leases.of('another window').claim(used);
  await now.clock.tick(120_000);
  expect([...ids()].sort()).toEqual([shown, drafted, used].sort());
  expect(now.store.records.has(gone)).toBe(false);
});

test('what holds a message that was never sent is kept', async () => {
  const session = await before.asked();
  ask(session, 'And then this.');
  session.stop();
  before.connector.last.answer('cancelled');
  await before.clock.tick(0);
  expect(session.transcript.queue()).toHaveLength(1);
  await session.restartAgent();
  const sent = await old();
  await windowAfter(31);
  await now.clock.tick(120_000);
  expect(ids()).toEqual([session.id]);
  expect(now.store.records.has(sent)).toBe(false);
});

test('a disk that refuses one does not keep the others', async () => {
  const [first, second] = [await old(), await old()];
  await windowAfter(31);
  const remove = now.store.remove.bind(now.store);
  now.store.remove = (id) => {
    if (id === first) {
      throw new Error('The disk refuses.');
    }
    remove(id);
  };
  await now.clock.tick(120_000);
  expect(now.store.records.has(second)).toBe(false);
  expect(logged.filter((line) => line.includes('The disk refuses.'))).toHaveLength(1);
});

test('what a claim left behind goes, but not one that is held', async () => {
  await old();
  before.store.leftovers.add('left').add('held');
  days = 0;
  await windowAfter(0);
  before.leases.of('another window').claim('held');
  await now.clock.tick(120_000);
  expect([...now.store.leftovers]).toEqual(['held']);
  expect(ids()).toHaveLength(1);
});

test('a window that closes looks no further', async () => {
  await old();
  await old();
  await windowAfter(31);
  await now.clock.tick(60_250);
  retention.close();
  await now.clock.tick(60_000);
  expect(ids()).toHaveLength(1);
  expect(now.clock.pending).toBe(0);
});
