import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Session } from '../../src/session/session';
import { ask, SessionHarness } from '../fakes/sessionHarness';

let house: SessionHarness;

beforeEach(() => {
  house = new SessionHarness();
  house.limits = { ...house.limits, idleReleaseMs: 3_600_000 };
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

test('an agent that nobody asks anything is let go after an hour, and comes back with the same session', async () => {
  const session = await atRest();
  await house.clock.tick(3_599_999);
  expect(house.connector.last.closes).toBe(0);
  await house.clock.tick(1);
  expect(house.connector.last.closes).toBe(1);
  expect(session.status).toEqual({ kind: 'idle' });
  ask(session, 'Still there?');
  await house.clock.tick(0);
  expect(house.connector.requests.at(-1)).toMatchObject({ agentSessionId: 'agent-session-1' });
});

test('a prompt begins the hour anew', async () => {
  const session = await atRest();
  await house.clock.tick(3_000_000);
  ask(session, 'One more');
  await house.clock.tick(3_000_000);
  house.connector.last.answer();
  await house.clock.tick(3_000_000);
  expect(house.connector.last.closes).toBe(0);
});

test('an agent with a command that still runs is kept until it has ended', async () => {
  await atRest();
  house.connector.last.runningTerminals = 1;
  await house.clock.tick(7_200_000);
  expect(house.connector.last.closes).toBe(0);
  house.connector.last.runningTerminals = 0;
  await house.clock.tick(300_000);
  expect(house.connector.last.closes).toBe(1);
});

test('an agent whose question nobody has answered is kept until somebody has, and the session says that it waits', async () => {
  const session = await atRest();
  const { last } = house.connector;
  void last.listener.ask({ tool: { callId: 't', title: 'rm' }, options: [{ id: 'yes', name: 'Allow', kind: 'allow_once' }] }, new AbortController().signal);
  await house.clock.tick(7_200_000);
  expect(session.status).toMatchObject({ kind: 'waitingForYou' });
  expect(last.closes).toBe(0);
  session.answer([...session.transcript.openQuestions][0] ?? '', 'yes');
  expect(session.status).toEqual({ kind: 'idle' });
  await house.clock.tick(300_000);
  expect(last.closes).toBe(1);
});

test('an agent with messages that are held back is kept', async () => {
  const session = await house.asked();
  ask(session, 'And then');
  house.connector.last.fail({ kind: 'rpc', code: -32000, message: 'overloaded' });
  await house.clock.tick(0);
  expect(session.queueHeld).toBe(true);
  await house.clock.tick(7_200_000);
  expect(house.connector.last.closes).toBe(0);
});

test('0 keeps it for ever, and a changed setting reaches it at once', async () => {
  house.limits = { ...house.limits, idleReleaseMs: 0 };
  await atRest();
  await house.clock.tick(36_000_000);
  expect(house.connector.last.closes).toBe(0);
  house.limits = { ...house.limits, idleReleaseMs: 60_000 };
  house.sessions.settingsChanged();
  await house.clock.tick(60_000);
  expect(house.connector.last.closes).toBe(1);
});
