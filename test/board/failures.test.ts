import { describe, expect, test } from 'vitest';
import { failureLimit, holdfast, hour, LiveBoard, person, t0, worker } from './liveBoard';

describe('the breaker of failures', () => {
  test('counts a crash, a timeout and a start that failed as one', () => {
    const board = new LiveBoard();
    board.adds('t', { failureLimit: 3 });
    board.crashes(board.claims(), 't', 'crashed');
    board.crashes(board.claims(), 't', 'timed_out');
    expect(board.task()).toMatchObject({ status: 'ready', failures: 2 });
    board.crashes(board.claims(), 't', 'spawn_failed');
    expect(board.task()).toMatchObject({ status: 'blocked', failures: 3, block: { kind: 'gave_up', reason: 'Gave up after 3 failed attempts: It spawn_failed.' } });
    expect(board.task().runs.map(({ end }) => end?.outcome)).toEqual(['crashed', 'timed_out', 'spawn_failed']);
  });

  test('gives up after two where nothing else is said; the task’s own limit beats the settings’', () => {
    const board = new LiveBoard();
    board.adds();
    board.adds('once', { failureLimit: 1 });
    board.crashes(board.claims());
    board.crashes(board.claims());
    board.crashes(board.claims('once'), 'once');
    expect(board.task().status).toBe('blocked');
    expect(board.task('once').block?.reason).toBe('Gave up after one failed attempt: It crashed.');
  });

  test('counts a budget that is used up: twice, and it is given up', () => {
    const board = new LiveBoard();
    board.adds();
    board.crashes(board.claims(), 't', 'timed_out');
    board.crashes(board.claims(), 't', 'timed_out');
    expect(board.task().block?.kind).toBe('gave_up');
  });

  test('trips at the first failure that everything fails of, and a limit of two does not let it go on', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    board.does({ kind: 'fail', taskId: 't', runId, by: holdfast, failureLimit, failure: { kind: 'spawn_failed', detail: 'No such command.', systemic: true } });
    expect(board.task()).toMatchObject({ status: 'blocked', failures: 1 });
    expect(board.does({ kind: 'promote', by: holdfast, failureLimit })).toEqual([]);
  });

  test('lets go by itself when the limit is raised, and keeps its count', () => {
    const board = new LiveBoard();
    board.adds();
    board.crashes(board.claims());
    board.crashes(board.claims());
    expect(board.does({ kind: 'promote', by: holdfast, failureLimit })).toEqual([]);
    board.does({ kind: 'promote', by: holdfast, failureLimit: 3 });
    expect(board.task()).toMatchObject({ status: 'ready', failures: 2 });
    board.does({ kind: 'fail', taskId: 't', runId: board.claims(), by: holdfast, failureLimit: 3, failure: { kind: 'crashed', detail: 'Again.' } });
    expect(board.task().status).toBe('blocked');
  });

  test('is set back by a person who unblocks, requeues or reclaims', () => {
    for (const kind of ['unblock', 'requeue'] as const) {
      const board = new LiveBoard();
      board.adds();
      board.crashes(board.claims());
      board.crashes(board.claims());
      board.does({ kind, taskId: 't', by: person });
      expect(board.task()).toMatchObject({ status: 'ready', failures: 0 });
      expect(board.task()).not.toHaveProperty('block');
    }
  });

  test('does not count a usage limit, which only makes the task wait', () => {
    const board = new LiveBoard();
    board.adds();
    const fail = (until: number): unknown =>
      board.does({ kind: 'fail', taskId: 't', runId: board.claims('t', person), by: holdfast, failureLimit, failure: { kind: 'rate_limited', until, detail: 'Limit.' } });
    fail(t0 + 300_000);
    expect(board.task()).toMatchObject({ status: 'ready', failures: 0, cooldownUntil: t0 + 300_000, runs: [{ end: { outcome: 'rate_limited' } }] });
    fail(t0 + 10_000 * hour);
    expect(board.task().cooldownUntil).toBe(t0 + 8 * 24 * hour);
  });

  test('waits after a usage limit however soon it is said to end, or the task would go round uncounted', () => {
    const board = new LiveBoard();
    board.adds();
    for (const until of [t0 - hour, t0 + 1, t0 + 1_000]) {
      const failure = { kind: 'rate_limited', until, detail: 'Slow down.' } as const;
      board.does({ kind: 'fail', taskId: 't', runId: board.claims('t', person), by: holdfast, failureLimit, failure });
      expect(board.task().cooldownUntil).toBe(t0 + 300_000);
    }
  });

  test('does not count what a window did to it; counts a worker that lived and was silent', () => {
    const board = new LiveBoard();
    board.adds();
    const takeBack = (heartbeat: 'fresh' | 'stale', outcome: 'reclaimed' | 'crashed' | 'timed_out' = 'reclaimed'): unknown =>
      board.does({ kind: 'takeBack', taskId: 't', runId: board.claims(), by: holdfast, outcome, detail: 'Gone.', failureLimit: 9, heartbeat });
    takeBack('fresh');
    expect(board.task().failures).toBe(0);
    takeBack('stale');
    expect(board.task().failures).toBe(1);
    takeBack('fresh', 'crashed');
    takeBack('fresh', 'timed_out');
    expect(board.task().failures).toBe(3);
  });

  test('gives up a task that was silent while alive as often as it may fail', () => {
    const board = new LiveBoard();
    board.adds();
    for (const attempt of [1, 2]) {
      board.does({ kind: 'takeBack', taskId: 't', runId: board.claims(), by: holdfast, outcome: 'reclaimed', detail: 'Silent.', failureLimit, heartbeat: 'stale' });
      expect(board.task().runs).toHaveLength(attempt);
    }
    expect(board.task().block?.kind).toBe('gave_up');
  });

  test('keeps what an agent said about its failure short', () => {
    const board = new LiveBoard();
    board.adds('t', { failureLimit: 1 });
    board.does({ kind: 'fail', taskId: 't', runId: board.claims(), by: holdfast, failureLimit, failure: { kind: 'crashed', detail: 'x'.repeat(1_000_000) } });
    expect(board.task().runs[0]?.end?.detail).toHaveLength(2_000);
    expect(board.task().block?.reason.length).toBeLessThan(2_100);
  });
});

