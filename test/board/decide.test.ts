import { describe, expect, test } from 'vitest';
import { holdfast, hour, LiveBoard, minute, person, second, t0, ttlMs, worker, holder, failureLimit } from './liveBoard';

describe('a card', () => {
  test('is ready at once where there is nothing to wait for', () => {
    expect(new LiveBoard().adds()).toMatchObject({ status: 'ready', title: 'Task t', priority: 0, parents: [], failures: 0, createdBy: person });
  });

  test('waits for its parents, and is released by the last of them, once', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds('b');
    expect(board.adds('t', { parents: ['a', 'b'] }).status).toBe('todo');
    board.finishes(board.claims('a'), 'a');
    expect(board.task().status).toBe('todo');
    board.finishes(board.claims('b'), 'b');
    expect(board.task().status).toBe('ready');
    expect(board.log.filter(({ kind }) => kind === 'moved')).toHaveLength(1);
    expect(board.does({ kind: 'promote', by: holdfast, failureLimit })).toEqual([]);
  });

  test('is released by a parent that is reviewed, or done by hand, or archived when it was done', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds('b');
    board.adds('t', { parents: ['a', 'b'] });
    board.finishes(board.claims('a'), 'a', 'review');
    board.does({ kind: 'move', taskId: 'a', to: 'done', by: person });
    board.does({ kind: 'archive', taskId: 'a', by: person });
    expect(board.task().status).toBe('todo');
    board.does({ kind: 'complete', taskId: 'b', summary: 'By hand.', by: person });
    expect(board.task().status).toBe('ready');
    expect(board.task('b').runs).toMatchObject([{ attempt: 1, end: { outcome: 'completed' } }]);
  });

  test('goes on waiting for a parent that was archived undone', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds('t', { parents: ['a'] });
    board.does({ kind: 'archive', taskId: 'a', by: person });
    expect(board.does({ kind: 'promote', by: holdfast, failureLimit })).toEqual([]);
    board.does({ kind: 'unlink', taskId: 't', parentId: 'a', by: person });
    expect(board.task().status).toBe('ready');
  });

  test('waits for its time, and is ready when that has come', () => {
    const board = new LiveBoard();
    expect(board.adds('t', { scheduledAt: t0 + hour }).status).toBe('scheduled');
    board.does({ kind: 'promote', by: holdfast, failureLimit });
    expect(board.task().status).toBe('scheduled');
    board.now += hour;
    board.does({ kind: 'promote', by: holdfast, failureLimit });
    expect(board.task().status).toBe('ready');
    expect(board.task()).not.toHaveProperty('scheduledAt');
  });

  test('that nobody has looked through stays where it is, whatever automation does', () => {
    const board = new LiveBoard();
    board.does({ kind: 'create', taskId: 't', by: person, status: 'triage', title: 'An idea', prompt: 'Perhaps.' });
    board.now += 1_000 * hour;
    expect(board.does({ kind: 'promote', by: holdfast, failureLimit })).toEqual([]);
    expect(board.does({ kind: 'move', taskId: 't', to: 'todo', by: person })).toEqual(['moved', 'moved']);
    expect(board.task().status).toBe('ready');
  });

  test.each([
    ['no title', { title: '  ' }, 'empty'],
    ['no prompt', { prompt: '' }, 'empty'],
    ['a title without end', { title: 'x'.repeat(301) }, 'invalid'],
    ['a prompt without end', { prompt: 'x'.repeat(100_001) }, 'invalid'],
    ['a priority that is no number', { priority: Number.NaN }, 'invalid'],
    ['a failure limit of none', { failureLimit: 0 }, 'invalid'],
    ['a runtime below nothing', { maxRuntimeMs: -1 }, 'invalid'],
    ['a parent that is not there', { parents: ['nobody'] }, 'unknownTask'],
    ['itself for a parent', { parents: ['t'] }, 'cycle'],
    ['an idempotency key without end', { idempotencyKey: 'x'.repeat(201) }, 'invalid'],
  ])('with %s is refused', (_what, draft, why) => {
    expect(new LiveBoard().refuses({ kind: 'create', taskId: 't', by: person, status: 'todo', title: 'T', prompt: 'P', ...draft }).why).toBe(why);
  });

  test('that somebody makes twice with the same key is made once; another author with that key gets one of its own', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds('b');
    board.claims('a');
    board.claims('b');
    const make = (taskId: string, by = worker('a')): readonly string[] =>
      board.does({ kind: 'create', taskId, by, status: 'todo', title: 'T', prompt: 'P', idempotencyKey: 'tests' });
    expect(make('t')).toEqual(['created']);
    expect(make('u')).toEqual([]);
    expect(make('v', worker('b'))).toEqual(['created']);
    expect(board.board.byKey(worker('a'), 'tests')?.id).toBe('t');
    expect(board.board.tasks().map(({ id }) => id)).toEqual(['a', 'b', 't', 'v']);
  });

  test('of a worker is one of at most a hundred', () => {
    const board = new LiveBoard();
    board.adds();
    board.claims();
    for (let n = 0; n < 100; n += 1) {
      board.adds(`t${n}`, {}, worker('t'));
    }
    expect(board.refuses({ kind: 'create', taskId: 'x', by: worker('t'), status: 'todo', title: 'T', prompt: 'P' }).why).toBe('invalid');
    expect(board.adds('x').status).toBe('ready');
  });

  test('of a worker without an attempt is refused: what nobody can prove to be on time is late', () => {
    const board = new LiveBoard();
    board.adds('t');
    board.adds('a');
    const by = worker('t');
    expect(board.refuses({ kind: 'create', taskId: 'x', by, status: 'todo', title: 'T', prompt: 'P' }).why).toBe('stale');
    expect(board.refuses({ kind: 'comment', taskId: 'a', text: 'Well.', by }).why).toBe('stale');
    expect(board.refuses({ kind: 'link', taskId: 't', parentId: 'a', by }).why).toBe('stale');
  });

  test('of a worker is started by itself as one of twenty; the others wait for a person, with the reason', () => {
    const board = new LiveBoard();
    board.adds();
    board.claims();
    const made = Array.from({ length: 21 }, (_, n) => board.adds(`t${n}`, {}, worker('t')));
    expect(made.map(({ status }) => status)).toEqual([...made.slice(0, 20).map(() => 'ready'), 'triage']);
    expect([made[19], made[20]]).toMatchObject([{ generation: 1 }, { generation: 1, doubt: 'number' }]);
    expect(board.does({ kind: 'promote', by: holdfast, failureLimit })).toEqual([]);
    board.does({ kind: 'move', taskId: 't20', to: 'ready', by: person });
    expect(board.task('t20').status).toBe('ready');
  });

  test('of workers that each make more comes to an end', () => {
    const board = new LiveBoard();
    board.adds();
    let worked = 0;
    for (let ready = board.task() as ReturnType<LiveBoard['task']> | undefined; ready && worked < 100; ready = board.board.tasks().find(({ status }) => status === 'ready')) {
      const { id } = ready;
      const runId = board.claims(id);
      board.adds(`${id}a`, {}, worker(id));
      board.adds(`${id}b`, {}, worker(id));
      board.finishes(runId, id);
      worked += 1;
    }
    expect(worked).toBe(1 + 2 + 4);
    const triage = board.board.tasks().filter(({ status }) => status === 'triage');
    expect([triage.length, triage[0]?.generation, triage[0]?.doubt]).toEqual([8, 3, 'generation']);
  });

  test('is edited field by field, and can do without what it had', () => {
    const board = new LiveBoard();
    board.adds('t', { agent: 'one', maxRuntimeMs: hour });
    expect(board.does({ kind: 'edit', taskId: 't', title: ' New ', agent: 'one', cleared: ['maxRuntimeMs', 'failureLimit'], by: person })).toEqual(['edited']);
    expect(board.log.at(-1)).toMatchObject({ title: 'New', cleared: ['maxRuntimeMs'] });
    expect(board.log.at(-1)).not.toHaveProperty('agent');
    expect(board.task()).toMatchObject({ title: 'New', agent: 'one', prompt: 'Do it.' });
    expect(board.task()).not.toHaveProperty('maxRuntimeMs');
    expect(board.does({ kind: 'edit', taskId: 't', title: 'New', by: person })).toEqual([]);
  });

  test('that is edited to have open parents, or a time, waits for them', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds();
    board.does({ kind: 'edit', taskId: 't', parents: ['a'], by: person });
    expect(board.task().status).toBe('todo');
    board.does({ kind: 'edit', taskId: 't', parents: [], scheduledAt: t0 + hour, by: person });
    expect(board.task().status).toBe('scheduled');
    board.does({ kind: 'edit', taskId: 't', cleared: ['scheduledAt'], by: person });
    expect(board.task()).toMatchObject({ status: 'ready', parents: [] });
  });

  test('is not given to another agent while one works at it', () => {
    const board = new LiveBoard();
    board.adds('t', { agent: 'one' });
    board.claims();
    expect(board.refuses({ kind: 'edit', taskId: 't', agent: 'two', by: person })).toMatchObject({ why: 'status' });
    expect(board.refuses({ kind: 'edit', taskId: 't', cleared: ['agent'], by: person })).toMatchObject({ why: 'status' });
    expect(board.does({ kind: 'edit', taskId: 't', title: 'Better', by: person })).toEqual(['edited']);
  });

  test('takes comments of anybody, under the name that they came in by', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds();
    board.claims('a');
    board.does({ kind: 'comment', taskId: 't', text: ' Look at a. ', by: worker('a') });
    expect(board.task().comments).toEqual([{ at: t0, by: worker('a'), text: 'Look at a.' }]);
    expect(board.refuses({ kind: 'comment', taskId: 't', text: ' ', by: person }).why).toBe('empty');
    expect(board.refuses({ kind: 'comment', taskId: 't', text: 'x'.repeat(20_001), by: person }).why).toBe('invalid');
  });
});

