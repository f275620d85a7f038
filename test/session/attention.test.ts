import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../src/session/session';
import { SessionHarness } from '../fakes/sessionHarness';

let house: SessionHarness;

beforeEach(() => {
  house = new SessionHarness();
});

afterEach(() => {
  house.sessions.interruptAll();
  expect(house.clock.pending, 'timers left behind').toBe(0);
});

const minute = 60_000;

function attention({ status }: Session): unknown {
  return status.kind === 'working' ? status.attention : status.kind;
}

describe('a long turn', () => {
  test('is brought to attention after half an hour, once, and goes on', async () => {
    const session = await house.asked();
    let told = 0;
    session.conversation.onDidChange(() => (told += 1));
    await house.clock.tick(30 * minute - 1);
    expect(attention(session)).toBeUndefined();
    expect(told).toBe(0);
    await house.clock.tick(1);
    expect(attention(session)).toEqual({ kind: 'long' });
    await house.clock.tick(60 * minute);
    expect(told).toBe(1);
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(session.status).toEqual({ kind: 'idle' });
  });

  test('that may go on is mentioned again when as much has come on top', async () => {
    const session = await house.asked();
    await house.clock.tick(31 * minute);
    session.letGoOn();
    expect(attention(session)).toBeUndefined();
    await house.clock.tick(29 * minute);
    expect(attention(session)).toBeUndefined();
    await house.clock.tick(minute);
    expect(attention(session)).toEqual({ kind: 'long' });
  });

  test('is mentioned again in time also when the limit is short', async () => {
    house.limits = { ...house.limits, turnNoticeMs: 10_000 };
    const session = await house.asked();
    await house.clock.tick(10_000);
    session.letGoOn();
    await house.clock.tick(9_999);
    expect(attention(session)).toBeUndefined();
    await house.clock.tick(1);
    expect(attention(session)).toEqual({ kind: 'long' });
  });

  test('is not mentioned when the setting is 0, and within a minute when it is changed', async () => {
    house.limits = { ...house.limits, turnNoticeMs: 0 };
    const session = await house.asked();
    await house.clock.tick(300 * minute);
    expect(attention(session)).toBeUndefined();
    house.limits = { ...house.limits, turnNoticeMs: 10 * minute };
    await house.clock.tick(minute);
    expect(attention(session)).toEqual({ kind: 'long' });
  });

  test('does not count the time in which it waits for the user', async () => {
    const session = await house.asked();
    await house.clock.tick(30 * minute - 1);
    const options = [{ id: 'yes', name: 'Allow', kind: 'allow_once' }];
    void house.connector.last.listener.ask({ tool: { callId: 't', title: 'rm' }, options }, new AbortController().signal);
    await house.clock.tick(120 * minute);
    expect(attention(session)).toBe('waitingForYou');
    const [question = ''] = session.transcript.openQuestions;
    session.answer(question, 'yes');
    expect(attention(session)).toBeUndefined();
    await house.clock.tick(minute);
    expect(attention(session)).toEqual({ kind: 'long' });
  });
});

describe('the same tool call', () => {
  const call = async (callId: string, title: string, rawInput?: unknown): Promise<void> => {
    const { listener } = house.connector.last;
    listener.update({ kind: 'tool', tool: { callId, title, toolKind: 'execute', status: 'in_progress', ...(rawInput === undefined ? {} : { rawInput }) } });
    listener.update({ kind: 'tool', tool: { callId, status: 'completed' } });
    // An agent that repeats how a call ended has not made another one.
    listener.update({ kind: 'tool', tool: { callId, status: 'completed' } });
    await house.clock.tick(0);
  };

  test('five times in a row is brought to attention, and a different one is progress', async () => {
    const session = await house.asked();
    for (const id of ['1', '2', '3', '4']) {
      await call(id, 'npm test');
    }
    expect(attention(session)).toBeUndefined();
    await call('5', 'npm test');
    expect(attention(session)).toEqual({ kind: 'repeating', what: 'npm test', times: 5 });
    await call('6', 'npm test');
    expect(attention(session)).toEqual({ kind: 'repeating', what: 'npm test', times: 6 });
    await call('7', 'git diff');
    expect(attention(session)).toBeUndefined();
  });

  test('with another input is another call, and so is an edit with another diff', async () => {
    const session = await house.asked();
    for (const id of ['1', '2', '3', '4', '5', '6']) {
      await call(id, 'Read file', { path: `/file-${id}` });
    }
    const { listener } = house.connector.last;
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      listener.update({
        kind: 'tool',
        tool: { callId: id, title: 'Edit file', toolKind: 'edit', status: 'completed', content: [{ kind: 'diff', path: '/f', newText: id }] },
      });
    }
    await house.clock.tick(0);
    expect(attention(session)).toBeUndefined();
  });

  test('that the user lets go on is mentioned again after five more', async () => {
    const session = await house.asked();
    for (let id = 1; id <= 5; id++) {
      await call(String(id), 'npm test');
    }
    session.letGoOn();
    for (let id = 6; id <= 9; id++) {
      await call(String(id), 'npm test');
    }
    expect(attention(session)).toBeUndefined();
    await call('10', 'npm test');
    expect(attention(session)).toMatchObject({ kind: 'repeating', times: 5 });
  });

  test('of an earlier turn does not count', async () => {
    const session = await house.asked();
    for (let id = 1; id <= 4; id++) {
      await call(String(id), 'npm test');
    }
    house.connector.last.answer();
    await house.clock.tick(0);
    session.prompt({ clientId: 'again', content: [{ kind: 'text', text: 'again' }], origin: 'user' });
    await house.clock.tick(0);
    await call('5', 'npm test');
    expect(attention(session)).toBeUndefined();
  });
});
