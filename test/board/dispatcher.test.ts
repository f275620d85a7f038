import { beforeEach, describe, expect, test } from 'vitest';
import { FakeLog } from '../fakes/fakeBoard';
import { FakeClock } from '../fakes/fakeClock';
import { DispatchHouse, FakeDispatchLease } from './dispatchHouse';

let house: DispatchHouse;

beforeEach(() => {
  house = new DispatchHouse();
});

/** Takes the task as another window would. */
function claimElsewhere(id: string, runId = `other-${id}`): void {
  house.store.change({ kind: 'claim', by: { kind: 'person' }, taskId: id, runId, holder: { window: 'other', pid: 2, machine: 'machine' }, ttlMs: 900_000 });
}

describe('a tick', () => {
  test('starts what is ready, the most urgent first, and no more than may run', async () => {
    for (const id of ['a', 'b', 'c']) {
      house.add(id);
    }
    house.add('urgent', { priority: 5 });
    expect(await house.dispatcher.tick()).toEqual({ kind: 'ticked', started: 2 });
    expect(house.workers.started).toEqual(['urgent', 'a']);
    expect(house.board.heldBack(house.task('b'))).toEqual({ kind: 'capacity', running: 2, limit: 2 });
    house.workers.leave(house.runOf('a'));
    house.store.change({ kind: 'finish', by: { kind: 'worker', taskId: 'a' }, taskId: 'a', runId: house.runOf('a'), summary: 'Done', artifacts: [], missing: [], to: 'done' });
    await house.dispatcher.tick();
    expect(house.workers.started).toEqual(['urgent', 'a', 'b']);
  });

  test('takes back before it starts: the same tick gives the task to a new worker', async () => {
    house.add('a');
    await house.dispatcher.tick();
    const first = house.runOf('a');
    house.workers.states.set(first, 'dead');
    await house.clock.tick(31_000);
    await house.dispatcher.tick();
    expect(house.task('a').runs).toMatchObject([{ id: first, end: { outcome: 'crashed' } }, { attempt: 2 }]);
    expect(house.workers.ended).toEqual([first]);
  });

  test('with manual starts nothing and logs no reason, and looks after those that run', async () => {
    house.settings = { ...house.settings, dispatch: 'manual' };
    house.add('a');
    house.add('b');
    await house.dispatcher.tick();
    expect(house.statuses('a', 'b')).toEqual(['ready', 'ready']);
    expect(house.kinds('a')).toEqual(['created']);
    claimElsewhere('a');
    await house.clock.tick(31_000);
    await house.dispatcher.tick();
    expect(house.task('a')).toMatchObject({ status: 'ready', failures: 0, runs: [{ end: { outcome: 'reclaimed' } }] });
  });

  test('finds a locked board and does nothing of it', async () => {
    house.add('a', { scheduledAt: house.clock.wall() + 1 });
    await house.clock.tick(1);
    house.store.isBusy = true;
    expect(await house.dispatcher.tick()).toEqual({ kind: 'skipped', why: 'locked' });
    expect([house.statuses('a'), house.workers.started]).toEqual([['scheduled'], []]);
    house.store.isBusy = false;
    await house.dispatcher.tick();
    expect(house.statuses('a')).toEqual(['running']);
  });

  test('survives a disk that refuses', async () => {
    house.add('a');
    house.store.fails = true;
    expect((await house.dispatcher.tick()).kind).toBe('skipped');
    house.store.fails = false;
    expect((await house.dispatcher.tick()).kind).toBe('ticked');
  });

  test('does not start a task whose last worker is still ending', async () => {
    house.add('a');
    house.workers.lingering.add('a');
    await house.dispatcher.tick();
    expect(house.workers.started).toEqual([]);
    house.workers.lingering.clear();
    await house.dispatcher.tick();
    expect(house.workers.started).toEqual(['a']);
  });

  test('asked for twice at once is one tick', async () => {
    house.add('a');
    const first = house.dispatcher.tick();
    expect(house.dispatcher.tick()).toBe(first);
    await first;
    expect(house.workers.started).toEqual(['a']);
  });
});

