import { expect, test } from 'vitest';
import { isStuck } from '../../src/boardView/taskNeed';
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
