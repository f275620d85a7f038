import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { IdleWheel } from '../../src/base/idleBound';
import { afterPoll } from '../../src/host/systemClock';
import { Sessions } from '../../src/session/sessions';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

let house: SessionHarness;

beforeEach(() => {
  house = new SessionHarness();
});

afterEach(() => {
  house.sessions.interruptAll();
  expect(house.clock.pending, 'timers left behind').toBe(0);
  expect(house.wheel.open, 'watches left behind').toBe(0);
});

const question = { tool: { callId: 't', title: 'rm' }, options: [{ id: 'yes', name: 'Allow', kind: 'allow_once' }] };

describe('a turn is watched', () => {
  test('from the moment its prompt is sent, not while it waits or starts', async () => {
    house.connector.waits = true;
    const session = house.sessions.create();
    ask(session, 'one');
    ask(session, 'two');
    await house.clock.tick(3_600_000);
    expect(house.wheel.watches).toEqual([]);
    house.connector.release();
    await house.clock.tick(0);
    expect(house.wheel.open).toBe(1);
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.wheel.open).toBe(1);
    house.connector.last.answer();
    await house.clock.tick(0);
  });

  test('and everything that its agent does is a sign of life', async () => {
    await house.asked();
    const { listener } = house.connector.last;
    listener.update({ kind: 'usage', used: 1, size: 2 });
    listener.sign('request');
    listener.sign('terminalOutput');
    listener.sign('bytes');
    expect(house.wheel.last.signs).toBe(4);
    house.connector.last.answer();
    await house.clock.tick(0);
  });

  test('but not while a question to the human is open', async () => {
    const session = await house.asked();
    void house.connector.last.listener.ask(question, new AbortController().signal);
    await house.clock.tick(0);
    expect(house.wheel.last.bound.isHeld()).toBe(true);
    session.answer([...session.transcript.openQuestions][0] ?? '', 'yes');
    expect(house.wheel.last.bound.isHeld()).toBe(false);
    house.connector.last.answer();
    await house.clock.tick(0);
  });

  test('but not while we have stopped reading ourselves, and a full window follows', async () => {
    const { clock, connector } = house;
    const session = new Sessions({ ...house.ports, wheel: new IdleWheel(clock, afterPoll) }).create();
    ask(session, 'Hello');
    await clock.tick(29_000);
    connector.last.isReadingPaused = true;
    await clock.tick(3_600_000);
    expect(session.status).not.toHaveProperty('silence');
    connector.last.isReadingPaused = false;
    await clock.tick(29_000);
    expect(session.status).not.toHaveProperty('silence');
    await clock.tick(3_000);
    expect(session.status).toMatchObject({ silence: { kind: 'quiet' } });
    await clock.tick(450_000 - 32_000);
    connector.last.isReadingPaused = true;
    await clock.tick(2_000);
    expect(session.status, 'a hold takes back what was said').not.toHaveProperty('silence');
    connector.last.answer();
    await clock.tick(0);
  });

  test('with a larger limit while a tool call is in flight, and with limits that are read when they are used', async () => {
    await house.asked();
    const { bound } = house.wheel.last;
    const { listener } = house.connector.last;
    expect(bound.limitMs()).toBe(900_000);
    listener.update({ kind: 'tool', tool: { callId: 't', title: 'npm test', status: 'in_progress' } });
    await house.clock.tick(0);
    expect(bound.limitMs()).toBe(1_800_000);
    house.limits = { ...house.limits, toolIdleMs: 60_000 };
    expect(bound.limitMs()).toBe(900_000);
    house.limits = { ...house.limits, toolIdleMs: 0 };
    expect(bound.limitMs()).toBe(0);
    listener.update({ kind: 'tool', tool: { callId: 't', status: 'completed' } });
    await house.clock.tick(0);
    house.limits = { ...house.limits, idleMs: 0 };
    expect(bound.limitMs()).toBe(0);
    house.connector.last.answer();
    await house.clock.tick(0);
  });
});