describe('a reason not to start', () => {
  test('is written once, and again only when it is another one', async () => {
    house.add('a');
    house.say({ kind: 'pause' });
    for (let n = 0; n < 10; n += 1) {
      await house.dispatcher.tick();
    }
    expect(house.kinds('a').filter((kind) => kind === 'held')).toHaveLength(1);
    house.say({ kind: 'resume' });
    house.missingAgents.add('default');
    await house.dispatcher.tick();
    await house.dispatcher.tick();
    expect(house.log.events.filter((event) => event.kind === 'held')).toMatchObject([{ why: 'paused' }, { why: 'agentMissing' }]);
  });

  test.each([
    ['untrusted', () => (house.trust = 'untrusted')],
    ['agentMissing', () => house.missingAgents.add('default')],
    ['paused', () => house.say({ kind: 'pause' })],
    ['manual', () => (house.settings = { ...house.settings, dispatch: 'manual' })],
  ])('can be %s, and lets go', async (kind, hold) => {
    house.add('a');
    hold();
    await house.dispatcher.tick();
    expect([house.statuses('a'), house.board.heldBack(house.task('a'))?.kind]).toEqual([['ready'], kind]);
  });

  test('can be a usage limit, until it ends', async () => {
    house.add('a');
    await house.dispatcher.tick();
    const runId = house.runOf('a');
    house.workers.leave(runId);
    const until = house.clock.wall() + 300_000;
    house.store.change({ kind: 'fail', by: { kind: 'holdfast' }, taskId: 'a', runId, failure: { kind: 'rate_limited', until, detail: 'limit' }, failureLimit: 2 });
    await house.dispatcher.tick();
    expect(house.board.heldBack(house.task('a'))).toEqual({ kind: 'cooldown', until });
    await house.clock.tick(300_000);
    await house.dispatcher.tick();
    expect(house.task('a').runs).toHaveLength(2);
  });
});

describe('what one task has met of its agent', () => {
  test('holds the others: one is started to meet a usage limit, and the rest wait with the reason, written once', async () => {
    ['a', 'b', 'c'].forEach((id) => house.add(id));
    house.settings = { ...house.settings, maxConcurrent: 1 };
    await house.dispatcher.tick();
    const runId = house.runOf('a');
    house.workers.leave(runId);
    const until = house.clock.wall() + 300_000;
    house.store.change({ kind: 'fail', by: { kind: 'holdfast' }, taskId: 'a', runId, failure: { kind: 'rate_limited', until, detail: 'limit' }, failureLimit: 2 });
    for (let n = 0; n < 10; n += 1) {
      await house.dispatcher.tick();
    }
    expect(house.workers.started).toEqual(['a']);
    expect(house.board.heldBack(house.task('b'))).toEqual({ kind: 'agentLimited', until });
    expect(house.log.events.filter((event) => event.kind === 'held' && event.why === 'agentLimited')).toHaveLength(2);
    expect(await house.board.runNow('c')).toEqual({ kind: 'done' });
    house.workers.leave(house.runOf('c'));
    await house.clock.tick(300_000);
    await house.dispatcher.tick();
    expect(house.workers.started).toEqual(['a', 'c', 'a']);
  });

  test('holds them until a person has signed in and lets the task go on that waits for it', async () => {
    house.add('a');
    house.add('b');
    house.settings = { ...house.settings, maxConcurrent: 1 };
    await house.dispatcher.tick();
    const runId = house.runOf('a');
    house.workers.leave(runId);
    house.store.change({ kind: 'giveBack', by: { kind: 'holdfast' }, taskId: 'a', runId, blockKind: 'needs_input', reason: 'Sign in.', wants: 'signIn' });
    await house.dispatcher.tick();
    expect([house.workers.started, house.board.heldBack(house.task('b'))]).toEqual([['a'], { kind: 'signIn' }]);
    house.say({ kind: 'unblock', taskId: 'a' });
    await house.dispatcher.tick();
    expect(house.workers.started).toEqual(['a', 'a']);
  });
});

describe('a worker that cannot be started', () => {
  test('gives the claim back and counts as a failure; the second time the task is given up', async () => {
    house.add('a');
    house.workers.fails = 'No such command.';
    await house.dispatcher.tick();
    expect(house.task('a')).toMatchObject({ status: 'ready', failures: 1, runs: [{ end: { outcome: 'spawn_failed', detail: 'No such command.' } }] });
    await house.dispatcher.tick();
    expect(house.task('a')).toMatchObject({ status: 'blocked', block: { kind: 'gave_up' } });
  });

  test('for the third task of one tick for the very same reason is nobody’s own fault', async () => {
    house.settings = { ...house.settings, maxConcurrent: 0, failureLimit: 5 };
    for (const id of ['a', 'b', 'c']) {
      house.add(id);
    }
    house.workers.fails = 'No such command.';
    await house.dispatcher.tick();
    expect(house.statuses('a', 'b', 'c')).toEqual(['ready', 'ready', 'blocked']);
  });
});

