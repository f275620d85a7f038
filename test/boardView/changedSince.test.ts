import { expect, test } from 'vitest';
import type { Task } from '../../src/board/task';
import { changedSince } from '../../src/boardView/changedSince';
import { english } from '../editor/english';
import { FakeTaskBoard } from '../fakes/fakeTaskBoard';

test('what a person was asked about is compared with what is there when they answer', () => {
  const board = new FakeTaskBoard();
  const asked = taskOn(board);
  const since = (): string | undefined => changedSince(asked, board.store.board.get('a'), english);
  board.does({ kind: 'comment', taskId: 'a', text: 'Which one?' });
  expect(since()).toBeUndefined();
  board.does({ kind: 'block', taskId: 'a', reason: 'No key.' });
  expect(since()).toBe('Nothing was done: the task has changed meanwhile, and is now “Blocked”.');
  expect(changedSince(asked, undefined, english)).toContain('not on the board');
});

test('another attempt at it is another thing, although it runs again', () => {
  const asked = { ...taskOn(new FakeTaskBoard()), status: 'running', runs: [{ id: 'one', attempt: 1, startedAt: 1, waitedMs: 0 }] } as const;
  expect(changedSince(asked, { ...asked, runs: [...asked.runs] }, english)).toBeUndefined();
  const again = { ...asked, runs: [...asked.runs, { id: 'two', attempt: 2, startedAt: 2, waitedMs: 0 }] };
  expect(changedSince(asked, again, english)).toContain('another attempt');
});

function taskOn(board: FakeTaskBoard): Task {
  board.adds('a');
  return board.store.board.tasks()[0] as Task;
}
