import { expect, test } from 'vitest';
import { cardOf } from '../../src/boardView/card';
import { taskRow } from '../../src/editor/taskRow';
import type { TreeRow } from '../../src/editor/treeRow';
import { t0 } from '../board/liveBoard';
import { FakeTaskBoard } from '../fakes/fakeTaskBoard';
import { english } from './english';

const minute = 60_000;

function rowOf(board: FakeTaskBoard, taskId = 't'): TreeRow {
  const task = board.store.board.get(taskId);
  if (!task) {
    throw new Error('There is no such task.');
  }
  return taskRow(cardOf(task, { board, agentName: (agent) => agent ?? 'Codex', signsOf: () => undefined }), t0 + 12 * minute, english);
}

test('a task that is ready says why it is not started, its agent and its age', () => {
  const board = new FakeTaskBoard();
  board.adds('t', { title: 'Fix the tests' });
  board.held.set('t', { kind: 'manual' });
  expect(rowOf(board)).toEqual({
    title: 'Fix the tests',
    description: 'waits for you to run it · Codex · 12m',
    icon: 'circle-filled',
    context: 'task ready',
    spoken: 'Fix the tests, Ready, waits for you to run it, Codex, 12m',
  });
});

test('a worker that waits for a person is told by picture and words', () => {
  const board = new FakeTaskBoard();
  board.adds('t');
  const runId = board.claims('t');
  board.does({ kind: 'bind', taskId: 't', runId, sessionId: 's', by: { kind: 'holdfast' } });
  board.does({ kind: 'beat', taskId: 't', runId, ttlMs: 900_000, waiting: 'person', by: { kind: 'holdfast' } });
  expect(rowOf(board)).toMatchObject({ icon: 'bell-dot', context: 'task running transcript', description: 'needs you · for 12m · Codex · 12m' });
});

test('what is wrong stands in the row, and beats the picture of its status', () => {
  const board = new FakeTaskBoard();
  board.adds('t');
  board.wrong.set('t', [{ rule: 'strandedInReady', severity: 'error', facts: { since: t0 - 60 * minute }, actions: [] }]);
  expect(rowOf(board)).toMatchObject({ icon: 'error', description: 'Ready for 1h and never started. · Codex · 12m' });
});

test('texts of agents stay one line and turn no direction', () => {
  const board = new FakeTaskBoard();
  board.adds('t', { title: 'One\u202etwo\nthree' });
  expect(rowOf(board).title).toBe('One two three');
});