describe('a worker that lives', () => {
  test('keeps its task when its claim runs out', async () => {
    house.add('a');
    await house.dispatcher.tick();
    await house.clock.tick(901_000);
    await house.dispatcher.tick();
    expect(house.task('a').claim?.expiresAt).toBe(house.clock.wall() + 900_000);
    expect(house.kinds('a')).toContain('claimExtended');
  });

  test('and survives its end keeps its task for two minutes more, each time', async () => {
    house.add('a');
    await house.dispatcher.tick();
    const runId = house.runOf('a');
    house.store.change({ kind: 'beat', by: { kind: 'holdfast' }, taskId: 'a', runId, ttlMs: 900_000, waiting: 'nobody' });
    house.workers.ends = 'alive';
    for (let minute = 0; minute < 75; minute += 1) {
      await house.clock.tick(60_000);
      await house.dispatcher.tick();
    }
    expect(house.kinds('a').at(-1)).toBe('reclaimDeferred');
    await house.clock.tick(60_000);
    await house.dispatcher.tick();
    expect(house.workers.ended).toHaveLength(1);
    await house.clock.tick(61_000);
    house.workers.ends = 'gone';
    await house.dispatcher.tick();
    expect(house.task('a').runs[0]).toMatchObject({ id: runId, end: { outcome: 'reclaimed' } });
    expect(house.task('a').failures).toBe(1);
  });

  test('is not taken for silent after the computer slept: it has one time to live to show itself', async () => {
    const slept = new FakeClock();
    let wallAheadMs = 0;
    slept.wall = () => 1_700_000_000_000 + slept.now() + wallAheadMs;
    house = new DispatchHouse(slept);
    house.add('a');
    await house.dispatcher.tick();
    const runId = house.runOf('a');
    house.store.change({ kind: 'beat', by: { kind: 'holdfast' }, taskId: 'a', runId, ttlMs: 900_000, waiting: 'nobody' });
    wallAheadMs = 3 * 3_600_000;
    await slept.tick(60_000);
    await house.dispatcher.tick();
    expect([house.runOf('a'), house.workers.ended, house.kinds('a').at(-1)]).toEqual([runId, [], 'claimExtended']);
  });
});

describe('two windows', () => {
  test('have one dispatcher, and the other one takes over when that has closed', async () => {
    const clock = new FakeClock();
    const log = new FakeLog(clock);
    const lease = new FakeDispatchLease();
    const [one, two] = [new DispatchHouse(clock, log, lease, 'one'), new DispatchHouse(clock, log, lease, 'two')];
    one.add('a');
    one.add('b');
    await Promise.all([one.dispatcher.tick(), two.dispatcher.tick()]);
    expect([one.workers.started, two.workers.started]).toEqual([['a', 'b'], []]);
    expect([one.board.dispatching().by, two.board.dispatching().by]).toEqual(['us', 'elsewhere']);
    one.dispatcher.close();
    one.add('c');
    await two.dispatcher.tick();
    expect([two.workers.started, two.board.dispatching().by]).toEqual([['c'], 'us']);
  });
});

describe('a worker that has reported and is still there', () => {
  async function twoWindows() {
    const clock = new FakeClock();
    const log = new FakeLog(clock);
    const lease = new FakeDispatchLease();
    const [one, two] = [new DispatchHouse(clock, log, lease, 'one'), new DispatchHouse(clock, log, lease, 'two')];
    one.add('a');
    await one.dispatcher.tick();
    const runId = one.runOf('a');
    two.workers.states.set(runId, 'working');
    one.store.change({ kind: 'giveBack', by: { kind: 'worker', taskId: 'a' }, taskId: 'a', runId, reason: 'Which?' });
    one.dispatcher.close();
    two.say({ kind: 'unblock', taskId: 'a' });
    return { clock, one, two, runId };
  }

  test('keeps its task from other windows until it has left, which is said', async () => {
    const { clock, two, runId } = await twoWindows();
    for (let n = 0; n < 10; n += 1) {
      await two.dispatcher.tick();
      await clock.tick(10_000);
    }
    expect([two.workers.started, two.workers.ended, two.board.heldBack(two.task('a'))]).toEqual([[], [], { kind: 'leaving' }]);
    expect(two.kinds('a').filter((kind) => kind === 'held')).toHaveLength(1);
    two.store.change({ kind: 'left', by: { kind: 'holdfast' }, taskId: 'a', runId });
    await two.dispatcher.tick();
    expect(two.workers.started).toEqual(['a']);
  });

  test('is asked to end after two minutes, and every two minutes again, and what it keeps waiting is started when it is gone', async () => {
    const { clock, two, runId } = await twoWindows();
    await clock.tick(120_000);
    two.workers.ends = 'alive';
    for (let minute = 0; minute < 4; minute += 1) {
      await two.dispatcher.tick();
      await clock.tick(60_000);
    }
    expect([two.workers.started, two.workers.ended]).toEqual([[], [runId, runId]]);
    two.workers.ends = 'gone';
    await two.dispatcher.tick();
    expect(two.workers.started).toEqual(['a']);
  });

  test('ends for a person who runs the task in another window, or keeps it', async () => {
    const { two, runId } = await twoWindows();
    two.workers.ends = 'alive';
    expect(await two.board.runNow('a')).toMatchObject({ kind: 'refused', why: 'held' });
    two.workers.ends = 'gone';
    expect(await two.board.runNow('a')).toEqual({ kind: 'done' });
    expect([two.workers.started, two.workers.ended]).toEqual([['a'], [runId, runId]]);
  });

  test('is looked for where its window is gone, and is nothing to look for where nobody waits', async () => {
    const { two, runId } = await twoWindows();
    two.workers.states.delete(runId);
    two.say({ kind: 'block', taskId: 'a', reason: 'Not now.' });
    await two.dispatcher.tick();
    expect(two.workers.ended).toEqual([]);
    two.say({ kind: 'unblock', taskId: 'a' });
    await two.dispatcher.tick();
    expect([two.workers.ended, two.workers.started]).toEqual([[runId], ['a']]);
  });
});