describe('a call that stands only in the question about it', () => {
  test('is in flight once it is allowed: its own limit holds, and it is named', async () => {
    const session = await house.asked();
    const { listener } = house.connector.last;
    void listener.ask({ tool: { callId: 't', title: 'npm test' }, options: question.options }, new AbortController().signal);
    await house.clock.tick(0);
    session.answer([...session.transcript.openQuestions][0] ?? '', 'yes');
    expect(house.wheel.last.bound.limitMs()).toBe(1_800_000);
    expect(session.status).toMatchObject({ kind: 'working', what: 'npm test' });
    listener.update({ kind: 'tool', tool: { callId: 't', status: 'completed' } });
    await house.clock.tick(0);
    expect(house.wheel.last.bound.limitMs()).toBe(900_000);
  });
});

describe('silence', () => {
  test('is told early, then with the limit in sight, and is over with the first sign of life', async () => {
    const session = await house.asked();
    const { bound } = house.wheel.last;
    bound.onQuiet(30_000);
    expect(session.status).toMatchObject({ kind: 'working', silence: { kind: 'quiet', since: house.clock.wall() - 30_000 } });
    expect(house.sessions.pulse()).toMatchObject({ kind: 'quiet' });
    bound.onWarning(450_000);
    expect(session.status).toMatchObject({ silence: { kind: 'long', endsAfterMs: 900_000 } });
    bound.onLife();
    expect(session.status).toEqual({ kind: 'working', since: expect.any(Number) as number, what: undefined });
    house.connector.last.answer();
    await house.clock.tick(0);
  });

  test('may go on when the user keeps waiting', async () => {
    const session = await house.asked();
    house.wheel.last.bound.onWarning(450_000);
    session.keepWaiting();
    expect(house.wheel.last.signs).toBe(1);
    expect(session.status).not.toHaveProperty('silence');
    house.connector.last.answer();
    await house.clock.tick(0);
  });
});

describe('going on after the limit', () => {
  test('comes before what was asked meanwhile, and lets none of that go', async () => {
    const session = await house.asked();
    house.connector.last.say('Half');
    ask(session, 'and then');
    await house.clock.tick(0);
    house.wheel.last.bound.onStall(900_000);
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    session.prompt({ clientId: 'go-on', content: [{ kind: 'text', text: 'Continue' }], origin: 'user', place: 'first' });
    await house.clock.tick(0);
    expect(house.connector.last.prompts.at(-1)).toEqual([{ kind: 'text', text: 'Continue' }]);
    house.connector.last.say(' an answer');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(session.queueHeld).toBe(true);
    session.sendQueued();
    await house.clock.tick(0);
    expect(house.connector.last.prompts.at(-1)).toEqual([{ kind: 'text', text: 'and then' }]);
  });
});

test('a prompt that was asked once more of an agent that cannot be started again may have been seen the first time', async () => {
  house.limits = { ...house.limits, retryWhenSilent: true };
  const session = await house.asked();
  house.connector.fails = { kind: 'commandNotFound', command: 'agent', searched: [] };
  house.wheel.last.bound.onStall(900_000);
  await house.clock.tick(house.limits.stopGraceMs);
  expect(outline(session.transcript.items())[0]).toBe('you: Hello [unknown]');
});