describe('a link', () => {
  test('makes a ready task wait, and is made once', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds();
    expect(board.does({ kind: 'link', taskId: 't', parentId: 'a', by: person })).toEqual(['linked', 'moved']);
    expect(board.does({ kind: 'link', taskId: 't', parentId: 'a', by: person })).toEqual([]);
    expect(board.task()).toMatchObject({ status: 'todo', parents: ['a'] });
  });

  test('goes neither to itself nor in a circle', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds('b', { parents: ['a'] });
    board.adds('c', { parents: ['b'] });
    expect(board.refuses({ kind: 'link', taskId: 'a', parentId: 'a', by: person })).toMatchObject({ why: 'cycle' });
    expect(board.refuses({ kind: 'link', taskId: 'a', parentId: 'c', by: person })).toMatchObject({ why: 'cycle' });
    expect(board.refuses({ kind: 'edit', taskId: 'a', parents: ['c'], by: person })).toMatchObject({ why: 'cycle' });
    expect(board.does({ kind: 'link', taskId: 'c', parentId: 'a', by: person })).toEqual(['linked']);
  });

  test('of a worker is between its own task and others, or tasks that it made', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds('b');
    board.claims('a');
    board.adds('c', {}, worker('a'));
    expect(board.does({ kind: 'link', taskId: 'a', parentId: 'c', by: worker('a') })).toEqual(['linked']);
    expect(board.does({ kind: 'link', taskId: 'c', parentId: 'b', by: worker('a') })).toEqual(['linked', 'moved']);
    expect(board.refuses({ kind: 'link', taskId: 'b', parentId: 'a', by: worker('a') }).why).toBe('author');
  });
});