describe('by itself', () => {
  test('nothing happens at a start, then a tick comes each minute, and soon where something has changed', async () => {
    house.add('a');
    house.dispatcher.start();
    await house.clock.tick(4_000);
    expect(house.workers.started).toEqual([]);
    await house.clock.tick(2_000);
    expect(house.workers.started).toEqual(['a']);
    house.add('b');
    await house.clock.tick(1_500);
    expect(house.workers.started).toEqual(['a', 'b']);
    house.dispatcher.close();
    house.add('c');
    await house.clock.tick(120_000);
    expect([house.workers.started, house.clock.pending]).toEqual([['a', 'b'], 0]);
  });

  test('what changes while a tick runs is seen soon behind it, and not a minute later', async () => {
    house.settings = { ...house.settings, maxConcurrent: 1 };
    house.add('a');
    house.add('b');
    let begun: () => void = () => undefined;
    house.workers.until = new Promise<void>((resolve) => {
      begun = resolve;
    });
    house.dispatcher.start();
    await house.clock.tick(10_000);
    expect(house.workers.started).toEqual(['a']);
    house.settings = { ...house.settings, maxConcurrent: 2 };
    house.dispatcher.soon();
    await house.clock.tick(10_000);
    begun();
    await house.clock.tick(0);
    expect(house.workers.started).toEqual(['a', 'b']);
    house.dispatcher.close();
    expect(house.clock.pending).toBe(0);
  });

  test('signs of life and reasons call no tick', async () => {
    house.add('a');
    house.dispatcher.start();
    await house.clock.tick(10_000);
    const commands = house.store.commands.length;
    house.store.change({ kind: 'beat', by: { kind: 'holdfast' }, taskId: 'a', runId: house.runOf('a'), ttlMs: 900_000, waiting: 'nobody' });
    await house.clock.tick(30_000);
    expect(house.store.commands.length).toBe(commands + 1);
    house.dispatcher.close();
  });

  test('a task that nobody has looked at yet is not said to be held by another window', () => {
    house.add('a');
    expect([house.board.dispatching().by, house.board.heldBack(house.task('a'))]).toEqual(['nobody', undefined]);
  });

  test('a board without open tasks takes no lease', async () => {
    await house.dispatcher.tick();
    expect(house.board.dispatching()).toMatchObject({ by: 'nobody', mode: 'auto' });
  });

  test('it says that it is stuck after six ticks in which nothing was started, and again after five minutes', async () => {
    house.add('a');
    house.missingAgents.add('default');
    for (let n = 0; n < 5; n += 1) {
      await house.dispatcher.tick();
    }
    expect(house.board.dispatching().stuckSince).toBeUndefined();
    await house.dispatcher.tick();
    await house.dispatcher.tick();
    expect(house.board.dispatching().stuckSince).toBeDefined();
    expect(house.logged.filter((line) => line.includes('stands still'))).toHaveLength(1);
    await house.clock.tick(300_000);
    await house.dispatcher.tick();
    expect(house.logged.filter((line) => line.includes('stands still'))).toHaveLength(2);
    house.missingAgents.clear();
    await house.dispatcher.tick();
    expect(house.board.dispatching().stuckSince).toBeUndefined();
  });
});

