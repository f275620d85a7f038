import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../src/session/session';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

let house: SessionHarness;

beforeEach(() => {
  house = new SessionHarness();
});

afterEach(() => {
  house.sessions.interruptAll();
  expect(house.clock.pending, 'timers left behind').toBe(0);
});

async function atRest(): Promise<Session> {
  const session = await house.asked();
  house.connector.last.say('Hi');
  house.connector.last.answer();
  await house.clock.tick(0);
  return session;
}

describe('a session that is put away', () => {
  test('says so, also after a restart, keeps its conversation, and lets its agent go', async () => {
    const session = await atRest();
    expect(house.sessions.summary(session.id)).toMatchObject({ archived: false });
    expect(session.archive()).toBe('archived');
    await house.clock.tick(0);
    expect(house.connector.last.closes).toBe(1);
    expect(house.sessions.summary(session.id)).toMatchObject({ archived: true, status: { kind: 'idle' } });
    const later = new SessionHarness(house.store);
    expect(later.sessions.summaries()).toMatchObject([{ id: session.id, archived: true }]);
    expect(outline(later.sessions.find(session.id)?.transcript.items() ?? [])).toEqual(['you: Hello [done]', 'agent: Hi']);
  });

  test('can be worked in by any window', async () => {
    const session = await atRest();
    session.archive();
    await house.clock.tick(0);
    const other = new SessionHarness(house.store, { leases: house.leases, window: 'other', clock: house.clock });
    const there = other.sessions.find(session.id);
    expect(there && ask(there, 'And now?')).toMatchObject({ kind: 'accepted' });
    other.sessions.interruptAll();
  });

  test('comes back with the next prompt, with the same session of its agent', async () => {
    const session = await atRest();
    session.archive();
    await house.clock.tick(0);
    ask(session, 'One more');
    expect(house.sessions.summary(session.id)).toMatchObject({ archived: false });
    expect(house.store.records.get(session.id)?.archivedAt).toBeUndefined();
    await house.clock.tick(0);
    expect(house.connector.requests.at(-1)).toMatchObject({ agentSessionId: 'agent-session-1' });
  });

  test('comes back with a prompt of another window that did not know of it', async () => {
    const session = await atRest();
    const other = new SessionHarness(house.store, { leases: house.leases, window: 'other', clock: house.clock });
    const there = other.sessions.find(session.id);
    session.archive();
    await house.clock.tick(1_000);
    expect(there && ask(there, 'And now?')).toMatchObject({ kind: 'accepted' });
    expect(house.store.records.get(session.id)?.archivedAt).toBeUndefined();
    other.sessions.interruptAll();
  });

  test('comes back when the user takes it out, and nothing is started', async () => {
    const session = await atRest();
    session.archive();
    session.unarchive();
    await house.clock.tick(0);
    expect(house.sessions.summary(session.id)).toMatchObject({ archived: false });
    expect(house.connector.requests).toHaveLength(1);
  });

  test('is not asked anything by itself any more', async () => {
    const session = await house.asked();
    house.connector.last.fail({ kind: 'rpc', code: 429, message: 'Usage limit', resetsAt: house.clock.wall() + 60_000 });
    await house.clock.tick(0);
    session.askAtReset();
    expect(session.archive()).toBe('archived');
    await house.clock.tick(3_600_000);
    expect(house.connector.links.flatMap(({ prompts }) => prompts)).toHaveLength(1);
    expect(house.sessions.summary(session.id)).toMatchObject({ archived: true });
  });
});

describe('a session stays where it is', () => {
  test('while a turn runs in it, or waits', async () => {
    const session = await house.asked();
    expect(session.archive()).toBe('running');
    house.maxTurns = 1;
    const waits = await house.asked('And me?');
    expect(waits.status.kind).toBe('queued');
    expect(waits.archive()).toBe('running');
    expect(house.sessions.summaries().map(({ archived }) => archived)).toEqual([false, false]);
  });

  test('while another window works in it', async () => {
    const session = await house.asked();
    const other = new SessionHarness(house.store, { leases: house.leases, window: 'other', clock: house.clock });
    const there = other.sessions.find(session.id);
    expect(there?.archive()).toBe('elsewhere');
    expect(house.store.records.get(session.id)?.archivedAt).toBeUndefined();
    other.sessions.interruptAll();
  });

  test('when nothing was asked in it yet', () => {
    expect(house.sessions.create().archive()).toBe('empty');
  });
});