describe('a worker that ends without a word', () => {
  const silent = (board: LiveBoard, tools: 'connected' | 'never' = 'connected'): unknown =>
    board.does({ kind: 'fail', taskId: 't', runId: board.claims(), by: holdfast, failureLimit, failure: { kind: 'unreported', detail: 'I am done, I think.', tools } });

  test('is tried again, and given up after three, which is no failure', () => {
    const board = new LiveBoard();
    board.adds();
    silent(board);
    silent(board);
    expect(board.task()).toMatchObject({ status: 'ready', unreported: 2, failures: 0 });
    silent(board);
    expect(board.task()).toMatchObject({ status: 'blocked', unreported: 3, failures: 0, block: { kind: 'gave_up' } });
    expect(board.does({ kind: 'promote', by: holdfast, failureLimit: 100 })).toEqual([]);
  });

  test('is forgiven by one that reports', () => {
    const board = new LiveBoard();
    board.adds();
    silent(board);
    silent(board);
    board.givesBack(board.claims(), 'needs_input');
    expect(board.task().unreported).toBe(0);
  });

  test('and could not have reported leaves its last words to a person', () => {
    const board = new LiveBoard();
    board.adds();
    silent(board, 'never');
    expect(board.task()).toMatchObject({ status: 'review', summary: 'I am done, I think.', unreported: 0, runs: [{ end: { outcome: 'unreported' } }] });
  });
});

describe('a block', () => {
  test('by a worker is sticky: nothing automatic lifts it, done parents or not', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds('t', { parents: ['a'] });
    board.finishes(board.claims('a'), 'a');
    board.givesBack(board.claims(), 'needs_input', 'Which one?');
    board.now += 1_000 * hour;
    expect(board.does({ kind: 'promote', by: holdfast, failureLimit: 100 })).toEqual([]);
    expect(board.task()).toMatchObject({ status: 'blocked', block: { kind: 'needs_input', reason: 'Which one?', by: worker('t') } });
  });

  test('that is lifted gives the next worker a comment, and waits for open parents', () => {
    const board = new LiveBoard();
    board.adds('a');
    board.adds();
    board.givesBack(board.claims());
    board.does({ kind: 'link', taskId: 't', parentId: 'a', by: person });
    board.does({ kind: 'unblock', taskId: 't', comment: 'The second one.', by: person });
    expect(board.task()).toMatchObject({ status: 'todo', comments: [{ by: person, text: 'The second one.' }] });
  });

  test('without a reason is refused, and the task goes on running', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    expect(board.refuses({ kind: 'giveBack', taskId: 't', runId, reason: ' \n', by: worker('t') }).why).toBe('empty');
    expect(board.refuses({ kind: 'giveBack', taskId: 't', runId, reason: 'x'.repeat(2_001), by: worker('t') }).why).toBe('invalid');
    expect(board.task().status).toBe('running');
    expect(board.refuses({ kind: 'block', taskId: 't', reason: 'Later.', by: person }).why).toBe('status');
  });

  test('for a dependency waits for it, which is no block', () => {
    const board = new LiveBoard();
    board.adds();
    const runId = board.claims();
    board.adds('a', {}, worker('t'));
    board.does({ kind: 'link', taskId: 't', parentId: 'a', by: worker('t') });
    board.givesBack(runId, 'dependency', 'After a.');
    expect(board.task().status).toBe('todo');
    expect(board.task()).not.toHaveProperty('block');
    board.finishes(board.claims('a'), 'a');
    expect(board.task().status).toBe('ready');
  });

  test.each([['no parents', []], ['parents that are done', ['a']]] as const)('for a dependency with %s is a question to a person', (_what, parents) => {
    const board = new LiveBoard();
    board.adds('a');
    board.finishes(board.claims('a'), 'a');
    board.adds('t', { parents });
    board.givesBack(board.claims(), 'dependency', 'After that.');
    expect(board.task()).toMatchObject({ status: 'blocked', block: { kind: 'needs_input' }, recurrence: { kind: 'needs_input', count: 1 } });
  });
});

