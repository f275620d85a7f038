import { describe, expect, test } from 'vitest';
import { FoldedBoard } from '../../src/board/board';
import { readBoardSnapshot } from '../../src/board/readBoardEvent';
import type { BoardEvent } from '../../src/board/boardEvent';
import { holder, holdfast, hour, LiveBoard, minute, person, t0, ttlMs } from './liveBoard';

describe('an event that does not fit', () => {
  test('is refused when it was there already, or when one is missing before it', () => {
    const live = new LiveBoard();
    live.adds();
    live.claims();
    const board = new FoldedBoard();
    const [first, second] = live.log as [BoardEvent, BoardEvent];
    expect(board.fold(second)?.kind).toBe('gap');
    expect(board.seq).toBe(0);
    expect(board.fold(first)).toBeUndefined();
    expect(board.fold(first)?.kind).toBe('repeated');
    expect(board.fold(second)).toBeUndefined();
    expect(board.tasks()).toEqual(live.board.tasks());
  });

  test('can be given up, and what follows is taken in', () => {
    const live = new LiveBoard();
    live.adds();
    live.adds('u');
    const board = new FoldedBoard();
    board.skipTo(1);
    expect(board.fold(live.log[1] as BoardEvent)).toBeUndefined();
    expect(board.tasks().map(({ id }) => id)).toEqual(['u']);
  });

  test('costs nothing but its number', () => {
    const live = new LiveBoard();
    live.adds();
    expect(live.writes({ kind: 'beat', runId: 'r', expiresAt: t0, waiting: 'nobody' })).toContain('the task is ready');
    expect(live.claims()).toBe('run-1');
    expect(live.writes({ kind: 'beat', runId: 'r', expiresAt: t0, waiting: 'nobody' })).toContain('another run');
    expect(live.task().claim).not.toHaveProperty('beatAt');
  });

  test.each([
    ['a parent that is not there', { kind: 'linked', parentId: 'nobody' }, 'a parent is not there'],
    ['parents in a circle', { kind: 'edited', parents: ['u'] }, 'circle'],
    ['a claim of a run that was', { kind: 'claimed', attempt: 2, claim: { runId: 'run-1', holder, claimedAt: t0, expiresAt: t0 + ttlMs } }, 'not a new one'],
    ['coming back blocked for no reason', { kind: 'moved', status: 'blocked', why: 'restored' }, 'archive'],
  ] as const)('has %s', (_what, fact, text) => {
    const live = new LiveBoard();
    live.adds();
    live.adds('u', { parents: ['t'] });
    live.crashes(live.claims());
    if (fact.kind === 'moved') {
      live.does({ kind: 'archive', taskId: 't', by: person });
      expect(live.writes(fact)).toContain('nothing is there that it follows from');
    } else {
      expect(live.writes(fact)).toContain(text);
    }
  });
});

describe('a board', () => {
  test('replaces a task that changes, and leaves the others as they are', () => {
    const live = new LiveBoard();
    live.adds();
    const other = live.adds('u');
    const before = live.task();
    live.claims();
    expect(live.task()).not.toBe(before);
    expect(before.status).toBe('ready');
    expect(live.task('u')).toBe(other);
  });

  test('is the same from its snapshot on', () => {
    const live = new LiveBoard();
    live.adds('t', { agent: 'a', priority: 3, maxRuntimeMs: hour, failureLimit: 5, idempotencyKey: 'k' } as object);
    live.crashes(live.claims());
    live.does({ kind: 'pause', by: person });
    live.adds('u', { parents: ['t'] });
    const board = FoldedBoard.restored(live.board.snapshot());
    const event: BoardEvent = { seq: board.seq + 1, at: t0 + minute, kind: 'commented', taskId: 't', by: person, text: 'On.' };
    expect(board.fold(event)).toBeUndefined();
    live.board.fold(event);
    expect(board.snapshot()).toEqual(live.board.snapshot());
    expect(board.paused).toEqual({ at: t0, by: person });
    expect(board.byKey(person, 'k')?.id).toBe('t');
    expect(board.byKey(holdfast, 'k')).toBeUndefined();
  });

  test('knows the last fifty attempts one by one, and of the others how many ended how, also from a snapshot on', () => {
    const live = new LiveBoard();
    live.adds();
    for (let n = 0; n < 60; n += 1) {
      const runId = live.claims();
      if (n % 3 === 0) {
        live.does({ kind: 'takeBack', taskId: 't', runId, by: holdfast, outcome: 'stale', detail: 'Gone.', failureLimit: 2, heartbeat: 'fresh' });
      } else {
        live.does({ kind: 'stop', taskId: 't', runId, to: 'ready', by: person });
      }
    }
    live.claims();
    const { runs, earlierRuns } = live.task();
    expect([runs.length, runs[0]?.attempt, runs.at(-1)?.attempt, earlierRuns]).toEqual([50, 12, 61, { stale: 4, stopped: 7 }]);
    expect(readBoardSnapshot(JSON.parse(JSON.stringify(live.board.snapshot())))).toEqual(live.board.snapshot());
  });

  test('is not restored from what contradicts itself', () => {
    const live = new LiveBoard();
    live.adds();
    live.adds('u', { parents: ['t'] });
    const { seq, tasks } = live.board.snapshot();
    const [t, u] = tasks as [(typeof tasks)[0], (typeof tasks)[0]];
    expect(() => FoldedBoard.restored({ seq, tasks: [t, t] })).toThrow('twice');
    expect(() => FoldedBoard.restored({ seq, tasks: [u] })).toThrow('parents');
    expect(() => FoldedBoard.restored({ seq, tasks: [{ ...t, parents: ['u'] }, u] })).toThrow('circle');
  });

  test('goes on where it was paused when it is let go on', () => {
    const live = new LiveBoard();
    live.does({ kind: 'pause', by: person });
    expect(live.board.paused).toEqual({ at: t0, by: person });
    live.does({ kind: 'resume', by: person });
    expect(live.board.paused).toBeUndefined();
  });

  test('remembers in the order of its log when a task was blocked and unblocked, also within one second', () => {
    const live = new LiveBoard();
    live.adds('a');
    live.adds();
    for (const reason of ['one', 'two']) {
      live.does({ kind: 'block', taskId: 't', reason, by: person });
      live.does({ kind: 'unblock', taskId: 't', by: person, comment: 'Go on.' });
    }
    expect(live.task().blockHistory.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['blocked', 'one'],
      ['unblocked', undefined],
      ['blocked', 'two'],
      ['unblocked', undefined],
    ]);
    const seqs = live.task().blockHistory.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((one, other) => one - other));
    expect(live.task().comments.map(({ text }) => text)).toEqual(['Go on.', 'Go on.']);
  });
});