describe('a claim', () => {
  test('is got by one of all who want it', () => {
    const board = new LiveBoard();
    board.adds();
    board.claims();
    expect(board.refuses({ kind: 'claim', taskId: 't', runId: 'other', by: holdfast, holder, ttlMs })).toMatchObject({ why: 'status' });
    expect(board.task()).toMatchObject({ status: 'running', claim: { runId: 'run-1', holder, claimedAt: t0, expiresAt: t0 + ttlMs } });
    expect(board.task().runs).toEqual([{ id: 'run-1', attempt: 1, startedAt: t0, waitedMs: 0 }]);
  });

  test('is not written about for a worker that only says again that it is there; a new note always is', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    const says = (note?: string): readonly string[] =>
      board.does({ kind: 'beat', taskId: 't', runId, ttlMs, waiting: 'nobody', by: worker('t'), ...(note !== undefined && { note }) });
    expect([says(), says(), says('Half.'), says('Half.'), says('All.')]).toEqual([['beat'], [], ['beat'], [], ['beat']]);
    board.now += 0.85 * ttlMs;
    expect([says(), board.task().claim?.expiresAt]).toEqual([['beat'], board.now + ttlMs]);
  });

  test('holds from when its sign of life was written, however old that was, and tells how old; never for less long than before', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    board.now += 720 * second;
    const says = (silentMs: number): unknown => board.does({ kind: 'beat', taskId: 't', runId, ttlMs, waiting: 'nobody', by: holdfast, silentMs });
    says(200 * second);
    expect(board.task().claim).toMatchObject({ beatAt: board.now - 200 * second, expiresAt: board.now + 900 * second });
    says(300 * second);
    expect(board.task().claim).toMatchObject({ beatAt: board.now - 200 * second, expiresAt: board.now + 900 * second });
  });

  test('is nobody’s, not even a person’s, before the worker that reported has left', () => {
    const board = new LiveBoard();
    board.adds();
    const first = board.claims();
    board.givesBack(first);
    expect(board.task().leaving).toEqual({ runId: first, holder, since: t0 });
    board.does({ kind: 'unblock', taskId: 't', by: person });
    expect(board.refuses({ kind: 'claim', taskId: 't', runId: 'other', by: person, holder, ttlMs })).toMatchObject({ why: 'held' });
    expect(board.does({ kind: 'left', taskId: 't', runId: 'of another', by: holdfast })).toEqual([]);
    expect(board.refuses({ kind: 'left', taskId: 't', runId: first, by: worker('t') }).why).toBe('author');
    expect(board.does({ kind: 'left', taskId: 't', runId: first, by: holdfast })).toEqual(['left']);
    expect(board.does({ kind: 'left', taskId: 't', runId: first, by: holdfast })).toEqual([]);
    board.claims();
    expect(board.task()).not.toHaveProperty('leaving');
  });

  test('waits for nobody where Holdfast said how the attempt ended: it says so when the worker has gone', () => {
    const board = new LiveBoard();
    board.adds();
    board.crashes(board.claims());
    expect(board.task()).not.toHaveProperty('leaving');
  });

  test('begins without a heartbeat, whatever the last attempt had', () => {
    const board = new LiveBoard();
    board.adds();
    const first = board.claims();
    board.does({ kind: 'beat', taskId: 't', runId: first, ttlMs, waiting: 'person', note: 'So far.', by: worker('t') });
    board.crashes(first);
    board.claims();
    expect(board.task().claim).toEqual({ runId: 'run-2', holder, claimedAt: t0, expiresAt: t0 + ttlMs });
    expect(board.task().runs).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
  });

  test('is rejected where the parents turn out not to be done, and the task waits again', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds('t', { parents: ['a'] });
    board.does({ kind: 'complete', taskId: 'a', summary: 'Done.', by: person });
    expect(board.task().status).toBe('ready');
    board.does({ kind: 'requeue', taskId: 'a', by: person });
    expect(board.does({ kind: 'claim', taskId: 't', runId: 'r', by: holdfast, holder, ttlMs })).toEqual(['claimRejected', 'moved']);
    expect(board.task()).toMatchObject({ status: 'todo', runs: [] });
  });

  test('needs a run of its own', () => {
    const board = new LiveBoard();
    board.adds();
    board.crashes(board.claims());
    expect(board.refuses({ kind: 'claim', taskId: 't', runId: 'run-1', by: holdfast, holder, ttlMs }).why).toBe('invalid');
  });

  test('is nobody’s while the board is paused or a usage limit lasts, but a person’s', () => {
    const board = new LiveBoard();
    board.adds();
    board.does({ kind: 'pause', by: person });
    expect(board.does({ kind: 'pause', by: person })).toEqual([]);
    expect(board.refuses({ kind: 'claim', taskId: 't', runId: 'r', by: holdfast, holder, ttlMs }).why).toBe('held');
    const runId = board.claims('t', person);
    board.does({ kind: 'resume', by: person });
    board.does({ kind: 'fail', taskId: 't', runId, by: holdfast, failureLimit, failure: { kind: 'rate_limited', until: t0 + 5 * minute, detail: 'Limit.' } });
    expect(board.refuses({ kind: 'claim', taskId: 't', runId: 'r', by: holdfast, holder, ttlMs }).why).toBe('held');
    board.now += 5 * minute;
    board.claims();
    expect(board.task()).not.toHaveProperty('cooldownUntil');
  });
});

