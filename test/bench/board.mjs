/**
 * What the board costs as it grows: taking in one event with 1,000 cards beside 10 and with a long history beside a short one, deciding the
 * commands that come most often, and what a tick derives from all cards. Copying the list of cards at each event is the control: what a
 * fold that is not independent of the size would cost. `node test/bench/board.mjs`; exits with 1 when a target is missed.
 */
import { bundled } from './shared/bundled.mjs';
import { atLeast, atMost, report, rounded } from './shared/targets.mjs';

const { agentGuards, FoldedBoard, decide, diagnose, diagnosticDefaults, readBoardEvent, readiness } = await bundled(`
  export { FoldedBoard } from './src/board/board';
  export { decide } from './src/board/decide';
  export { diagnose, diagnosticDefaults } from './src/board/diagnostics';
  export { readBoardEvent } from './src/board/readBoardEvent';
  export { agentGuards } from './src/board/agentGuards';
  export { readiness } from './src/board/readiness';
`);

const t0 = 1_800_000_000_000;
const person = { kind: 'person' };
const holdfast = { kind: 'holdfast' };
const holder = { window: 'w', pid: 1, machine: 'm' };

const works = [10, 1_000].map((cards) => worksOf(cards));
const [few, many] = best(works);
console.table({ '10 cards': inMicroseconds(few), '1,000 cards': inMicroseconds(many) });
atMost('taking in an event with 1,000 cards, in times of 10', many.fold / few.fold, 2);
atMost('taking in a beat with 1,000 cards, in times of 10', many.beat / few.beat, 2);
atMost('deciding a beat with 1,000 cards, in times of 10', many.decide / few.decide, 2);
atMost('reading an event back, in times of parsing its JSON', many.read / many.parse, 5);
atLeast('control: an event that copies the list of 1,000 cards, in times of 10', many.copy / few.copy, 5);
atMost('what a tick derives from 1,000 cards, in ms', many.tick / 1_000, 16);
process.exitCode = report();

/** What is measured: so many of it at once, on something that is made anew for each round. */
function worksOf(cards) {
  const board = boardOf(cards);
  const log = lives(board, cards);
  const lines = log.map((event) => JSON.stringify(event));
  const parsed = lines.map((line) => JSON.parse(line));
  const beats = beatsOf(board, cards);
  const copied = new Map(board.tasks().map((task) => [task.id, task]));
  const start = board.snapshot();
  const beat = (taskId) => ({ kind: 'beat', by: holdfast, taskId, runId: `r${taskId}`, ttlMs: 900_000, waiting: 'nobody' });
  return {
    fold: { count: log.length, prepare: () => FoldedBoard.restored(start), run: (fresh) => log.forEach((event) => expectFolded(fresh, event)) },
    beat: { count: beats.log.length, prepare: () => FoldedBoard.restored(beats.start), run: (fresh) => beats.log.forEach((event) => expectFolded(fresh, event)) },
    decide: { count: 2_000, prepare: () => FoldedBoard.restored(beats.start), run: (fresh) => times(2_000, (n) => decide(fresh, beat(`t${n % cards}`), t0 + n)) },
    parse: { count: lines.length, prepare: () => lines, run: (all) => all.forEach((line) => JSON.parse(line)) },
    read: { count: parsed.length, prepare: () => parsed, run: (all) => all.forEach(readBoardEvent) },
    copy: { count: 2_000, prepare: () => copied, run: (all) => times(2_000, () => new Map(all)) },
    tick: { count: 1, prepare: () => board, run: derived },
  };
}

/** Microseconds each, in the best of some rounds, which the sizes take in turns: whatever else the machine does only ever adds. */
function best(sizes) {
  const found = sizes.map((works) => Object.fromEntries(Object.keys(works).map((what) => [what, Infinity])));
  times(20, () => {
    for (const what of Object.keys(sizes[0])) {
      sizes.forEach((works, at) => {
        const { count, prepare, run } = works[what];
        const subject = prepare();
        const from = performance.now();
        run(subject);
        found[at][what] = Math.min(found[at][what], ((performance.now() - from) * 1_000) / count);
      });
    }
  });
  return found;
}

