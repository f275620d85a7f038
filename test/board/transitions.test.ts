/** The whole table of what may happen to a task, written down here a second time: each pair in it happens, each other pair changes nothing. */
import { describe, expect, test } from 'vitest';
import { FoldedBoard } from '../../src/board/board';
import type { BoardEvent, MoveReason, TaskFact } from '../../src/board/boardEvent';
import { runOutcomes, taskStatuses } from '../../src/board/task';
import type { Claim, RunOutcome, Task, TaskStatus } from '../../src/board/task';
import { holder, holdfast, t0 } from './liveBoard';

/** `from: how → to`, where `to` is left out when the status stays. */
const table = `
triage: left, edited, commented, linked, unlinked, specified → todo, scheduled → scheduled, blocked → blocked, completed → done, archived → archived
todo: left, edited, commented, linked, unlinked, parentsDone → ready, scheduled → scheduled, byHand → triage, blocked → blocked, completed → done, archived → archived
scheduled: left, edited, commented, linked, unlinked, due → todo, due → ready, byHand → triage, blocked → blocked, completed → done, archived → archived
ready: left, edited, commented, linked, unlinked, parentsOpen → todo, scheduled → scheduled, byHand → triage, claimed → running, claimRejected, held
ready: blocked → blocked, completed → done, archived → archived
running: edited, commented, linked, unlinked, bound, beat, claimExtended, reclaimDeferred
running: ended completed → done, ended completed → review, ended blocked → blocked, ended blocked → todo, ended stale → ready, ended rate_limited → ready
running: ended crashed → ready, ended crashed → blocked, ended timed_out → ready, ended timed_out → blocked, ended spawn_failed → ready
running: ended spawn_failed → blocked, ended reclaimed → ready, ended reclaimed → blocked, ended stopped → ready, ended stopped → blocked
running: ended unreported → ready, ended unreported → blocked, ended unreported → review
running: ended failed → blocked
blocked: left, edited, commented, linked, unlinked, unblocked → ready, unblocked → todo, requeued → ready, requeued → todo, recovered → ready, recovered → todo
blocked: completed → done, archived → archived
review: left, edited, commented, linked, unlinked, approved → done, rejected → todo, rejected → ready, requeued → todo, requeued → ready
review: blocked → blocked, completed → done, archived → archived
done: left, edited, commented, linked, unlinked, requeued → todo, requeued → ready, archived → archived
archived: left, commented, restored → triage, restored → blocked, restored → done
`;

const legal = new Set(
  table
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [from = '', pairs = ''] = line.split(': ');
      return pairs.split(', ').map((pair) => {
        const [how = '', to = from] = pair.split(' → ');
        return `${from}: ${how} → ${to}`;
      });
    }),
);

const reasons: readonly MoveReason[] = [
  ...(['specified', 'parentsDone', 'parentsOpen', 'due', 'scheduled', 'requeued', 'approved', 'rejected', 'recovered', 'archived'] as const),
  ...(['restored', 'byHand'] as const),
];

interface Try {
  readonly how: string;
  readonly to?: TaskStatus;
  readonly fact: TaskFact;
}

const tries: readonly Try[] = [
  { how: 'edited', fact: { kind: 'edited', title: 'New' } },
  { how: 'commented', fact: { kind: 'commented', text: 'Well.' } },
  { how: 'linked', fact: { kind: 'linked', parentId: 'parent' } },
  { how: 'unlinked', fact: { kind: 'unlinked', parentId: 'parent' } },
  { how: 'claimRejected', fact: { kind: 'claimRejected', pending: ['parent'] } },
  { how: 'held', fact: { kind: 'held', why: 'paused' } },
  { how: 'left', fact: { kind: 'left', runId: 'gone' } },
  { how: 'bound', fact: { kind: 'bound', runId: 'r', sessionId: 's' } },
  { how: 'beat', fact: { kind: 'beat', runId: 'r', expiresAt: t0 + 2, waiting: 'nobody' } },
  { how: 'claimExtended', fact: { kind: 'claimExtended', runId: 'r', expiresAt: t0 + 2 } },
  { how: 'reclaimDeferred', fact: { kind: 'reclaimDeferred', runId: 'r', expiresAt: t0 + 2, why: 'It lives.' } },
  { how: 'claimed', to: 'running', fact: { kind: 'claimed', claim: claim('r2'), attempt: 2 } },
  { how: 'blocked', to: 'blocked', fact: { kind: 'blocked', block: { kind: 'untyped', reason: 'So.' } } },
  { how: 'completed', to: 'done', fact: { kind: 'completed', summary: 'Done.' } },
  ...(['ready', 'todo'] as const).map((status): Try => ({ how: 'unblocked', to: status, fact: { kind: 'unblocked', status } })),
  ...reasons.flatMap((why) => taskStatuses.map((status): Try => ({ how: why, to: status, fact: { kind: 'moved', why, status } }))),
  ...runOutcomes.flatMap((outcome) => taskStatuses.map((status): Try => ({ how: `ended ${outcome}`, to: status, fact: ended(outcome, status) }))),
];