describe('a worker that lost its task', () => {
  const late = [
    { kind: 'bind', sessionId: 's' },
    { kind: 'beat', ttlMs, waiting: 'nobody' },
    { kind: 'finish', summary: 'Late.', artifacts: [], missing: [], to: 'done' },
    { kind: 'giveBack', reason: 'Late.' },
    { kind: 'fail', failureLimit, failure: { kind: 'crashed', detail: 'Late.' } },
  ] as const;

  test.each(late)('is told so, and cannot $kind the new attempt', (command) => {
    const board = new LiveBoard();
    board.adds();
    const old = board.claims();
    board.does({ kind: 'takeBack', taskId: 't', runId: old, by: holdfast, outcome: 'reclaimed', detail: 'Gone.', failureLimit, heartbeat: 'fresh' });
    expect(board.refuses({ ...command, taskId: 't', runId: old, by: worker('t') })).toMatchObject({ why: 'stale', text: expect.stringContaining('reclaimed') as string });
    board.claims();
    const { why, text } = board.refuses({ ...command, taskId: 't', runId: old, by: worker('t') });
    expect(why).toBe('stale');
    expect(text).toContain('the task was taken over (attempt 2)');
    expect(board.task()).toMatchObject({ status: 'running', claim: { runId: 'run-2' } });
  });

  test.each(late)('cannot $kind another worker’s task even with its run', (command) => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    expect(board.refuses({ ...command, taskId: 't', runId, by: worker('other') }).why).toBe('author');
  });

  test('loses to whoever came first: complete and take back in the same moment', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    board.finishes(runId);
    expect(
      board.refuses({ kind: 'takeBack', taskId: 't', runId, by: holdfast, outcome: 'crashed', detail: 'Gone.', failureLimit, heartbeat: 'fresh' }).why,
    ).toBe('stale');
    expect(board.task()).toMatchObject({ status: 'done', failures: 0 });
  });
});