function times(count, run) {
  for (let n = 0; n < count; n += 1) {
    run(n);
  }
}

function boardOf(cards) {
  const board = new FoldedBoard();
  for (let n = 0; n < cards; n += 1) {
    perform(board, { kind: 'create', by: person, taskId: `t${n}`, status: 'todo', title: `Card ${n}`, prompt: 'Do it.', priority: n % 3 });
  }
  return board;
}

/** Every card is claimed, crashes, is claimed, blocks, is unblocked and commented on, 4,000 events in all; the board stays as it is. */
function lives(board, cards) {
  const copy = FoldedBoard.restored(board.snapshot());
  const log = [];
  const write = (command) => log.push(...perform(copy, command));
  for (let n = 0; log.length < 4_000; n += 1) {
    const taskId = `t${n % cards}`;
    const by = { kind: 'worker', taskId };
    write({ kind: 'claim', by: holdfast, taskId, runId: `a${n}`, holder, ttlMs: 900_000 });
    write({ kind: 'beat', by, taskId, runId: `a${n}`, ttlMs: 900_000, waiting: 'nobody' });
    write({ kind: 'fail', by, taskId, runId: `a${n}`, failureLimit: 2, failure: { kind: 'crashed', detail: 'Exit 1.' } });
    write({ kind: 'claim', by: holdfast, taskId, runId: `b${n}`, holder, ttlMs: 900_000 });
    write({ kind: 'giveBack', by, taskId, runId: `b${n}`, reason: 'What now?' });
    write({ kind: 'left', by: holdfast, taskId, runId: `b${n}` });
    write({ kind: 'unblock', by: person, taskId });
    write({ kind: 'edit', by: person, taskId, title: `Card, the ${n}th` });
  }
  return log;
}

function beatsOf(board, cards) {
  const copy = FoldedBoard.restored(board.snapshot());
  for (let n = 0; n < cards; n += 1) {
    perform(copy, { kind: 'claim', by: holdfast, taskId: `t${n}`, runId: `rt${n}`, holder, ttlMs: 900_000 });
  }
  const start = copy.snapshot();
  const log = [];
  for (let n = 0; n < 4_000; n += 1) {
    const taskId = `t${n % cards}`;
    log.push(...perform(copy, { kind: 'beat', by: holdfast, taskId, runId: `r${taskId}`, ttlMs: 900_000, waiting: 'nobody' }));
  }
  return { start, log };
}

function derived(board) {
  const guards = agentGuards(board.tasks(), () => 'agent');
  const conditions = { now: t0 + 3_600_000, mode: 'auto', dispatcher: 'us', folder: 'trusted', running: 0, limit: 2, agentFor: () => 'there', guardOf: () => guards.get('agent') };
  for (const { task, held } of readiness(board, conditions)) {
    diagnose(task, { now: conditions.now, settings: diagnosticDefaults, held });
  }
  decide(board, { kind: 'promote', by: holdfast, failureLimit: 2 }, conditions.now);
}

function perform(board, command) {
  const decision = decide(board, command, t0 + board.seq);
  if (decision.kind === 'refused') {
    throw new Error(decision.text);
  }
  return decision.facts.map((fact) => {
    const event = { ...fact, seq: board.seq + 1, at: t0 + board.seq };
    expectFolded(board, event);
    return event;
  });
}

function expectFolded(board, event) {
  const misfit = board.fold(event);
  if (misfit) {
    throw new Error(misfit.text);
  }
}

function inMicroseconds(all) {
  return Object.fromEntries(Object.entries(all).map(([what, value]) => [`${what} µs`, rounded(value)]));
}
