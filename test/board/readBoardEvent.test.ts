import { describe, expect, test } from 'vitest';
import { readBoardEvent, readBoardSnapshot } from '../../src/board/readBoardEvent';
import { failureLimit, holdfast, hour, LiveBoard, person, t0, ttlMs, worker } from './liveBoard';

/** One of everything that can be written. */
function fullLog(): LiveBoard {
  const board = new LiveBoard();
  board.adds('a', { agent: 'one', priority: 1, maxRuntimeMs: hour, failureLimit: 3, scheduledAt: t0 - 1 });
  board.crashes(board.claims('a'), 'a');
  board.does({ kind: 'create', taskId: 't', by: person, status: 'todo', title: 'T', prompt: 'P', parents: ['a'], idempotencyKey: 'k' });
  board.does({ kind: 'edit', taskId: 'a', title: 'A', cleared: ['agent'], by: person });
  board.does({ kind: 'comment', taskId: 'a', text: 'Well.', by: person });
  board.does({ kind: 'unlink', taskId: 't', parentId: 'a', by: person });
  board.does({ kind: 'hold', taskId: 't', why: 'capacity', by: holdfast });
  board.does({ kind: 'link', taskId: 't', parentId: 'a', by: person });
  const runId = board.claims('a');
  board.does({ kind: 'create', taskId: 'made', by: worker('a'), status: 'todo', title: 'M', prompt: 'P' });
  board.does({ kind: 'bind', taskId: 'a', runId, sessionId: 's', by: holdfast });
  board.does({ kind: 'beat', taskId: 'a', runId, ttlMs, waiting: 'person', note: 'So far.', by: worker('a') });
  board.does({ kind: 'extend', taskId: 'a', runId, ttlMs, by: holdfast });
  board.does({ kind: 'defer', taskId: 'a', runId, ms: 120_000, why: 'It lives.', by: holdfast });
  board.givesBack(runId, 'needs_input', 'What?', 'a');
  board.does({ kind: 'unblock', taskId: 'a', comment: 'This.', by: person });
  board.does({ kind: 'fail', taskId: 'a', runId: board.claims('a'), by: holdfast, failureLimit, failure: { kind: 'rate_limited', until: t0 + 300_000, detail: 'Limit.' } });
  board.now += 300_000;
  board.does({ kind: 'fail', taskId: 'a', runId: board.claims('a'), by: holdfast, failureLimit, failure: { kind: 'crashed', detail: 'Exit 1.', systemic: true } });
  board.does({ kind: 'complete', taskId: 'a', summary: 'Done.', by: person });
  board.does({ kind: 'requeue', taskId: 'a', by: person });
  board.does({ kind: 'claim', taskId: 't', runId: 'x', by: holdfast, holder: { window: 'w', pid: 1, machine: 'm' }, ttlMs });
  board.does({ kind: 'block', taskId: 't', reason: 'Later.', blockKind: 'transient', by: person });
  board.finishes(board.claims('a'), 'a');
  board.does({ kind: 'pause', by: person });
  board.does({ kind: 'resume', by: person });
  board.does({ kind: 'requeue', taskId: 'a', by: person });
  board.claims('a', person);
  return board;
}

describe('a line of the log', () => {
  test('is read back as it was written, whatever it tells of', () => {
    const board = fullLog();
    expect(new Set(board.log.map(({ kind }) => kind)).size).toBe(20);
    for (const event of board.log) {
      expect(readBoardEvent(JSON.parse(JSON.stringify(event)))).toEqual({ kind: 'event', event });
    }
  });

  test('leaves out what a later version has added', () => {
    const event = { seq: 1, at: t0, kind: 'commented', taskId: 't', by: person, text: 'Well.' };
    expect(readBoardEvent({ ...event, mood: 'good', by: { ...person, name: 'x' } })).toEqual({ kind: 'event', event });
  });

  test('of a kind that a later version knows is told apart from a damaged one', () => {
    expect(readBoardEvent({ seq: 7, at: t0, kind: 'teleported', taskId: 't', by: person })).toMatchObject({ kind: 'unknown', seq: 7 });
    expect(readBoardEvent({ seq: 7, at: t0, kind: 'constructor', taskId: 't', by: person })).toMatchObject({ kind: 'unknown' });
    expect(readBoardEvent({ seq: 7, at: t0, kind: 'commented', taskId: 't', by: person })).toMatchObject({ kind: 'damaged', seq: 7 });
  });

  const good = { seq: 1, at: t0, kind: 'created', taskId: 't', by: person, status: 'todo', title: 'T', prompt: 'P' };

  test.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['no record', [good]],
    ['no number', { ...good, seq: 'one' }],
    ['the number 0', { ...good, seq: 0 }],
    ['half a number', { ...good, seq: 1.5 }],
    ['no time', { ...good, at: null }],
    ['no author', { ...good, by: 'me' }],
    ['a worker without a task', { ...good, by: { kind: 'worker' } }],
    ['a status that there is not', { ...good, status: 'lost' }],
    ['an empty title', { ...good, title: '' }],
    ['a title without end', { ...good, title: 'x'.repeat(301) }],
    ['a number for its prompt', { ...good, prompt: 5 }],
    ['a wrong limit, although it needs none', { ...good, failureLimit: 'many' }],
    ['parents that are no list', { ...good, parents: 'a' }],
    ['a parent that is no id', { ...good, parents: ['a', 5] }],
    ['too many parents', { ...good, parents: Array.from({ length: 51 }, (_, n) => `p${n}`) }],
    ['an id without end', { ...good, taskId: 'x'.repeat(65) }],
    ['a claim by a whole process group', { ...good, kind: 'claimed', attempt: 1, claim: { runId: 'r', claimedAt: t0, expiresAt: t0, holder: { window: 'w', pid: 0, machine: 'm' } } }],
  ])('that has %s is damaged', (_what, raw) => {
    expect(readBoardEvent(raw).kind).toBe('damaged');
  });
});

describe('a snapshot', () => {
  test('is read back as it was written', () => {
    const snapshot = fullLog().board.snapshot();
    expect(readBoardSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
  });

  test.each<readonly [string, object]>([
    ['running without a claim', { claim: undefined }],
    ['done without a time', { status: 'done', claim: undefined, runs: [], doneAt: undefined }],
    ['blocked for no reason', { status: 'blocked', claim: undefined, runs: [] }],
    ['claimed by another run', { runs: [{ id: 'x', attempt: 1, startedAt: t0, waitedMs: 0 }] }],
    ['of no title', { title: undefined }],
  ])('with a task that is %s is not believed', (_what, change) => {
    const board = new LiveBoard();
    board.adds();
    board.claims();
    const { seq, tasks } = board.board.snapshot();
    expect(readBoardSnapshot({ seq, tasks })).toBeDefined();
    expect(readBoardSnapshot({ seq, tasks: tasks.map((task) => ({ ...task, ...change })) })).toBeUndefined();
  });
});