describe('a sign of life', () => {
  test('pushes the claim, and never pulls it', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    board.now += minute;
    board.does({ kind: 'beat', taskId: 't', runId, ttlMs, waiting: 'nobody', note: ' Half way. ', by: worker('t') });
    expect(board.task().claim).toMatchObject({ expiresAt: t0 + minute + ttlMs, beatAt: t0 + minute, note: 'Half way.' });
    board.now -= 10 * minute;
    board.does({ kind: 'beat', taskId: 't', runId, ttlMs, waiting: 'nobody', by: worker('t') });
    expect(board.task().claim).toMatchObject({ expiresAt: t0 + minute + ttlMs, note: 'Half way.' });
    expect(board.task().updatedAt).toBe(t0);
  });

  test('tells since when a person is waited for, and the wait is counted when it is over', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    const beat = (waiting: 'person' | 'nobody'): unknown => board.does({ kind: 'beat', taskId: 't', runId, ttlMs, waiting, by: worker('t') });
    beat('person');
    board.now += hour;
    beat('person');
    expect(board.task().claim?.waitingSince).toBe(t0);
    expect(board.task().runs.at(-1)?.waitedMs).toBe(0);
    board.now += hour;
    beat('nobody');
    expect(board.task().claim).not.toHaveProperty('waitingSince');
    beat('person');
    board.now += minute;
    board.finishes(runId);
    expect(board.task().runs.at(-1)?.waitedMs).toBe(2 * hour + minute);
  });

  test('of a dispatcher extends or defers, and is refused for a run that is over', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    board.now += ttlMs;
    board.does({ kind: 'extend', taskId: 't', runId, ttlMs, by: holdfast });
    expect(board.task().claim?.expiresAt).toBe(t0 + 2 * ttlMs);
    board.does({ kind: 'defer', taskId: 't', runId, ms: 2 * minute, why: 'Its process survives.', by: holdfast });
    expect(board.task().claim?.expiresAt).toBe(board.now + 2 * minute);
    expect(board.refuses({ kind: 'extend', taskId: 't', runId: 'other', ttlMs, by: holdfast }).why).toBe('stale');
    expect(board.refuses({ kind: 'defer', taskId: 't', runId: 'other', ms: 1, why: '', by: holdfast }).why).toBe('stale');
  });

  test('names the session once', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    expect(board.does({ kind: 'bind', taskId: 't', runId, sessionId: 's1', by: holdfast })).toEqual(['bound']);
    expect(board.does({ kind: 'bind', taskId: 't', runId, sessionId: 's1', by: holdfast })).toEqual([]);
    expect(board.task().runs.at(-1)?.sessionId).toBe('s1');
  });
});

