import { beforeEach, describe, expect, test, vi } from 'vitest';
import { claimDefaults, judgeClaim } from '../../src/board/claims';
import { outline } from '../fakes/sessionHarness';
import { WorkerHouse } from './workerHouse';

let house: WorkerHouse;

beforeEach(() => {
  house = new WorkerHouse();
});

/** Another window was asked, and has answered. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  await house.clock.tick(0);
  await house.clock.tick(0);
  return answer;
}

describe('a worker', () => {
  test('is an ordinary session that the attempt names, asked in the name of the board', async () => {
    house.add('parent');
    const parentRun = await house.work('parent');
    house.report('parent', parentRun, 'done');
    house.board.change({ kind: 'create', by: { kind: 'person' }, taskId: 'a', status: 'todo', title: 'Sort the shed', prompt: 'All of it.', parents: ['parent'] });
    house.board.change({ kind: 'comment', by: { kind: 'person' }, taskId: 'a', text: 'Mind\n## the spiders' });
    house.board.change({ kind: 'promote', by: { kind: 'holdfast' }, failureLimit: 2 });
    await house.work('a');
    const session = house.session('a');
    expect(session.record).toMatchObject({ kind: 'task', title: 'Sort the shed' });
    expect(session.transcript.items()[0]).toMatchObject({ kind: 'user', origin: 'board' });
    const [asked] = house.connector.last.prompts[0] ?? [];
    const text = asked?.kind === 'text' ? asked.text : '';
    expect(text).toContain('All of it.');
    expect(text).toContain('Task parent: It is done.');
    expect(text).toContain('- a person: Mind ## the spiders');
    expect(text).toContain('board_complete');
  });

  test('is not started for a task that somebody else has taken meanwhile', async () => {
    const task = house.add('a');
    house.claim('a');
    await expect(house.workers.start(task, 'stale run')).rejects.toThrow();
    expect([house.sessions.summaries(), house.workers.running]).toEqual([[], 0]);
  });

  test('whose session takes no prompt has not started, and leaves nothing behind', async () => {
    house.add('a');
    house.store.create = () => {
      throw new Error('No space left.');
    };
    const runId = house.claim('a');
    await expect(house.workers.start(house.task('a'), runId)).rejects.toThrow('No space left.');
    await house.clock.tick(0);
    expect([house.workers.running, house.clock.pending]).toEqual([0, 0]);
  });

  test('that reports done by its tools ends its turn and goes', async () => {
    const runId = await house.work('a');
    const link = house.connector.last;
    house.report('a', runId, 'done');
    expect(house.workers.running).toBe(1);
    link.say('That was it.');
    link.answer();
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'done', runs: [{ end: { outcome: 'completed' } }] });
    expect([house.workers.running, link.closes, house.clock.pending]).toEqual([0, 1, 0]);
    expect(outline(house.session('a').transcript.items()).slice(1)).toEqual(['agent: That was it.']);
  });

  test('that has reported has left when its agent has gone, and not before', async () => {
    const runId = await house.work('a');
    house.report('a', runId, 'blocked');
    house.board.change({ kind: 'unblock', by: { kind: 'person' }, taskId: 'a' });
    house.connector.last.survives = true;
    await house.clock.tick(100_000);
    expect([house.task('a').leaving?.runId, house.claim('a') && house.task('a').status]).toEqual([runId, 'ready']);
    house.connector.last.survives = false;
    house.connector.last.kill();
    await house.clock.tick(31_000);
    expect([house.task('a').leaving, house.kinds('a').at(-1)]).toEqual([undefined, 'left']);
  });

  test('that reports while it is being ended has left, too', async () => {
    const runId = await house.work('a', { maxRuntimeMs: 60_000 });
    await house.clock.tick(60_000);
    house.report('a', runId, 'done');
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'done', runs: [{ end: { outcome: 'completed' } }] });
    expect([house.task('a').leaving, house.workers.running]).toEqual([undefined, 0]);
  });

  test('that has reported ends for another window that wants its task', async () => {
    const other = new WorkerHouse(house.store, { log: house.log, leases: house.leases, clock: house.clock, window: 'another' });
    const runId = await house.work('a');
    house.report('a', runId, 'blocked');
    other.alive.set(house.window, 'alive');
    const { leaving } = other.task('a');
    expect(other.workers.stateOf(leaving!)).toBe('working');
    house.leases.onWanted.set(house.window, (sessionId) => void house.workers.handOver(sessionId));
    expect(await inTime(other.workers.end(leaving!))).toBe('alive');
    await house.clock.tick(15_000);
    expect([await inTime(other.workers.end(leaving!)), house.workers.running, house.connector.last.killed]).toEqual(['gone', 0, true]);
  });

  test('that has reported and goes on and on is stopped after a minute', async () => {
    const runId = await house.work('a');
    house.report('a', runId, 'blocked');
    await house.clock.tick(59_000);
    expect(house.connector.last.cancels).toBe(0);
    await house.clock.tick(2_000);
    expect(house.connector.last.cancels).toBe(1);
    await house.clock.tick(10_000);
    expect([house.workers.running, house.connector.last.killed]).toEqual([0, true]);
    expect(house.task('a').status).toBe('blocked');
  });
});

describe('a turn that ends without a word about the task', () => {
  test('is followed by one question, and by an answer that counts', async () => {
    const runId = await house.work('a');
    house.connector.last.say('Finished, I think.');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toHaveLength(2);
    expect(house.session('a').transcript.items().filter((item) => item.kind === 'user')).toMatchObject([{ origin: 'board' }, { origin: 'board' }]);
    house.report('a', runId, 'done');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect([house.task('a').status, house.workers.running]).toEqual(['done', 0]);
  });

  test('twice, by an agent that knows the tools, counts, and after three attempts the task is given up', async () => {
    for (const attempt of [1, 2, 3]) {
      house.came.add(await house.work('a'));
      house.connector.last.answer();
      await house.clock.tick(0);
      house.connector.last.say('Hm.');
      house.connector.last.answer();
      await house.clock.tick(0);
      expect(house.task('a')).toMatchObject({ unreported: attempt, status: attempt < 3 ? 'ready' : 'blocked' });
    }
    expect(house.task('a').block?.kind).toBe('gave_up');
    expect(house.workers.running).toBe(0);
  });

  test('twice, by an agent that never came to the tools, is for a person to look at, with its last words', async () => {
    await house.work('a');
    house.connector.last.answer();
    await house.clock.tick(0);
    house.connector.last.say('The shed is sorted.');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'review', summary: 'The shed is sorted.', runs: [{ end: { outcome: 'unreported' } }] });
  });

  test('is not asked about while its commands run, for thirty seconds', async () => {
    await house.work('a');
    const link = house.connector.last;
    link.runningTerminals = 1;
    link.answer();
    await house.clock.tick(29_000);
    expect(link.prompts).toHaveLength(1);
    await house.clock.tick(2_000);
    expect(link.prompts).toHaveLength(2);
  });

  test('is asked about as soon as its commands have ended', async () => {
    await house.work('a');
    const link = house.connector.last;
    link.runningTerminals = 1;
    link.answer();
    await house.clock.tick(3_000);
    link.runningTerminals = 0;
    await house.clock.tick(1_000);
    expect(link.prompts).toHaveLength(2);
  });

  test('is not judged while a person has more for it to do', async () => {
    await house.work('a');
    house.session('a').prompt({ clientId: 'mine', content: [{ kind: 'text', text: 'And the roof.' }], origin: 'user' });
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toHaveLength(2);
    expect(house.task('a').status).toBe('running');
  });
});

describe('what a turn ends of', () => {
  test.each([
    ['max_tokens', 'timed_out'],
    ['max_turn_requests', 'timed_out'],
  ])('%s is a failure: %s', async (stopReason, outcome) => {
    await house.work('a');
    house.connector.last.answer(stopReason);
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'ready', failures: 1, runs: [{ end: { outcome } }] });
  });

  test('exhausted twice, the task is given up', async () => {
    for (const stopReason of ['max_tokens', 'max_turn_requests']) {
      await house.work('a');
      house.connector.last.answer(stopReason);
      await house.clock.tick(0);
    }
    expect(house.task('a')).toMatchObject({ status: 'blocked', failures: 2, block: { kind: 'gave_up' } });
  });

  test('a dead agent is a crash, and nothing is left of it', async () => {
    await house.work('a');
    house.connector.last.die({ code: 3 });
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'ready', failures: 1, runs: [{ end: { outcome: 'crashed', detail: 'failed: exited' } }] });
    expect([house.workers.running, house.clock.pending]).toEqual([0, 0]);
  });

  test('an agent that cannot be started is a failed start', async () => {
    house.connector.fails = { kind: 'commandNotFound', command: 'claud', searched: [] };
    await house.work('a');
    expect(house.task('a')).toMatchObject({ failures: 1, runs: [{ end: { outcome: 'spawn_failed' } }] });
  });

  test('one that wants a person to sign in waits for that person, and counts no failure', async () => {
    house.connector.fails = { kind: 'authRequired', message: 'Sign in', methods: [] };
    await house.work('a');
    expect(house.task('a')).toMatchObject({ status: 'blocked', failures: 0, block: { kind: 'needs_input', wants: 'signIn' } });
  });

  test.each(['Not logged in. Run /login.', 'Authentication failed', '401 Unauthorized', 'Invalid API key'])('“%s” is the wish for somebody to sign in', async (message) => {
    await house.work('a');
    house.connector.last.fail({ kind: 'rpc', code: 1, message });
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'blocked', failures: 0, block: { kind: 'needs_input', wants: 'signIn' } });
  });

  test('a refusal waits for a person', async () => {
    await house.work('a');
    house.connector.last.answer('refusal');
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'blocked', failures: 0, block: { kind: 'needs_input', reason: 'refusal' } });
  });

  test('silence beyond its limit is a failure', async () => {
    await house.work('a');
    house.wheel.last.bound.onStall(900_000);
    await house.clock.tick(5_000);
    expect(house.task('a')).toMatchObject({ failures: 1, runs: [{ end: { outcome: 'timed_out' } }] });
  });

  test.each([
    [{ message: 'Slow down', resetsAt: 1_700_000_900_000 }, 1_700_000_900_000],
    [{ message: 'Usage limit reached' }, 1_700_000_300_000],
  ])('a usage limit is no failure, and is waited for: %o', async (said, until) => {
    await house.work('a');
    house.connector.last.fail({ kind: 'rpc', code: 1, ...said });
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'ready', failures: 0, cooldownUntil: until, runs: [{ end: { outcome: 'rate_limited' } }] });
  });

  test('a person that stops it in its session has blocked the task', async () => {
    await house.work('a');
    house.session('a').stop();
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'blocked', failures: 0, runs: [{ end: { outcome: 'stopped' } }] });
  });

  test('the same for three tasks at once is nobody’s own fault: the third is given up at once', async () => {
    for (const id of ['a', 'b', 'c']) {
      await house.work(id);
      house.connector.last.die({ code: 127 });
      await house.clock.tick(0);
    }
    expect(['a', 'b', 'c'].map((id) => house.task(id).status)).toEqual(['ready', 'ready', 'blocked']);
  });

  test('the agent that will not die keeps the task from others', async () => {
    await house.work('a', { maxRuntimeMs: 60_000 });
    const link = house.connector.last;
    link.survives = true;
    await house.clock.tick(60_000 + 5_000 + 5_000);
    expect(house.task('a').status).toBe('running');
    link.survives = false;
    link.kill();
    await house.clock.tick(30_000);
    expect(house.task('a')).toMatchObject({ status: 'ready', runs: [{ end: { outcome: 'timed_out' } }] });
  });
});

describe('signs of life', () => {
  const beats = (id: string): number => house.kinds(id).filter((kind) => kind === 'beat').length;

  test('reach the board with the first one, and then once in most of a claim’s time, for each worker of this window', async () => {
    await house.work('a');
    const first = house.connector.last;
    await house.work('b');
    const second = house.connector.last;
    first.say('Well');
    second.say('Well');
    expect([beats('a'), beats('b')]).toEqual([1, 1]);
    for (let second = 0; second < 764; second += 1) {
      first.say('.');
      await house.clock.tick(1_000);
    }
    expect([beats('a'), beats('b')]).toEqual([1, 1]);
    first.say('.');
    await house.clock.tick(1_000);
    expect([beats('a'), beats('b')]).toEqual([2, 1]);
    expect(house.task('a').claim?.beatAt).toBe(house.clock.wall() - 1_000);
    expect(house.task('a').claim?.expiresAt).toBe(house.clock.wall() + 900_000);
  });

  test('are written so rarely, and the claim never runs out while they come', async () => {
    await house.work('a');
    for (let second = 0; second < 4 * 3_600; second += 1) {
      house.connector.last.say('.');
      await house.clock.tick(1_000);
      expect(house.task('a').claim?.expiresAt).toBeGreaterThan(house.clock.wall());
    }
    expect(beats('a')).toBe(1 + Math.floor((4 * 3_600) / 765));
  });

  test('leave the last one before a silence on the board, with its own time, before the claim runs out', async () => {
    await house.work('a');
    house.connector.last.say('Well');
    await house.clock.tick(500_000);
    house.connector.last.say('Hm');
    const heardAt = house.clock.wall();
    await house.clock.tick(265_000);
    expect(house.task('a').claim).toMatchObject({ beatAt: heardAt, expiresAt: house.clock.wall() + 900_000 });
    await house.clock.tick(3_600_000);
    expect([beats('a'), house.task('a').claim?.beatAt]).toEqual([2, heardAt]);
  });

  test('are written often enough where others act sooner than a claim ends', async () => {
    house.boardSettings = { ...house.boardSettings, heartbeatStaleMs: 100_000 };
    await house.work('a');
    for (let second = 0; second < 800; second += 1) {
      house.connector.last.say('.');
      await house.clock.tick(1_000);
      expect(house.clock.wall() - (house.task('a').claim?.beatAt ?? 0)).toBeLessThan(100_000);
    }
  });

  test('keep a worker from being judged silent, also where they pause and go on right behind a write', async () => {
    const heartbeatStaleMs = 600_000;
    house.boardSettings = { ...house.boardSettings, heartbeatStaleMs };
    await house.work('a');
    const settings = { ...claimDefaults, heartbeatStaleMs, staleRunningMs: 1_000_000 };
    const judged = new Set<string>();
    let written = 0;
    for (let second = 1; second < 3_000; second += 1) {
      await house.clock.tick(1_000);
      const isBehindWrite = beats('a') > written;
      written = beats('a');
      // One sign right behind a write, and none before the next one; later again and again.
      if (second === 1 || isBehindWrite || second > 600) {
        house.connector.last.say('.');
      }
      judged.add(judgeClaim(house.task('a'), 'working', { now: house.clock.wall(), window: 'another' }, settings).kind);
    }
    expect([...judged]).toEqual(['leave']);
  });

  test('are tried once in a minute while the disk refuses, told of after five, and hurt nobody', async () => {
    await house.work('a');
    house.board.fails = true;
    const tried = house.board.commands.length;
    for (let minute = 0; minute < 6; minute += 1) {
      house.connector.last.say('Well');
      house.connector.last.say('Well');
      await house.clock.tick(60_000);
    }
    expect(house.board.commands.length - tried).toBe(7);
    expect(house.logged.filter((line) => line.includes('did not reach the board'))).toHaveLength(1);
    house.board.fails = false;
    await house.clock.tick(60_000);
    expect(house.logged.at(-1)).toContain('reaches the board again');
    expect(house.session('a').status.kind).toBe('working');
  });

  test('wait for nobody: a board that is being written is tried a minute later', async () => {
    await house.work('a');
    house.board.isBusy = true;
    house.connector.last.say('Well');
    expect(beats('a')).toBe(0);
    house.board.isBusy = false;
    await house.clock.tick(60_000);
    house.connector.last.say('Well');
    expect(beats('a')).toBe(1);
  });

  test('are given by the host while a person is waited for: after five hours the claim still holds', async () => {
    await house.work('a');
    void house.connector.last.listener.ask({ tool: { callId: 't', title: 'rm' }, options: [{ id: 'y', name: 'Allow', kind: 'allow_once' }] }, new AbortController().signal);
    for (let minute = 0; minute < 300; minute += 1) {
      await house.clock.tick(60_000);
      expect(house.task('a').claim?.expiresAt).toBeGreaterThan(house.clock.wall());
    }
    expect(house.task('a').claim?.waitingSince).toBeDefined();
    expect(house.workers.stateOf(house.task('a').claim!)).toBe('waiting');
    const [question] = house.session('a').transcript.openQuestions;
    house.session('a').answer(question!, 'y');
    await house.clock.tick(60_000);
    expect(house.task('a').claim?.waitingSince).toBeUndefined();
    const after = beats('a');
    await house.clock.tick(600_000);
    expect(beats('a')).toBe(after);
  });

  test('tell whoever shows the board when it waits for a person, and when it goes on', async () => {
    await house.work('a');
    const { claim } = house.task('a');
    const before = house.changes;
    house.connector.last.say('Well');
    expect(house.changes).toBe(before);
    void house.connector.last.listener.ask({ tool: { callId: 't', title: 'rm' }, options: [{ id: 'y', name: 'Allow', kind: 'allow_once' }] }, new AbortController().signal);
    await house.clock.tick(0);
    expect([house.changes, house.workers.stateOf(claim!)]).toEqual([before + 1, 'waiting']);
    const [question] = house.session('a').transcript.openQuestions;
    house.session('a').answer(question!, 'y');
    expect([house.changes, house.workers.stateOf(claim!)]).toEqual([before + 2, 'working']);
  });

  test('are given by the host while it waits for a slot', async () => {
    house.maxWorkers = 1;
    await house.work('a');
    await house.work('b');
    await house.clock.tick(1_531_000);
    expect(beats('b')).toBe(3);
    expect(house.task('b').claim?.expiresAt).toBeGreaterThan(house.clock.wall() + 800_000);
    expect(house.task('b').claim?.waitingSince).toBeUndefined();
    expect(house.workers.stateOf(house.task('b').claim!)).toBe('waiting');
  });
});

describe('how long it may run', () => {
  test('is counted without the time in which it waits for a person, and every attempt has its own', async () => {
    await house.work('a', { maxRuntimeMs: 600_000 });
    await house.clock.tick(300_000);
    void house.connector.last.listener.ask({ tool: { callId: 't', title: 'rm' }, options: [{ id: 'y', name: 'Allow', kind: 'allow_once' }] }, new AbortController().signal);
    await house.clock.tick(3_600_000);
    const [question] = house.session('a').transcript.openQuestions;
    house.session('a').answer(question!, 'y');
    await house.clock.tick(270_000);
    expect(house.task('a').status).toBe('running');
    await house.clock.tick(60_000);
    expect(house.task('a')).toMatchObject({ status: 'ready', failures: 1, runs: [{ end: { outcome: 'timed_out' } }] });
    await house.work('a');
    await house.clock.tick(590_000);
    expect(house.task('a').status).toBe('running');
  });

  test('is a limit also for one whose heart beats', async () => {
    await house.work('a', { maxRuntimeMs: 120_000 });
    for (let second = 0; second < 130; second += 1) {
      house.connector.last.say('.');
      await house.clock.tick(1_000);
    }
    expect(house.task('a').runs[0]?.end?.outcome).toBe('timed_out');
  });
});

describe('a worker that has lost its task', () => {
  test('is told so in its conversation, with the attempt that has it now, and is stopped', async () => {
    const runId = await house.work('a');
    const lost = house.session('a');
    house.board.change({ kind: 'reclaim', by: { kind: 'person' }, taskId: 'a', runId });
    await house.clock.tick(6_000);
    const at = outline(lost.transcript.items());
    expect(at).toContain('notice: takenOver');
    expect(at.at(-1)).toBe('end: cancelled late');
    expect([house.workers.running, house.connector.last.killed]).toEqual([0, true]);
    expect(house.task('a')).toMatchObject({ status: 'ready', failures: 0 });
  });

  test('writes nothing of the new attempt: what it says comes too late', async () => {
    const runId = await house.work('a');
    house.connector.last.say('Well');
    house.board.change({ kind: 'reclaim', by: { kind: 'person' }, taskId: 'a', runId });
    house.claim('a', { window: 'another', pid: 2, machine: 'here' });
    const beatAt = house.task('a').claim?.beatAt;
    await house.clock.tick(60_000);
    house.connector.last.say('Well');
    expect(house.task('a').claim?.beatAt).toBe(beatAt);
    expect(house.task('a').runs).toMatchObject([{ end: { outcome: 'reclaimed' } }, { attempt: 2 }]);
  });
});

describe('ending a worker', () => {
  test('is polite first, proves that it has gone, and leaves it to whoever asked to say why', async () => {
    await house.work('a');
    const ended = house.workers.end(house.task('a').claim!);
    await house.clock.tick(0);
    expect(house.connector.last.cancels).toBe(1);
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    expect(await ended).toBe('gone');
    expect([house.connector.last.killed, house.task('a').status]).toEqual([false, 'running']);
    expect(house.workers.stateOf(house.task('a').claim!)).toBe('dead');
  });

  test('says that it lives where a kill does not help', async () => {
    await house.work('a');
    house.connector.last.survives = true;
    const ended = house.workers.end(house.task('a').claim!);
    await house.clock.tick(30_000);
    expect(await ended).toBe('alive');
  });

  test('of a window that is gone sweeps what it left, and one of a living window is not touched', async () => {
    house.add('a');
    house.claim('a', { window: 'another', pid: 2, machine: 'here' });
    const { claim } = house.task('a');
    house.alive.set('another', 'dead');
    house.sweeps = 'alive';
    expect([house.workers.stateOf(claim!), await house.workers.end(claim!)]).toEqual(['dead', 'alive']);
    house.sweeps = 'gone';
    expect(await house.workers.end(claim!)).toBe('gone');
    expect(house.swept).toEqual(['another', 'another']);
    house.alive.set('another', 'alive');
    expect([house.workers.stateOf(claim!), await house.workers.end(claim!)]).toEqual(['working', 'alive']);
    house.alive.set('another', 'unknown');
    expect(house.workers.stateOf(claim!)).toBe('unknown');
  });

  test('for another window that asks for its session lets that go; unless somebody says what for, it was stopped', async () => {
    const runId = await house.work('a');
    const { id } = house.session('a');
    expect(house.workers.handOver(id)).toBe('ending');
    await house.clock.tick(1_000);
    expect(house.workers.handOver(id)).toBe('ending');
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    // Nobody takes the task meanwhile for one whose worker has died.
    expect(house.workers.stateOf(house.task('a').claim!)).toBe('unknown');
    expect(house.leases.of('another').look(id)).toBe('free');
    expect(house.task('a').claim?.runId).toBe(runId);
    await house.clock.tick(15_000);
    expect(house.task('a')).toMatchObject({ status: 'blocked', runs: [{ end: { outcome: 'stopped' } }] });
    expect(house.workers.handOver(id)).toBe('no');
  });

  test('for another window does not take the session from those who have it there by now', async () => {
    const other = new WorkerHouse(house.store, { log: house.log, leases: house.leases, clock: house.clock, window: 'another' });
    await house.work('a');
    const { id } = house.session('a');
    other.alive.set(house.window, 'alive');
    house.leases.onWanted.set(house.window, (sessionId) => void house.workers.handOver(sessionId));
    house.workers.handOver(id);
    house.connector.last.answer('cancelled');
    await house.clock.tick(0);
    const { claim } = other.task('a');
    other.sessions.refresh();
    const there = other.sessions.find(id);
    expect(there?.prompt({ clientId: 'mine', content: [{ kind: 'text', text: 'Go on.' }], origin: 'user' }).kind).toBe('accepted');
    expect(await inTime(other.workers.end(claim!))).toBe('gone');
    expect([there?.status.kind, house.leases.holder(id)]).toEqual(['working', 'another']);
  });

  test('for another window, and taking its session over there at the same moment, do not get into each other’s way', async () => {
    const other = new WorkerHouse(house.store, { log: house.log, leases: house.leases, clock: house.clock, window: 'another' });
    await house.work('a');
    const { id } = house.session('a');
    other.alive.set(house.window, 'alive');
    house.leases.onWanted.set(house.window, (sessionId) => void house.workers.handOver(sessionId));
    house.workers.handOver(id);
    // Both hear of it at once when the session is free.
    const leases = house.leases.of('another');
    const heard: (() => void)[] = [];
    Object.assign(other.ports.leases, { takeOver: (sessionId: string) => leases.takeOver(sessionId).then((hands) => new Promise((resolve) => heard.push(() => resolve(hands)))) });
    other.sessions.refresh();
    const there = other.sessions.find(id);
    house.connector.last.answer('cancelled');
    const ended = other.workers.end(other.task('a').claim!);
    there?.takeOver();
    await vi.waitFor(() => expect(heard).toHaveLength(2));
    heard.forEach((hear) => hear());
    expect(await inTime(ended)).toBe('gone');
    expect([there?.isHere, house.leases.holder(id)]).toEqual([true, 'another']);
  });

  test('for another window leaves the task with a worker that a kill does not end', async () => {
    await house.work('a');
    house.connector.last.survives = true;
    house.workers.handOver(house.session('a').id);
    await house.clock.tick(60_000);
    expect(house.task('a').status).toBe('running');
    expect(house.workers.stateOf(house.task('a').claim!)).toBe('working');
  });

  test('by deleting its session is stopping it', async () => {
    await house.work('a');
    const { id } = house.session('a');
    await house.sessions.remove(id);
    await house.clock.tick(0);
    expect([house.workers.running, house.task('a').status, house.task('a').runs[0]?.end?.outcome]).toEqual([0, 'blocked', 'stopped']);
  });
});

test('a window that closes says nothing about its workers, and no timer of theirs is left', async () => {
  await house.work('a');
  await house.work('b');
  house.connector.last.answer();
  house.connector.last.runningTerminals = 1;
  await house.clock.tick(0);
  const { seq } = house.board.board;
  house.workers.close();
  house.sessions.interruptAll();
  await house.clock.tick(120_000);
  expect(house.board.board.seq).toBe(seq);
  expect(house.task('a').status).toBe('running');
  expect(house.clock.pending).toBe(0);
});

describe('a task that is a command of its agent', () => {
  const command = { prompt: '/run npm test' };

  test('is asked for word for word, and done when the command ends well', async () => {
    await house.work('a', command);
    const link = house.connector.last;
    expect(link.prompts).toEqual([[{ kind: 'text', text: '/run npm test' }]]);
    link.listener.update({ kind: 'tool', tool: { callId: 'c', title: 'npm test', status: 'completed' } });
    link.say('Exited with code 0 after 2.0 s.');
    link.answer();
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'done', summary: 'Exited with code 0 after 2.0 s.', runs: [{ end: { outcome: 'completed' } }] });
    expect([link.prompts.length, house.workers.running, house.clock.pending]).toEqual([1, 0, 0]);
  });

  test('is blocked when the command fails, since the same again would fail again', async () => {
    await house.work('a', command);
    house.connector.last.listener.update({ kind: 'tool', tool: { callId: 'c', title: 'npm test', status: 'failed' } });
    house.connector.last.say('Exited with code 1 after 2.0 s.');
    house.connector.last.answer();
    await house.clock.tick(0);
    const detail = 'Exited with code 1 after 2.0 s.';
    expect(house.task('a')).toMatchObject({ status: 'blocked', block: { kind: 'untyped', reason: detail }, runs: [{ end: { outcome: 'failed', detail } }] });
    expect(house.connector.last.prompts).toHaveLength(1);
  });

  test('is judged by itself, whatever a person asks for behind it', async () => {
    await house.work('a', command);
    const { listener } = house.connector.last;
    house.session('a').prompt({ clientId: 'mine', content: [{ kind: 'text', text: '/run ls' }], origin: 'user' });
    listener.update({ kind: 'tool', tool: { callId: 'c', title: 'npm test', status: 'failed' } });
    house.connector.last.say('Exited with code 1 after 2.0 s.');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.connector.last.prompts).toHaveLength(2);
    listener.update({ kind: 'tool', tool: { callId: 'd', title: 'ls', status: 'completed' } });
    house.connector.last.say('Exited with code 0 after 0.1 s.');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'blocked', block: { reason: 'Exited with code 1 after 2.0 s.' }, runs: [{ end: { outcome: 'failed' } }] });
  });

  test('is stopped by a person who does not allow it', async () => {
    await house.work('a', command);
    const options = [{ id: 'no', name: 'Reject', kind: 'reject_once' }];
    const answer = house.connector.last.listener.ask({ tool: { callId: 'c', title: 'npm test' }, options }, new AbortController().signal);
    await house.clock.tick(0);
    const question = house.session('a').transcript.items().find((item) => item.kind === 'question');
    house.session('a').answer(question?.id ?? '', 'no');
    await answer;
    house.connector.last.say('You rejected it, so it was not run.');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(house.task('a')).toMatchObject({ status: 'blocked', failures: 0, runs: [{ end: { outcome: 'stopped' } }] });
  });
});