describe('the breaker of blocks', () => {
  const goesRound = (board: LiveBoard, ...kinds: readonly (Parameters<LiveBoard['givesBack']>[1] | 'untyped')[]): void => {
    for (const [n, kind] of kinds.entries()) {
      if (n > 0) {
        board.does({ kind: 'unblock', taskId: 't', by: person });
      }
      board.givesBack(board.claims(), kind === 'untyped' ? undefined : kind, `Reason ${n + 1}`);
    }
  };

  test.each(['needs_input', 'capability', 'transient', 'untyped'] as const)('trips when %s comes a second time, with both reasons', (kind) => {
    const board = new LiveBoard();
    board.adds();
    goesRound(board, kind, kind);
    expect(board.task()).toMatchObject({ status: 'blocked', block: { kind: 'loop' }, recurrence: { kind, count: 2, reasons: ['Reason 1', 'Reason 2'] } });
  });

  test('does not add up two kinds', () => {
    const board = new LiveBoard();
    board.adds();
    goesRound(board, 'needs_input', 'capability');
    expect(board.task()).toMatchObject({ block: { kind: 'capability' }, recurrence: { count: 1, total: 2 } });
  });

  test('trips at the third block with nothing done in between, whatever the kinds, with all reasons', () => {
    const board = new LiveBoard();
    board.adds();
    goesRound(board, 'needs_input', 'capability', 'needs_input');
    expect(board.task()).toMatchObject({ block: { kind: 'loop' }, recurrence: { count: 1, total: 3, reasons: ['Reason 1', 'Reason 2', 'Reason 3'] } });
  });

  test('is not outwitted by crashes, stops and closing windows in between', () => {
    const board = new LiveBoard();
    board.adds();
    goesRound(board, 'capability');
    board.does({ kind: 'unblock', taskId: 't', by: person });
    board.crashes(board.claims());
    board.does({ kind: 'stop', taskId: 't', runId: board.claims(), to: 'ready', by: person });
    board.does({ kind: 'takeBack', taskId: 't', runId: board.claims(), by: holdfast, outcome: 'reclaimed', detail: 'Gone.', failureLimit, heartbeat: 'fresh' });
    board.givesBack(board.claims(), 'capability');
    expect(board.task().block?.kind).toBe('loop');
  });

  test('begins anew after a completion', () => {
    const board = new LiveBoard();
    board.adds();
    goesRound(board, 'capability');
    board.does({ kind: 'unblock', taskId: 't', by: person });
    board.finishes(board.claims());
    board.does({ kind: 'requeue', taskId: 't', by: person });
    board.givesBack(board.claims(), 'capability');
    expect(board.task().block?.kind).toBe('capability');
  });

  test('lets nobody but a person free a loop, and trips again at once', () => {
    const board = new LiveBoard();
    board.adds();
    goesRound(board, 'transient', 'transient');
    board.now += 1_000 * hour;
    expect(board.does({ kind: 'promote', by: holdfast, failureLimit: 100 })).toEqual([]);
    expect(board.refuses({ kind: 'unblock', taskId: 't', by: worker('t') }).why).toBe('author');
    board.does({ kind: 'unblock', taskId: 't', by: person });
    board.givesBack(board.claims(), 'transient');
    expect(board.task()).toMatchObject({ block: { kind: 'loop' }, recurrence: { count: 3 } });
  });
});