describe('a completion', () => {
  test('needs a summary and artifacts that are there; without, the task goes on running and the worker may try again', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    const finish = { kind: 'finish', taskId: 't', runId, by: worker('t'), artifacts: ['a.txt'], to: 'done' } as const;
    expect(board.refuses({ ...finish, summary: '  ', missing: [] }).why).toBe('empty');
    expect(board.refuses({ ...finish, summary: 'Done.', missing: ['a.txt'] })).toMatchObject({ why: 'artifacts', text: expect.stringContaining('a.txt') as string });
    expect(board.refuses({ ...finish, summary: 'x'.repeat(20_001), missing: [] }).why).toBe('invalid');
    expect(board.task().status).toBe('running');
    board.does({ ...finish, summary: 'Done.', missing: [] });
    expect(board.task()).toMatchObject({ status: 'done', summary: 'Done.', artifacts: ['a.txt'], doneAt: t0, runs: [{ end: { outcome: 'completed' } }] });
    expect(board.task()).not.toHaveProperty('claim');
  });

  test('forgets failures and blocks', () => {
    const board = new LiveBoard();
    board.adds();
    board.crashes(board.claims());
    board.givesBack(board.claims(), 'capability');
    board.does({ kind: 'unblock', taskId: 't', by: person });
    board.crashes(board.claims());
    expect(board.task()).toMatchObject({ failures: 1, recurrence: { kind: 'capability', count: 1 } });
    board.finishes(board.claims());
    expect(board.task().failures).toBe(0);
    expect(board.task()).not.toHaveProperty('recurrence');
  });

  test('that a person approves does the same; one that is rejected is worked at again at once', () => {
    const board = new LiveBoard();
    board.adds();
    board.finishes(board.claims(), 't', 'review');
    expect(board.does({ kind: 'move', taskId: 't', to: 'todo', by: person })).toEqual(['moved', 'moved']);
    expect(board.task()).toMatchObject({ status: 'ready', requeuedAt: t0 });
    board.finishes(board.claims(), 't', 'review');
    board.does({ kind: 'complete', taskId: 't', summary: '', by: person });
    expect(board.task()).toMatchObject({ status: 'done', doneAt: t0, summary: 'It is done.' });
    expect(board.task().runs).toHaveLength(2);
    expect(board.task()).not.toHaveProperty('requeuedAt');
  });

  test('by hand needs words, and no worker that is at it', () => {
    const board = new LiveBoard();
    board.adds();
    expect(board.refuses({ kind: 'complete', taskId: 't', summary: '', by: person }).why).toBe('empty');
    board.claims();
    expect(board.refuses({ kind: 'complete', taskId: 't', summary: 'Done.', by: person })).toMatchObject({ why: 'status', text: expect.stringContaining('stop it') as string });
  });
});

