/** What the board offers to do with a card, held against what the rules take. */
import { expect, test } from 'vitest';
import type { PersonCommand } from '../../src/board/command';
import { taskStatuses } from '../../src/board/task';
import type { TaskStatus } from '../../src/board/task';
import { actionsOf, columns, intentOf, menuOf, targetsOf } from '../../src/boardView/moves';
import type { MoveIntent } from '../../src/boardView/moves';
import { hour, t0 } from '../board/liveBoard';
import { FakeTaskBoard } from '../fakes/fakeTaskBoard';

/** A board with one task `t` that stands there. */
function boardWith(status: TaskStatus): FakeTaskBoard {
  const board = new FakeTaskBoard();
  if (status === 'todo') {
    board.adds('parent');
    board.adds('t', { parents: ['parent'] });
    return board;
  }
  board.adds('t', { status: status === 'triage' ? 'triage' : 'todo', ...(status === 'scheduled' && { scheduledAt: t0 + hour }) });
  if (status === 'running' || status === 'review') {
    const runId = board.claims('t');
    if (status === 'review') {
      board.does({ kind: 'finish', taskId: 't', runId, by: { kind: 'worker', taskId: 't' }, summary: 'Look.', artifacts: [], missing: [], to: 'review' });
    }
  } else if (status === 'blocked') {
    board.does({ kind: 'block', taskId: 't', reason: 'Why not.' });
  } else if (status === 'done') {
    board.does({ kind: 'complete', taskId: 't', summary: 'It is done.' });
  } else if (status === 'archived') {
    board.does({ kind: 'archive', taskId: 't' });
  }
  expect(board.store.board.get('t')?.status).toBe(status);
  return board;
}

/** What the editor says to the board for it; absent where it takes more than a word in the log. */
function commandFor(intent: MoveIntent, to: TaskStatus): PersonCommand | undefined {
  const taskId = 't';
  switch (intent) {
    case 'move':
    case 'reject':
    case 'approve':
      return { kind: 'move', taskId, to };
    case 'schedule':
      return { kind: 'move', taskId, to, scheduledAt: t0 + 2 * hour };
    case 'block':
      return { kind: 'block', taskId, reason: 'Because.' };
    case 'complete':
      return { kind: 'complete', taskId, summary: 'Done by hand.' };
    case 'unblock':
    case 'requeue':
    case 'archive':
    case 'restore':
      return { kind: intent, taskId };
    default:
      return undefined;
  }
}

const pairs = columns.flatMap((from) => targetsOf(from).map((to) => ({ from, to })));

test.each(pairs)('a card that is moved from $from to $to gets there', ({ from, to }) => {
  const intent = intentOf(from, to);
  const command = intent && commandFor(intent, to);
  if (command === undefined) {
    // A worker is started or ended for it.
    expect(from === 'running' || to === 'running').toBe(true);
    return;
  }
  const board = boardWith(from);
  expect(board.store.change({ ...command, by: { kind: 'person' } })).toMatchObject({ kind: 'done' });
  expect(board.store.board.get('t')?.status).toBe(to);
});

const refusedPairs = taskStatuses.flatMap((from) => taskStatuses.filter((to) => to !== from && intentOf(from, to) === undefined).map((to) => ({ from, to })));

test.each(refusedPairs)('no move from $from to $to is offered that the board would take', ({ from, to }) => {
  const board = boardWith(from);
  const changed = board.store.change({ kind: 'move', taskId: 't', to, scheduledAt: t0 + 2 * hour, by: { kind: 'person' } });
  // To do is where the board itself puts what waits for others: nobody means it as a place to go.
  const after = changed.kind === 'done' ? board.store.board.get('t')?.status : from;
  expect([from, ...(to === 'todo' ? ['ready', 'todo'] : [])]).toContain(after);
});

test('every status offers something, and a transcript where there is one', () => {
  for (const status of taskStatuses) {
    expect(actionsOf(status, 'none').length).toBeGreaterThan(0);
    expect(actionsOf(status, 'there')).toContain('openTranscript');
  }
});

test('a menu says everything once: what goes on, what is on the card, and where else it can be moved', () => {
  expect(menuOf('ready', 'there')).toEqual({
    work: ['run', 'block'],
    card: ['edit', 'comment', 'link', 'archive', 'openTranscript'],
    moves: ['triage', 'scheduled', 'done'],
  });
  // Where a stopped task goes is the user's to say.
  expect(menuOf('running', 'none')).toEqual({ work: ['stop', 'reclaim'], card: ['comment'], moves: ['ready', 'blocked'] });
});
