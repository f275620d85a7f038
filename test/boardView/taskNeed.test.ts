import { expect, test } from 'vitest';
import { isStuck, needsPerson } from '../../src/boardView/taskNeed';
import { FakeTaskBoard } from '../fakes/fakeTaskBoard';

test('a task that its worker gave back needs a person, and one that a person blocked does not', () => {
  const board = new FakeTaskBoard();
  board.adds('asks');
  board.adds('laidDown');
  const runId = board.claims('asks');
  board.does({ kind: 'giveBack', by: { kind: 'worker', taskId: 'asks' }, taskId: 'asks', runId, blockKind: 'needs_input', reason: 'Which key?' });
  board.does({ kind: 'block', taskId: 'laidDown', reason: 'Not now.' });
  expect(board.store.board.tasks().filter(isStuck).map(({ id }) => id)).toEqual(['asks']);
  board.does({ kind: 'unblock', taskId: 'asks' });
  expect(board.store.board.tasks().some(isStuck)).toBe(false);
});

test('a worker that asks something counts on the board, unless its session counts in this window', () => {
  const board = new FakeTaskBoard();
  board.adds('a');
  const runId = board.claims('a');
  board.does({ kind: 'beat', by: { kind: 'holdfast' }, taskId: 'a', runId, ttlMs: 900_000, waiting: 'person' });
  const [task] = board.store.board.tasks();
  expect(task?.claim?.waitingSince).toBeDefined();
  expect(needsPerson(task!, { where: 'here' })).toBe(false);
  expect(needsPerson(task!, { where: 'otherWindow' })).toBe(true);
  board.does({ kind: 'giveBack', by: { kind: 'worker', taskId: 'a' }, taskId: 'a', runId, blockKind: 'needs_input', reason: 'Which key?' });
  expect(board.store.board.tasks().every((one) => needsPerson(one, undefined))).toBe(true);
});