describe('at the limit', () => {
  test('open questions are withdrawn, the agent is asked to stop, and a late answer is used', async () => {
    const session = await house.asked();
    house.connector.last.say('Half');
    const answer = house.connector.last.listener.ask(question, new AbortController().signal);
    await house.clock.tick(0);
    house.wheel.last.bound.onStall(900_000);
    expect(await answer).toEqual({ kind: 'withdrawn' });
    expect(house.connector.last.cancels).toBe(1);
    house.connector.last.say(' and whole.');
    house.connector.last.answer('end_turn');
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual([
      'you: Hello [done]',
      'agent: Half',
      'tool: rm [unfinished]',
      'question: rm [withdrawn]',
      'agent:  and whole.',
    ]);
    expect(house.connector.last.killed).toBe(false);
  });

  test('an agent that stops when asked keeps its process; the text so far stays, and the queue is held', async () => {
    const session = await house.asked();
    house.connector.last.say('Half');
    await house.clock.tick(0);
    ask(session, 'next');
    house.wheel.last.bound.onStall(900_000);
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['you: Hello [failed]', 'agent: Half', 'you: next [queued]', 'end: stalled']);
    expect(session.queueHeld).toBe(true);
    expect(house.connector.links).toHaveLength(1);
  });

  test('a deaf agent is killed after the grace, and the next prompt goes on with its session', async () => {
    const session = await house.asked();
    house.connector.last.say('Half');
    await house.clock.tick(0);
    house.wheel.last.bound.onStall(900_000);
    expect(session.status).toMatchObject({ kind: 'stopping' });
    await house.clock.tick(5_000);
    expect(house.connector.last.killed).toBe(true);
    expect(outline(session.transcript.items()).at(-1)).toBe('end: stalled');
    ask(session, 'Please go on.');
    await house.clock.tick(0);
    expect(house.connector.requests.at(-1)).toMatchObject({ agentSessionId: 'agent-session-1' });
    house.connector.last.answer();
    await house.clock.tick(0);
  });

  test('a stop that the user presses meanwhile is a stop', async () => {
    const session = await house.asked();
    house.connector.last.say('Half');
    await house.clock.tick(0);
    house.wheel.last.bound.onStall(900_000);
    session.stop();
    await house.clock.tick(5_000);
    expect(outline(session.transcript.items()).at(-1)).toBe('end: cancelled late');
  });

  test('a window that closes meanwhile records an interruption', async () => {
    const session = await house.asked();
    house.wheel.last.bound.onStall(900_000);
    house.sessions.interruptAll();
    expect(house.store.events.get(session.id)?.at(-1)).toMatchObject({ kind: 'ended', outcome: { kind: 'interrupted', by: 'shutdown' } });
  });
});

describe('a prompt of which the agent has shown nothing', () => {
  beforeEach(() => {
    house.limits = { ...house.limits, retryWhenSilent: true };
  });

  test('is sent once more to a fresh process with the same session, and only once', async () => {
    const session = await house.asked();
    const first = house.connector.last;
    first.listener.update({ kind: 'message', speaker: 'thought', content: { kind: 'text', text: 'hm' } });
    first.listener.update({ kind: 'tool', tool: { callId: 't', title: 'later', status: 'pending' } });
    house.wheel.last.bound.onStall(900_000);
    await house.clock.tick(5_000);
    expect(first.killed).toBe(true);
    expect(house.connector.last.prompts).toEqual([[{ kind: 'text', text: 'Hello' }]]);
    expect(house.connector.requests.at(-1)).toMatchObject({ agentSessionId: 'agent-session-1' });
    expect(session.status).toMatchObject({ kind: 'working' });

    house.wheel.last.bound.onStall(900_000);
    await house.clock.tick(5_000);
    expect(house.connector.links).toHaveLength(2);
    expect(outline(session.transcript.items()).filter((line) => line.startsWith('you:') || line.startsWith('end:'))).toEqual([
      'you: Hello [unknown]',
      'end: stalled',
    ]);
    expect(house.store.kinds(session.id).filter((kind) => kind === 'ended')).toHaveLength(1);
  });

  test('is sent once more when its agent died, and answered', async () => {
    const session = await house.asked();
    house.connector.last.die();
    await house.clock.tick(0);
    house.connector.last.say('Here I am.');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(outline(session.transcript.items())).toEqual(['notice: askedAgain', 'you: Hello [done]', 'agent: Here I am.']);
  });

  test.each([
    ['text was said', (): void => house.connector.last.say('a')],
    ['a tool ran', (): void => house.connector.last.listener.update({ kind: 'tool', tool: { callId: 't', status: 'in_progress' } })],
    ['it asked something of us', (): void => house.connector.last.listener.sign('request')],
    ['it asked the user', (): void => void house.connector.last.listener.ask(question, new AbortController().signal)],
  ])('is not sent again once %s', async (_, happens) => {
    await house.asked();
    happens();
    await house.clock.tick(0);
    house.connector.last.die();
    await house.clock.tick(0);
    expect(house.connector.links).toHaveLength(1);
  });

  test('is not sent again when it was stopped', async () => {
    const session = await house.asked();
    session.stop();
    house.connector.last.die();
    await house.clock.tick(0);
    expect(house.connector.links).toHaveLength(1);
  });
});