describe('a person', () => {
  test('starts a task whatever the dispatcher does: by hand, paused, or beyond what may run', async () => {
    house.settings = { ...house.settings, dispatch: 'manual', maxConcurrent: 1 };
    house.add('a');
    house.add('b');
    await house.dispatcher.tick();
    house.say({ kind: 'pause' });
    expect([await house.board.runNow('a'), await house.board.runNow('b')]).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect(house.statuses('a', 'b')).toEqual(['running', 'running']);
    expect(await house.board.runNow('a')).toMatchObject({ kind: 'refused', why: 'status' });
    expect(await house.board.runNow('nothing')).toMatchObject({ kind: 'refused', why: 'unknownTask' });
  });

  test('is told why a task cannot be started', async () => {
    house.add('a');
    house.missingAgents.add('default');
    expect(await house.board.runNow('a')).toMatchObject({ kind: 'refused', why: 'held' });
    house.missingAgents.clear();
    house.add('beyond', { prompt: house.beyondAgents });
    expect(await house.board.runNow('beyond')).toMatchObject({ kind: 'refused', why: 'agentCannot' });
    expect(house.task('beyond')).toMatchObject({ status: 'ready', runs: [] });
    house.trust = 'untrusted';
    expect(await house.board.runNow('a')).toMatchObject({ kind: 'refused', why: 'held' });
    house.trust = 'trusted';
    house.workers.fails = 'No such command.';
    expect(await house.board.runNow('a')).toMatchObject({ kind: 'refused', text: expect.stringContaining('No such command.') as string });
    house.store.fails = true;
    expect(await house.board.runNow('a')).toMatchObject({ kind: 'refused', text: expect.stringContaining('disk') as string });
  });

  test('stops a worker, which has ended before the task moves', async () => {
    house.add('a');
    await house.dispatcher.tick();
    const runId = house.runOf('a');
    expect(await house.board.stop('a', 'blocked')).toEqual({ kind: 'done' });
    expect([house.workers.ended, house.statuses('a'), house.task('a').runs[0]?.end?.outcome]).toEqual([[runId], ['blocked'], 'stopped']);
    expect(await house.board.stop('a', 'ready')).toMatchObject({ kind: 'refused', why: 'status' });
  });

  test('cannot take a task from a worker that does not end', async () => {
    house.add('a');
    await house.dispatcher.tick();
    house.workers.ends = 'alive';
    expect(await house.board.reclaim('a')).toMatchObject({ kind: 'refused', why: 'held' });
    expect(house.statuses('a')).toEqual(['running']);
    house.workers.ends = 'gone';
    house.settings = { ...house.settings, dispatch: 'manual' };
    expect(await house.board.reclaim('a')).toEqual({ kind: 'done' });
    expect(house.task('a')).toMatchObject({ status: 'ready', failures: 0 });
  });

  test('sees what the dispatcher would do, and nothing is written for it', async () => {
    house.settings = { ...house.settings, dispatch: 'manual', maxConcurrent: 2 };
    house.add('dead');
    await house.dispatcher.tick();
    claimElsewhere('dead');
    for (const id of ['a', 'b']) {
      house.add(id, { scheduledAt: house.clock.wall() + 1 });
    }
    await house.clock.tick(31_000);
    const { seq } = house.store.board;
    expect(house.board.dryRun()).toEqual([
      { taskId: 'dead', what: 'askEnd', detail: 'Its window is gone.' },
      { taskId: 'a', what: 'promote' },
      { taskId: 'b', what: 'promote' },
      { taskId: 'a', what: 'start' },
      { taskId: 'b', what: 'start' },
    ]);
    house.settings = { ...house.settings, maxConcurrent: 1 };
    expect(house.board.dryRun().slice(-2)).toEqual([
      { taskId: 'a', what: 'start' },
      { taskId: 'b', what: 'hold', held: { kind: 'capacity', running: 1, limit: 1 } },
    ]);
    expect([house.store.board.seq, house.workers.started]).toEqual([seq, []]);
  });

  test('sees where a worker is', async () => {
    house.add('a');
    house.add('b');
    await house.dispatcher.tick();
    expect(house.board.workerOf(house.task('a'))).toEqual({ state: 'working', where: 'here' });
    house.add('c');
    claimElsewhere('c');
    expect(house.board.workerOf(house.task('c'))).toEqual({ state: 'dead', where: 'otherWindow' });
    house.add('d');
    expect(house.board.workerOf(house.task('d'))).toBeUndefined();
  });
});