describe('a person', () => {
  test('stops a worker without a failure, to where they say', () => {
    const board = new LiveBoard();
    board.adds();
    board.does({ kind: 'stop', taskId: 't', runId: board.claims(), to: 'ready', by: person });
    expect(board.task()).toMatchObject({ status: 'ready', failures: 0, runs: [{ end: { outcome: 'stopped' } }] });
    board.does({ kind: 'stop', taskId: 't', runId: board.claims(), to: 'blocked', by: person });
    expect(board.task()).toMatchObject({ status: 'blocked', failures: 0 });
    expect(board.task()).not.toHaveProperty('recurrence');
  });

  test('reclaims what runs, which forgets its failures', () => {
    const board = new LiveBoard();
    board.adds();
    board.crashes(board.claims());
    const runId = board.claims();
    board.does({ kind: 'reclaim', taskId: 't', runId, by: person });
    expect(board.task()).toMatchObject({ status: 'ready', failures: 0, runs: [{}, { end: { outcome: 'reclaimed' } }] });
    expect(board.refuses({ kind: 'reclaim', taskId: 't', runId, by: person }).why).toBe('stale');
  });

  test('archives anything but what runs, and gets it back where nothing starts it', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    expect(board.refuses({ kind: 'archive', taskId: 't', by: person }).text).toContain('stop it first');
    board.does({ kind: 'stop', taskId: 't', runId, to: 'ready', by: person });
    board.does({ kind: 'archive', taskId: 't', by: person });
    expect(board.does({ kind: 'archive', taskId: 't', by: person })).toEqual([]);
    expect(board.refuses({ kind: 'edit', taskId: 't', title: 'New', by: person }).text).toContain('restore');
    board.does({ kind: 'restore', taskId: 't', by: person });
    expect(board.task().status).toBe('triage');
  });

  test('gets back what was blocked as blocked and what was done as done', () => {
    const board = new LiveBoard();
    board.adds();
    board.does({ kind: 'block', taskId: 't', reason: 'Not now.', by: person });
    board.does({ kind: 'archive', taskId: 't', by: person });
    board.does({ kind: 'restore', taskId: 't', by: person });
    expect(board.task()).toMatchObject({ status: 'blocked', block: { reason: 'Not now.' } });
    board.does({ kind: 'complete', taskId: 't', summary: 'Done.', by: person });
    board.does({ kind: 'archive', taskId: 't', by: person });
    board.does({ kind: 'restore', taskId: 't', by: person });
    expect(board.task().status).toBe('done');
  });

  test('asks for it again, and it forgets that it was done and that it failed', () => {
    const board = new LiveBoard();
    board.adds();
    board.finishes(board.claims());
    board.does({ kind: 'requeue', taskId: 't', by: person });
    expect(board.task()).toMatchObject({ status: 'ready', requeuedAt: t0, failures: 0 });
    expect(board.task()).not.toHaveProperty('doneAt');
    board.claims();
    expect(board.task()).not.toHaveProperty('requeuedAt');
  });

  test.each([
    ['ready', 'done'],
    ['ready', 'running'],
    ['ready', 'blocked'],
    ['ready', 'todo'],
    ['blocked', 'ready'],
    ['done', 'ready'],
    ['running', 'ready'],
  ] as const)('does not move a card from %s to %s: that takes more than a move', (from, to) => {
    const board = new LiveBoard();
    board.adds();
    if (from === 'running') {
      board.claims();
    } else if (from === 'blocked') {
      board.does({ kind: 'block', taskId: 't', reason: 'Not now.', by: person });
    } else if (from === 'done') {
      board.does({ kind: 'complete', taskId: 't', summary: 'Done.', by: person });
    }
    expect(board.refuses({ kind: 'move', taskId: 't', to, by: person }).why).toBe('status');
  });

  test('releases a card as far as its parents allow', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.does({ kind: 'create', taskId: 't', by: person, status: 'triage', title: 'An idea', prompt: 'Perhaps.', parents: ['a'] });
    expect(board.does({ kind: 'move', taskId: 't', to: 'ready', by: person })).toEqual(['moved']);
    expect(board.task().status).toBe('todo');
    board.finishes(board.claims('a'), 'a');
    expect(board.task().status).toBe('ready');
  });

  test('does not drag a card past its parents, nor to a time that is over', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds('t', { parents: ['a'] });
    expect(board.refuses({ kind: 'move', taskId: 't', to: 'ready', by: person }).why).toBe('parents');
    expect(board.refuses({ kind: 'move', taskId: 't', to: 'scheduled', scheduledAt: t0, by: person }).why).toBe('invalid');
    board.does({ kind: 'move', taskId: 't', to: 'scheduled', scheduledAt: t0 + hour, by: person });
    board.does({ kind: 'move', taskId: 't', to: 'scheduled', scheduledAt: t0 + 2 * hour, by: person });
    expect(board.task()).toMatchObject({ status: 'scheduled', scheduledAt: t0 + 2 * hour });
    expect(board.does({ kind: 'move', taskId: 't', to: 'todo', by: person })).toEqual(['moved']);
    expect(board.does({ kind: 'move', taskId: 't', to: 'triage', by: person })).toEqual(['moved']);
  });
});

