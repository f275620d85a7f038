import { describe, expect, test } from 'vitest';
import { heldBack, readiness } from '../../src/board/readiness';
import type { StartConditions } from '../../src/board/readiness';
import type { Task } from '../../src/board/task';
import { hour, LiveBoard, person, t0, worker } from './liveBoard';

const free: StartConditions = { now: t0, mode: 'auto', dispatcher: 'us', folder: 'trusted', running: 0, limit: 2, agentFor: () => 'there', guardOf: () => undefined };

describe('a ready task is started', () => {
  test('by its priority, then by its age, as long as there is room', () => {
    const board = new LiveBoard();
    board.adds('old');
    board.now += 1;
    board.adds('new');
    board.adds('urgent', { priority: 5 });
    board.adds('waits', { parents: ['old'] });
    expect(readiness(board.board, free).map(({ task, held }) => [task.id, held?.kind])).toEqual([
      ['urgent', undefined],
      ['old', undefined],
      ['new', 'capacity'],
    ]);
    expect(readiness(board.board, { ...free, limit: 0 }).every(({ held }) => !held)).toBe(true);
  });

  test('not in the place of one that is held back itself', () => {
    const board = new LiveBoard();
    board.adds('a', { agent: 'lost' });
    board.adds('b');
    const found = readiness(board.board, { ...free, limit: 1, agentFor: ({ agent }) => (agent === 'lost' ? 'missing' : 'there') });
    expect(found.map(({ task, held }) => [task.id, held?.kind])).toEqual([
      ['a', 'agentMissing'],
      ['b', undefined],
    ]);
  });
});

describe('a ready task is held back', () => {
  const board = new LiveBoard();
  const ready = board.adds('t', { agent: 'claude' });
  const cooling: Task = { ...ready, cooldownUntil: t0 + 4 };
  const done: Task = { ...ready, runs: [{ id: 'r', attempt: 1, startedAt: t0, waitedMs: 0, end: { at: t0 - hour + 4, outcome: 'completed' } }] };

  const opened: Task = {
    ...ready,
    comments: [{ at: t0 - 6, by: worker('t'), text: 'Opened https://github.com/some/one/pull/12 for it.' }],
    runs: [{ id: 'r', attempt: 1, startedAt: t0 - 9, waitedMs: 0, end: { at: t0 - 4, outcome: 'crashed' } }],
  };

  test.each<readonly [string, Task, Partial<StartConditions>, object | undefined]>([
    ['in a folder that is not trusted', ready, { folder: 'untrusted', mode: 'manual' }, { kind: 'untrusted' }],
    ['where starting is manual', ready, { mode: 'manual' }, { kind: 'manual' }],
    ['by a usage limit', cooling, { dispatcher: 'elsewhere' }, { kind: 'cooldown', until: t0 + 4 }],
    ['no longer when the limit has ended', cooling, { now: t0 + 4 }, undefined],
    ['when it was done within the hour', done, {}, { kind: 'justDone', until: t0 + 4 }],
    ['no longer when the hour is over', done, { now: t0 + 4 }, undefined],
    ['no longer when somebody asked for it again', { ...done, requeuedAt: t0 }, {}, undefined],
    ['by a failure later than its success: not', { ...done, runs: [...done.runs, { id: 's', attempt: 2, startedAt: t0, waitedMs: 0, end: { at: t0, outcome: 'crashed' } }] }, {}, undefined],
    ['while another window dispatches', ready, { dispatcher: 'elsewhere' }, { kind: 'elsewhere' }],
    ['while its agent is missing', ready, { agentFor: () => 'missing' }, { kind: 'agentMissing', agent: 'claude' }],
    ['by an agent that can do nothing with it, also where starting is manual', ready, { mode: 'manual', agentFor: () => 'cannot' }, { kind: 'agentCannot' }],
    ['while as many run as may', ready, { running: 2 }, { kind: 'capacity', running: 2, limit: 2 }],
    ['by a usage limit that its agent has met elsewhere', ready, { guardOf: () => ({ kind: 'agentLimited', until: t0 + 4 }) }, { kind: 'agentLimited', until: t0 + 4 }],
    ['no longer when that has ended', ready, { now: t0 + 4, guardOf: () => ({ kind: 'agentLimited', until: t0 + 4 }) }, undefined],
    ['while its agent wants somebody to sign in', ready, { guardOf: () => ({ kind: 'signIn' }) }, { kind: 'signIn' }],
    ['when its last attempt opened a pull request', opened, {}, { kind: 'pullRequest', until: t0 - 4 + 24 * hour }],
    ['no longer a day later', opened, { now: t0 - 4 + 24 * hour }, undefined],
    ['by a pull request, although somebody asked for it again: not', { ...opened, requeuedAt: t0 }, {}, undefined],
    ['by a pull request, although a person has sent it on: not', { ...opened, blockHistory: [{ seq: 1, at: t0 - 4, kind: 'unblocked' }] }, {}, undefined],
    ['by a link that a person wrote: not', { ...opened, comments: opened.comments.map((one) => ({ ...one, by: person })) }, {}, undefined],
    ['by a link of an earlier attempt: not', { ...opened, runs: opened.runs.map((one) => ({ ...one, startedAt: t0 - 5 })) }, {}, undefined],
    ['by a link in the summary of a success, when its hour is over', { ...done, summary: 'See https://gitlab.example/a/b/-/merge_requests/7.' }, { now: t0 + hour }, { kind: 'pullRequest', until: t0 - hour + 4 + 24 * hour }],
    ['by nothing', ready, {}, undefined],
  ])('%s', (_what, task, change, held) => {
    expect(heldBack({ paused: undefined }, task, { ...free, ...change })).toEqual(held);
  });

  test('while everything is paused, before any other reason but trust', () => {
    expect(heldBack({ paused: { at: t0, by: person } }, cooling, { ...free, mode: 'manual' })).toEqual({ kind: 'paused' });
  });

  test('and one that is not ready has no such reason', () => {
    expect(heldBack({ paused: undefined }, { ...ready, status: 'todo' }, { ...free, mode: 'manual' })).toBeUndefined();
  });
});
