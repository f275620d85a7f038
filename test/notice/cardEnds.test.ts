import { afterEach, beforeEach, expect, test } from 'vitest';
import { CardEnds, isStillSo } from '../../src/notice/cardEnds';
import { isOfCard } from '../../src/notice/notice';
import { Notices } from '../../src/notice/notices';
import { FakeClock } from '../fakes/fakeClock';
import { FakeNotices } from '../fakes/fakeNotices';
import { FakeTaskBoard } from '../fakes/fakeTaskBoard';

let board: FakeTaskBoard;
let clock: FakeClock;
let disk: FakeNotices;
let open: Notices[];

beforeEach(() => {
  board = new FakeTaskBoard();
  clock = new FakeClock();
  disk = new FakeNotices();
  open = [];
  board.live.now = clock.wall();
});

afterEach(() => {
  open.forEach((notices) => notices.close());
  expect(clock.pending, 'timers left behind').toBe(0);
});

/** Of one window; all of them look at the same board. */
function window(name: string): { readonly notices: Notices; readonly ends: CardEnds; readonly told: string[] } {
  const told: string[] = [];
  const notices = new Notices({
    store: disk.of(name),
    clock,
    settings: () => ({ level: 'all', minIntervalMs: 0 }),
    isAttended: () => true,
    isWatched: () => false,
    isThere: (notice) => !isOfCard(notice) || isStillSo(notice, board.store.board),
    onError: (error) => {
      throw error;
    },
  });
  open.push(notices);
  const ends = new CardEnds(board.store, notices);
  notices.start(async (all) => {
    told.push(...all.filter(isOfCard).map(({ taskId, news }) => `${taskId} ${news}`));
    return 'left';
  });
  return { notices, ends, told };
}

const byWorker = (taskId: string) => ({ by: { kind: 'worker', taskId } }) as const;

/** A claim of a worker that has its session. */
function works(taskId: string): string {
  const runId = board.claims(taskId, `run ${taskId} ${board.live.log.length}`);
  board.does({ kind: 'bind', taskId, runId, sessionId: `session of ${taskId}`, by: { kind: 'holdfast' } });
  return runId;
}

function finishes(taskId: string, to: 'done' | 'review' = 'done'): void {
  const runId = works(taskId);
  board.does({ kind: 'finish', taskId, runId, summary: 'All green.', artifacts: [], missing: [], to, ...byWorker(taskId) });
}

function givesBack(taskId: string, reason = 'Which key?'): void {
  const runId = works(taskId);
  board.does({ kind: 'giveBack', taskId, runId, blockKind: 'needs_input', reason, ...byWorker(taskId) });
  board.does({ kind: 'left', taskId, runId, by: { kind: 'holdfast' } });
}

test('what agents bring to an end is told once, although every window sees it', async () => {
  const [one, two] = [window('one'), window('two')];
  board.adds('a');
  board.adds('b');
  board.adds('c');
  finishes('a');
  finishes('b', 'review');
  givesBack('c');
  await clock.tick(2_000);
  expect([...one.told, ...two.told].sort()).toEqual(['a done', 'b review', 'c blocked']);
  expect(one.notices.unread().map(({ preview }) => preview).sort()).toEqual(['All green.', 'All green.', 'Which key?']);
});

test('what a person did is no news to them', async () => {
  const { told, notices } = window('one');
  board.adds('a');
  board.adds('b');
  board.adds('c');
  board.does({ kind: 'complete', taskId: 'a', summary: 'Did it myself.' });
  board.does({ kind: 'block', taskId: 'b', reason: 'Not now.' });
  finishes('c', 'review');
  board.live.now += 1;
  board.does({ kind: 'move', taskId: 'c', to: 'done' });
  await clock.tick(2_000);
  expect(told).toEqual([]);
  expect(notices.unread()).toEqual([]);
});

test('a second block is told again, and a loop as what it is', async () => {
  const { told, notices } = window('one');
  board.adds('a');
  givesBack('a');
  await clock.tick(2_000);
  board.live.now = clock.wall();
  board.does({ kind: 'unblock', taskId: 'a' });
  expect(notices.unread()).toEqual([]);
  givesBack('a');
  await clock.tick(2_000);
  expect(told).toEqual(['a blocked', 'a loop']);
});

test('what happened while no window was there is told by the next one, once', async () => {
  board.adds('a');
  givesBack('a');
  await clock.tick(60_000);
  const first = window('one');
  first.ends.lookBack();
  await clock.tick(2_000);
  expect(first.told).toEqual(['a blocked']);
  first.notices.seen('a');
  const second = window('two');
  second.ends.lookBack();
  await clock.tick(2_000);
  expect(second.told).toEqual([]);
});

test('what may have been told and forgotten is not told again: last week, and before the last fifty that were read', async () => {
  board.adds('old');
  finishes('old');
  await clock.tick(8 * 24 * 3_600_000);
  const { ends, notices, told } = window('one');
  for (let at = 0; at < 60; at += 1) {
    board.live.now = clock.wall() + at;
    board.adds(`t${at}`);
    finishes(`t${at}`);
    notices.seen(`t${at}`);
  }
  await clock.tick(2_000);
  ends.lookBack();
  await clock.tick(2_000);
  expect(told).toEqual([]);
  expect(notices.unread()).toEqual([]);
});
