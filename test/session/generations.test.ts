/** Whoever spoke for a session and does so no more: nothing of it reaches what came after. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FakeLink } from '../fakes/fakeConnector';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

let house: SessionHarness;
const ended: string[] = [];

beforeEach(() => {
  house = new SessionHarness();
  ended.length = 0;
  house.sessions.onDidEndTurn(({ turnId, outcome }) => void ended.push(`${turnId} ${outcome.kind}`));
});

afterEach(() => {
  house.sessions.interruptAll();
  expect(house.clock.pending, 'timers left behind').toBe(0);
});

/** All that an agent could still say, and its end. */
async function haunt(former: FakeLink): Promise<void> {
  former.say('ghost');
  former.listener.update({ kind: 'tool', tool: { callId: 'g', title: 'haunt', status: 'completed' } });
  former.listener.update({ kind: 'terminal', terminalId: 'g', append: 'boo', exit: { code: 0 } });
  former.listener.update({ kind: 'title', title: 'Ghost' });
  former.listener.sign('request');
  const question = { tool: { callId: 'g', title: 'haunt' }, options: [{ id: 'yes', name: 'Allow', kind: 'allow_once' }] };
  expect(await former.listener.ask(question, new AbortController().signal)).toEqual({ kind: 'withdrawn' });
  former.answer();
  former.die({ code: 0 });
  await house.clock.tick(0);
}

describe('an agent of which we let go', () => {
  test('writes nothing more into a session that any window may have by now', async () => {
    const session = await house.asked();
    house.connector.last.answer();
    await house.clock.tick(0);
    await session.restartAgent();
    expect(house.leases.holder(session.id)).toBeUndefined();
    const written = house.store.kinds(session.id);
    await haunt(house.connector.last);
    expect(house.store.kinds(session.id)).toEqual(written);
    expect(session.status).toEqual({ kind: 'idle' });
  });

  test('because it rested for long, neither speaks nor ends anything in the turn of its successor', async () => {
    house.limits = { ...house.limits, idleReleaseMs: 60_000 };
    const session = await house.asked();
    const former = house.connector.last;
    former.answer();
    await house.clock.tick(60_000);
    expect(former.closes).toBe(1);
    ask(session, 'again');
    await house.clock.tick(0);
    await haunt(former);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [done]', 'end: answered (end_turn, empty)', 'you: again [sent]']);
    expect(session.status).toMatchObject({ kind: 'working' });
  });
});

test('an agent that died while nothing ran says nothing more', async () => {
  const session = await house.asked();
  house.connector.last.answer();
  await house.clock.tick(0);
  house.connector.last.die();
  await house.clock.tick(0);
  const written = house.store.kinds(session.id);
  await haunt(house.connector.last);
  expect(house.store.kinds(session.id)).toEqual(written);
});

test('a killed process never completes its turn: it ended once, as what it was', async () => {
  const session = await house.asked();
  const former = house.connector.last;
  former.say('half');
  session.forceStop();
  await haunt(former);
  const [turnId] = session.transcript.items().flatMap((item) => (item.kind === 'user' ? item.id : []));
  expect(ended).toEqual([`${turnId} cancelled`]);
  expect(house.store.kinds(session.id).filter((kind) => kind === 'ended')).toHaveLength(1);
  expect(house.pending.filter((line) => line.startsWith('settle')).every((line) => line.endsWith('cancelled'))).toBe(true);
});

test('an agent whose session another window took over neither writes nor completes', async () => {
  const session = await house.asked();
  const former = house.connector.last;
  former.say('half');
  await house.clock.tick(0);
  const written = house.store.kinds(session.id);
  session.lose();
  await haunt(former);
  expect(former.killed).toBe(true);
  expect(house.store.kinds(session.id)).toEqual(written);
  expect(ended).toEqual([expect.stringMatching(/ interrupted$/)]);
});

test('a session has one heartbeat, whichever agent it is the third of', async () => {
  house.limits = { ...house.limits, retryWhenSilent: true };
  const session = await house.asked();
  const [first] = house.connector.links;
  first?.die();
  await house.clock.tick(0);
  expect(house.connector.links).toHaveLength(2);
  session.forceStop();
  ask(session, 'again');
  await house.clock.tick(0);
  expect(house.connector.links).toHaveLength(3);
  expect(house.sessions.pulse()).toMatchObject({ kind: 'working', count: 1 });
  expect(house.wheel.open).toBe(1);
  for (const former of house.connector.links.slice(0, 2)) {
    await haunt(former);
  }
  expect(house.sessions.pulse()).toMatchObject({ kind: 'working', count: 1 });
  house.connector.last.answer();
  await house.clock.tick(0);
  expect(house.sessions.pulse()).toEqual({ kind: 'idle' });
  expect(house.wheel.open).toBe(0);
});
