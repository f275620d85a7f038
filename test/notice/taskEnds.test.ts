import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isOfTurn } from '../../src/notice/notice';
import { Notices } from '../../src/notice/notices';
import { TaskEnds } from '../../src/notice/taskEnds';
import { resultOf } from '../../src/session/result';
import type { SessionHarness as House } from '../fakes/sessionHarness';
import { SessionHarness } from '../fakes/sessionHarness';
import { FakeNotices } from '../fakes/fakeNotices';

let disk: FakeNotices;
let house: House;
let notices: Notices;
let ends: TaskEnds;

function open(store?: House['store']): void {
  house = new SessionHarness(store);
  notices = new Notices({
    store: disk.of('window'),
    clock: house.clock,
    settings: () => ({ level: 'all', minIntervalMs: 0 }),
    isWatched: () => false,
    isAttended: () => true,
    isThere: () => true,
    onError: (error) => void house.warnings.push(String(error)),
  });
  notices.start(async () => 'left');
  ends = new TaskEnds({ sessions: house.sessions, notices, clock: house.clock, resultOf: (session) => resultOf(session.transcript.items()) });
}

/** The window is gone, with nothing said; another one opens over the same disk. */
function restart(): void {
  const { clock, store, sessions } = house;
  notices.close();
  open(store);
  sessions.interruptAll();
  expect(clock.pending, 'timers left behind').toBe(0);
}

beforeEach(() => {
  disk = new FakeNotices();
  open();
});

afterEach(() => {
  house.sessions.interruptAll();
  notices.close();
  expect(house.clock.pending, 'timers left behind').toBe(0);
});

const told = (): readonly string[] => notices.unread().filter(isOfTurn).map(({ outcome, preview }) => `${outcome.kind}: ${preview}`);

describe('the end of a background task', () => {
  test('is noticed with the beginning of its result', async () => {
    await house.asked('Run the tests', 'background');
    house.connector.last.say('Let me see.', 'one');
    house.connector.last.listener.update({ kind: 'tool', tool: { callId: 't', title: 'npm test', status: 'completed' } });
    house.connector.last.say('All green.', 'two');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(told()).toEqual(['answered: All green.']);
  });

  test.each([
    ['a failure', () => house.connector.last.fail({ kind: 'rpc', code: 1, message: 'overloaded' }), ['failed: ']],
    ['an agent that went away, which is not asked once more', () => house.connector.last.die(), ['failed: ']],
    ['a refusal', () => house.connector.last.answer('refusal'), ['answered: ']],
  ])('is noticed after %s', async (_what, end, expected) => {
    house.taskLimits = { ...house.taskLimits, retryWhenSilent: false };
    await house.asked('Run the tests', 'background');
    end();
    await house.clock.tick(0);
    expect(told()).toEqual(expected);
  });

  test('is not noticed for other sessions, nor when the user stopped it, nor when the window closes', async () => {
    await house.asked('Hello');
    house.connector.last.answer();
    const task = await house.asked('Run the tests', 'background');
    task.stop();
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    await house.asked('Once more', 'background');
    house.sessions.interruptAll();
    await house.clock.tick(0);
    expect(told()).toEqual([]);
  });
});

describe('at a start', () => {
  test('a task that ended without a word is told of, once', async () => {
    const session = await house.asked('Run the tests', 'background');
    // The window is killed when the end is on disk, and before anything else.
    house.connector.last.say('All green.');
    await house.clock.tick(1_000);
    house.store.events.get(session.id)?.push({ at: house.clock.wall(), kind: 'ended', turnId: turnOf(session.id), outcome: { kind: 'answered', stopReason: 'end_turn', empty: false } });
    restart();
    expect(told()).toEqual([]);
    ends.lookBack();
    expect(told()).toEqual(['answered: All green.']);
    notices.seenAll();
    restart();
    ends.lookBack();
    expect(told()).toEqual([]);
  });

  test('a task that waited and never began is told of', async () => {
    house.maxTasks = 1;
    await house.asked('one', 'background');
    await house.asked('two', 'background');
    house.connector.last.answer();
    house.sessions.interruptAll();
    restart();
    const waiting = house.sessions.summaries().find(({ title }) => title === 'two')?.id ?? '';
    ends.lookBack();
    expect(notices.unread().filter(isOfTurn).map(({ sessionId, outcome }) => [sessionId, outcome.kind])).toContainEqual([waiting, 'interrupted']);
  });

  test('interrupted work is left to those who offer it', async () => {
    const session = await house.asked('Run the tests', 'background');
    house.sessions.interruptAll();
    restart();
    house.interrupted.set(session.id, { turnId: turnOf(session.id), reason: { kind: 'answering' }, by: 'shutdown', way: 'resume' });
    ends.lookBack();
    expect(told()).toEqual([]);
    house.interrupted.clear();
    ends.lookBack();
    expect(told(), 'dismissed').toEqual([]);
  });

  test('nothing is opened that was told of already', async () => {
    await house.asked('Run the tests', 'background');
    house.connector.last.say('All green.');
    house.connector.last.answer();
    await house.clock.tick(5_000);
    const [id] = house.store.records.keys();
    restart();
    ends.lookBack();
    expect(house.sessions.opened(id ?? '')).toBeUndefined();
  });
});

function turnOf(sessionId: string): string {
  const first = house.store.events.get(sessionId)?.[0];
  return first?.kind === 'prompt' ? first.turnId : '';
}
