import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IdleWheel } from '../../src/base/idleBound';
import { afterPoll } from '../../src/host/systemClock';
import { startTask } from '../../src/editor/backgroundTask';
import { Sessions } from '../../src/session/sessions';
import { english } from '../editor/english';
import { outline, SessionHarness } from '../fakes/sessionHarness';

let house: SessionHarness;

beforeEach(() => {
  house = new SessionHarness();
});

afterEach(() => {
  house.sessions.interruptAll();
  expect(house.clock.pending, 'timers left behind').toBe(0);
  expect(house.slots.background.running, 'slots left behind').toBe(0);
});

let ids = 0;

function start(text: string, sessions = house.sessions): { readonly sessionId: string; readonly turnId: string } {
  const ports = { sessions, newId: () => `task-${++ids}`, translate: english, log: { warn: (message: string) => void house.warnings.push(message) } };
  return startTask({ text, agent: 'builtin', origin: 'user' }, ports);
}

describe('a background task', () => {
  test('is a session of its own, on disk before it is sent, with the first 60 characters of its prompt as its title', async () => {
    house.connector.waits = true;
    const long = `Fix the tests ${'x'.repeat(80)}`;
    const { sessionId, turnId } = start(long);
    expect(house.store.records.get(sessionId)).toMatchObject({ kind: 'background', title: `${long.slice(0, 59)}…` });
    expect(house.store.events.get(sessionId)?.[0]).toMatchObject({ kind: 'prompt', turnId, origin: 'user' });
    expect(house.connector.links).toEqual([]);
    expect(house.sessions.summary(sessionId)).toMatchObject({ kind: 'background', status: { kind: 'starting' } });
    house.connector.release();
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toEqual([[{ kind: 'text', text: long }]]);
    expect(start('another one').sessionId).not.toBe(sessionId);
  });

  test.each(['', '  \n '])('is not started for a prompt without words: %j', (text) => {
    expect(() => start(text)).toThrow('There is nothing to send.');
    expect(house.sessions.summaries()).toEqual([]);
  });

  test('leaves nothing behind when its prompt cannot be written', () => {
    house.store.fails = new Error('The disk is full.');
    expect(() => start('Fix it')).toThrow('The disk is full.');
    expect(house.sessions.summaries()).toEqual([]);
    expect(house.connector.requests).toEqual([]);
  });

  test('waits, visibly, when as many run as may at once, and takes no slot from other sessions', async () => {
    house.maxTasks = 1;
    house.maxTurns = 1;
    start('one');
    const second = start('two');
    await house.clock.tick(0);
    expect(house.sessions.summary(second.sessionId)?.status).toMatchObject({ kind: 'queued', running: 1 });
    const session = await house.asked('Hello');
    expect(session.status.kind).toBe('working');
    house.connector.links[0]?.answer();
    await house.clock.tick(0);
    expect(house.sessions.summary(second.sessionId)?.status.kind).toBe('working');
  });

  test('a raised limit lets in those that wait', async () => {
    house.maxTasks = 1;
    start('one');
    const { sessionId } = start('two');
    house.maxTasks = 2;
    house.sessions.settingsChanged();
    await house.clock.tick(0);
    expect(house.sessions.summary(sessionId)?.status.kind).toBe('working');
  });

  test('is still one after a restart', async () => {
    const { sessionId } = start('one');
    await house.clock.tick(0);
    const later = new SessionHarness(house.store);
    expect(later.sessions.find(sessionId)?.record.kind).toBe('background');
  });
});

describe('the silence of a background task', () => {
  test('is warned of once after 15 minutes and ends it after 30, with the tool that was active', async () => {
    const sessions = new Sessions({ ...house.ports, wheel: new IdleWheel(house.clock, afterPoll) });
    const session = sessions.find(start('Fix it', sessions).sessionId)!;
    await house.clock.tick(0);
    house.taskLimits = { ...house.taskLimits, toolIdleMs: 0, idleMs: 1_800_000 };
    house.connector.last.say('I begin.');
    await house.clock.tick(898_000);
    expect(session.status).not.toMatchObject({ silence: { kind: 'long' } });
    await house.clock.tick(4_000);
    expect(session.status).toMatchObject({ silence: { kind: 'long', endsAfterMs: 1_800_000 } });
    session.keepWaiting();
    await house.clock.tick(1_790_000);
    expect(session.status).toMatchObject({ kind: 'working' });
    house.taskLimits = { ...house.taskLimits, toolIdleMs: 1_800_000 };
    house.connector.last.listener.update({ kind: 'tool', tool: { callId: 't', title: 'npm test', status: 'in_progress' } });
    await house.clock.tick(1_803_000);
    expect(session.status.kind).toBe('stopping');
    await house.clock.tick(5_000);
    expect(session.transcript.items().at(-1)).toMatchObject({ kind: 'end', outcome: { kind: 'stalled', tool: 'npm test' } });
    sessions.interruptAll();
  });

  test('is not warned of with 0, and half-way where the limit would come before the warning', async () => {
    const session = await house.asked('Fix it', 'background');
    const { bound } = house.wheel.last;
    expect([bound.warnAfterMs(), bound.limitMs()]).toEqual([900_000, 1_800_000]);
    house.taskLimits = { ...house.taskLimits, warnMs: 0 };
    expect(bound.warnAfterMs()).toBe(0);
    house.taskLimits = { ...house.taskLimits, warnMs: 900_000, idleMs: 600_000 };
    expect(bound.warnAfterMs()).toBe(300_000);
    house.taskLimits = { ...house.taskLimits, idleMs: 0 };
    expect([bound.warnAfterMs(), bound.limitMs()]).toEqual([0, 0]);
    expect(session.status.kind).toBe('working');
  });

  test('lets nothing of an agent in that speaks after the end', async () => {
    const session = await house.asked('Fix it', 'background');
    const link = house.connector.last;
    house.wheel.last.bound.onStall(1_800_000);
    await house.clock.tick(5_000);
    const before = outline(session.transcript.items());
    expect(before.at(-1)).toBe('end: stalled');
    link.say('One more thing');
    link.answer();
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(before);
  });
});