describe('who may ask', () => {
  test('a worker decides nothing that is a person’s, and nothing of the dispatcher’s', () => {
    const board = new LiveBoard();
    board.adds();
    board.does({ kind: 'block', taskId: 't', reason: 'Not now.', by: person });
    const by = worker('t');
    for (const kind of ['unblock', 'requeue', 'archive', 'restore'] as const) {
      expect(board.refuses({ kind, taskId: 't', by }).why).toBe('author');
    }
    expect(board.refuses({ kind: 'complete', taskId: 't', summary: 'Done.', by }).why).toBe('author');
    expect(board.refuses({ kind: 'claim', taskId: 't', runId: 'r', holder, ttlMs, by }).why).toBe('author');
    expect(board.refuses({ kind: 'promote', failureLimit, by }).why).toBe('author');
    expect(board.refuses({ kind: 'resume', by }).why).toBe('author');
  });

  test('Holdfast itself frees nothing that waits for a person', () => {
    const board = new LiveBoard();
    board.adds();
    board.does({ kind: 'block', taskId: 't', reason: 'Not now.', by: person });
    expect(board.refuses({ kind: 'unblock', taskId: 't', by: holdfast }).why).toBe('author');
    expect(board.refuses({ kind: 'requeue', taskId: 't', by: holdfast }).why).toBe('author');
  });

  test('of a task that is not there nothing can be asked', () => {
    expect(new LiveBoard().refuses({ kind: 'requeue', taskId: 't', by: person })).toMatchObject({ why: 'unknownTask' });
  });
});

describe('why a task was not started', () => {
  test('is written when it has changed, and forgotten when it is started', () => {
    const board = new LiveBoard();
    board.adds();
    for (let tick = 0; tick < 10; tick += 1) {
      board.does({ kind: 'hold', taskId: 't', why: 'capacity', by: holdfast });
    }
    expect(board.log.filter(({ kind }) => kind === 'held')).toHaveLength(1);
    board.does({ kind: 'hold', taskId: 't', why: 'paused', by: holdfast });
    expect(board.task().held).toBe('paused');
    board.claims();
    expect(board.task()).not.toHaveProperty('held');
    expect(board.refuses({ kind: 'hold', taskId: 't', why: 'x', by: holdfast }).why).toBe('status');
  });
});
