/** Whatever anybody asks for in whatever order: what must always be true of the board is true after every command. */
import { expect, test } from 'vitest';
import { isLoop } from '../../src/board/blockLoop';
import { FoldedBoard } from '../../src/board/board';
import type { BoardSnapshot } from '../../src/board/board';
import type { BoardEvent } from '../../src/board/boardEvent';
import { openParents, wouldCircle } from '../../src/board/parents';
import { readBoardEvent, readBoardSnapshot } from '../../src/board/readBoardEvent';
import type { Task } from '../../src/board/task';
import { seeded } from '../fakes/seeded';
import { LiveBoard, minute } from './liveBoard';
import { randomCommand } from './randomCommand';

const seeds = Number(process.env.HOLDFAST_BOARD_SEEDS ?? 40);
const commands = 400;

test(`${seeds} boards stay whole under ${commands} random commands each`, () => {
  const seen = { decided: 0, refused: 0, kinds: new Set<string>(), outcomes: new Set<string>() };
  for (let seed = 1; seed <= seeds; seed += 1) {
    const random = seeded(seed);
    const live = new LiveBoard();
    for (let n = 0; n < commands; n += 1) {
      live.now += Math.floor(random() * 30 * minute) + 1;
      const before = live.board.snapshot();
      const command = randomCommand(live.board, random, live.now);
      const decision = live.tries(command);
      seen[decision.kind] += 1;
      const wrong = decision.kind === 'refused' ? differenceBetween(before.tasks, live.board.tasks()) : wrongWith(live, before);
      if (wrong !== undefined) {
        throw new Error(`Seed ${seed}, command ${n}, ${JSON.stringify(command)}: ${wrong}`);
      }
    }
    live.log.forEach((event) => {
      seen.kinds.add(event.kind);
      if (event.kind === 'ended') {
        seen.outcomes.add(event.outcome);
      }
    });
    expect(refolded(live.log).snapshot()).toEqual(live.board.snapshot());
    expect(shortened(live.log, random).snapshot()).toEqual(live.board.snapshot());
  }
  // Else nothing was tried: every kind of fact came about, and every way to end.
  expect(seen.kinds.size).toBe(20);
  expect(seen.outcomes.size).toBe(10);
  expect(Math.min(seen.decided, seen.refused)).toBeGreaterThan((seeds * commands) / 4);
});

function wrongWith({ board, log }: LiveBoard, before: BoardSnapshot): string | undefined {
  const numbered = log.every(({ seq }, n) => seq === n + 1);
  if (!numbered || board.seq !== log.length) {
    return 'the numbers of the log do not rise by one';
  }
  for (const task of board.tasks()) {
    const wrong = wrongWithTask(board, task) ?? wrongWithStep(board, before.tasks.find(({ id }) => id === task.id), task, log.slice(before.seq));
    if (wrong !== undefined) {
      return `task ${task.id}: ${wrong}`;
    }
  }
  return undefined;
}

function wrongWithTask(board: FoldedBoard, task: Task): string | undefined {
  const open = task.runs.filter(({ end }) => !end);
  const isRunning = task.status === 'running';
  const rules: readonly (readonly [string, boolean])[] = [
    ['it runs without an open run and a claim of the same', isRunning && (open.length !== 1 || open[0] !== task.runs.at(-1) || open[0]?.id !== task.claim?.runId)],
    ['it has an open run or a claim and does not run', !isRunning && (open.length > 0 || task.claim !== undefined)],
    ['it runs and its last worker has not gone', isRunning && task.leaving !== undefined],
    ['it is its own ancestor', task.parents.some((id) => wouldCircle(board, task.id, id))],
    ['a parent is not there', task.parents.some((id) => !board.get(id))],
    ['a count is below nothing', task.failures < 0 || task.unreported < 0 || task.runs.some(({ waitedMs }) => waitedMs < 0)],
    ['it is blocked for no reason', task.status === 'blocked' && !task.block?.reason],
    ['it has a reason and is not blocked', task.block !== undefined && !['blocked', 'archived'].includes(task.status)],
    ['it is done since never', task.status === 'done' && task.doneAt === undefined],
    ['two runs are one', new Set(task.runs.map(({ id }) => id)).size < task.runs.length],
    ['its attempts do not count up', task.runs.some(({ attempt }, n) => attempt !== earlier(task) + n + 1)],
    ['it has too many attempts', task.runs.length > 50],
    ['its blocks and unblocks do not take turns', task.blockHistory.some(({ kind }, n) => kind === task.blockHistory[n - 1]?.kind)],
    ['it looped and was not stopped', task.status === 'blocked' && task.recurrence !== undefined && isLoop(task.recurrence) && task.block?.by.kind === 'worker' && task.block.kind !== 'loop'],
    ['a worker made it, and nobody knows how far from a person', task.createdBy.kind === 'worker' && task.generation === undefined],
  ];
  return rules.find(([, isBroken]) => isBroken)?.[0];
}

/** What one command may not have done. `events`: its own. */
function wrongWithStep(board: FoldedBoard, before: Task | undefined, after: Task, events: readonly BoardEvent[]): string | undefined {
  const isFreed = before?.status === 'blocked' && after.status !== 'blocked';
  const byPerson = events.some((event) => event.by.kind === 'person' && 'taskId' in event && event.taskId === after.id);
  if (isFreed && before.block?.recoversAbove === undefined && !byPerson) {
    return 'nobody but a person may free it';
  }
  if (before?.status === 'ready' && after.status === 'running' && openParents(board, after.parents).length > 0) {
    return 'it was started before its parents were done';
  }
  return undefined;
}

/** Replaced, never changed: a refusal leaves even the objects. */
function differenceBetween(before: readonly Task[], after: readonly Task[]): string | undefined {
  return before.length === after.length && before.every((task, n) => task === after[n]) ? undefined : 'a refusal changed something';
}

/** As another window reads it. */
function refolded(log: readonly BoardEvent[]): FoldedBoard {
  const board = new FoldedBoard();
  log.forEach((event) => foldRead(board, event));
  return board;
}

/** As it is after a long log was replaced by a snapshot and the rest. */
function shortened(log: readonly BoardEvent[], random: () => number): FoldedBoard {
  const at = Math.floor(random() * log.length);
  const snapshot = readBoardSnapshot(JSON.parse(JSON.stringify(refolded(log.slice(0, at)).snapshot())));
  if (!snapshot) {
    throw new Error('The snapshot could not be read back.');
  }
  const board = FoldedBoard.restored(snapshot);
  log.slice(at).forEach((event) => foldRead(board, event));
  return board;
}

function foldRead(board: FoldedBoard, event: BoardEvent): void {
  const read = readBoardEvent(JSON.parse(JSON.stringify(event)));
  const misfit = read.kind === 'event' ? board.fold(read.event) : read;
  if (misfit) {
    throw new Error(misfit.text);
  }
}

function earlier({ earlierRuns = {} }: Task): number {
  return Object.values(earlierRuns).reduce((sum, count) => sum + count, 0);
}