describe.each(taskStatuses)('a task that is %s', (from) => {
  test.each(tries.map(({ how, to = from, fact }) => ({ pair: `${how} → ${to}`, to, fact })))('$pair', ({ pair, to, fact }) => {
    const board = boardWith(from);
    const before = board.get('t');
    const misfit = board.fold(eventOf(fact, board.seq + 1));
    if (legal.has(`${from}: ${pair}`)) {
      expect(misfit).toBeUndefined();
      expect(board.get('t')?.status).toBe(to);
    } else {
      expect(misfit?.kind).toBe('impossible');
      expect(board.get('t')).toBe(before);
    }
    expect(board.seq).toBe(1_001);
  });

  test('cannot be created again', () => {
    const board = boardWith(from);
    expect(board.fold(eventOf({ kind: 'created', status: 'todo', title: 'T', prompt: 'P' }, board.seq + 1))?.kind).toBe('impossible');
  });
});

describe('a task that was never created', () => {
  test.each(taskStatuses)('begins as %s, or does not', (status) => {
    const board = new FoldedBoard();
    const misfit = board.fold(eventOf({ kind: 'created', status, title: 'T', prompt: 'P' }, 1));
    expect(misfit?.kind).toBe(['triage', 'todo', 'scheduled', 'ready'].includes(status) ? undefined : 'impossible');
  });

  test.each(tries)('cannot be $how', ({ fact }) => {
    expect(new FoldedBoard().fold(eventOf(fact, 1))?.kind).toBe('impossible');
  });
});

test('every pair of the table was tried', () => {
  const tried = new Set(taskStatuses.flatMap((from) => tries.map(({ how, to = from }) => `${from}: ${how} → ${to}`)));
  expect([...legal].filter((pair) => !tried.has(pair))).toEqual([]);
});

function boardWith(status: TaskStatus): FoldedBoard {
  const isRunning = status === 'running';
  const task: Task = {
    ...plain('t', status),
    parents: ['parent'],
    runs: [{ id: 'r', attempt: 1, startedAt: t0, waitedMs: 0, ...(!isRunning && { end: { at: t0, outcome: 'crashed' } }) }],
    ...(isRunning && { claim: claim('r') }),
    leaving: { runId: 'gone', holder, since: t0 },
    // The archive keeps both, so that either way back can be tried.
    ...((status === 'blocked' || status === 'archived') && { block: { kind: 'untyped', reason: 'So.', at: t0, by: holdfast } }),
    ...((status === 'done' || status === 'archived') && { doneAt: t0 }),
  };
  return FoldedBoard.restored({ seq: 1_000, tasks: [plain('parent', 'ready'), task] });
}

function plain(id: string, status: TaskStatus): Task {
  const times = { statusAt: t0, createdAt: t0, updatedAt: t0 };
  const counts = { priority: 0, failures: 0, unreported: 0 };
  return { id, title: 'T', prompt: 'P', status, createdBy: holdfast, ...times, ...counts, parents: [], comments: [], runs: [], blockHistory: [], artifacts: [] };
}

function ended(outcome: RunOutcome, status: TaskStatus): TaskFact {
  const block = status === 'blocked' ? { block: { kind: 'untyped', reason: 'So.' } as const } : {};
  return { kind: 'ended', runId: 'r', outcome, status, failures: 0, unreported: 0, ...block };
}

function claim(runId: string): Claim {
  return { runId, holder, claimedAt: t0, expiresAt: t0 + 1 };
}

function eventOf(fact: TaskFact, seq: number): BoardEvent {
  return { ...fact, taskId: 't', by: holdfast, seq, at: t0 };
}
