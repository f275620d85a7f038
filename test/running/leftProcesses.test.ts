import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { inTime } from '../../src/host/timeLimit';
import type { Posted, ProcessNews } from '../../src/notice/notice';
import { LeftProcesses } from '../../src/running/leftProcesses';
import type { LeftProcess } from '../../src/running/leftProcess';
import { readPattern } from '../../src/running/linePattern';
import type { LinePattern } from '../../src/running/linePattern';
import type { TerminalBook, TerminalEntry } from '../../src/running/port';
import { FakeClock } from '../fakes/fakeClock';

let clock: FakeClock;
let processes: LeftProcesses;
let posted: Posted[];
let withdrawn: string[];
/** What the next window would tell if this one were killed now. */
let promised: Map<string, Posted>;
let inTurn: Set<string>;
let stops: number;
let book: TerminalBook;

beforeEach(() => {
  clock = new FakeClock();
  posted = [];
  withdrawn = [];
  promised = new Map();
  inTurn = new Set();
  stops = 0;
  processes = new LeftProcesses({
    clock,
    isInTurn: (sessionId) => inTurn.has(sessionId),
    post: (notice) => void posted.push(notice),
    withdraw: (_sessionId, eventId) => void withdrawn.push(eventId),
    promise: (notice) => void promised.set('eventId' in notice ? notice.eventId : '', notice),
    release: (_sessionId, eventId) => void promised.delete(eventId),
    inTime,
    onError: (error) => {
      throw error;
    },
  });
  book = processes.book('s');
});

afterEach(() => {
  processes.close();
  expect(clock.pending, 'timers left behind').toBe(0);
});

let printed = '';

/** A command that was started in a turn which is over, and is not. */
function left(id = 'p', { of = book, command = 'npm', args = ['run', 'dev'] as readonly string[] } = {}): { entry: TerminalEntry; process: LeftProcess } {
  inTurn.add('s');
  printed = '';
  const entry = of.began({ id, command, args, output: () => printed, stop: () => Promise.resolve(void (stops += 1)) });
  inTurn.delete('s');
  processes.turnEnded('s');
  const process = processes.find(id);
  if (!process) {
    throw new Error('It is not listed.');
  }
  return { entry, process };
}

function prints(entry: TerminalEntry, text: string): void {
  printed += text;
  entry.said(text);
}

function patternOf(typed: string): LinePattern {
  const read = readPattern(typed);
  if (read.kind !== 'pattern') {
    throw new Error(`No pattern: ${typed}`);
  }
  return read.pattern;
}

function watched(typed: string, id?: string): { entry: TerminalEntry; process: LeftProcess } {
  const one = left(id);
  expect(processes.watch(one.process, { kind: 'output', pattern: patternOf(typed) })).toBe('watched');
  return one;
}

const news = (): readonly (ProcessNews | undefined)[] => posted.map((notice) => ('eventId' in notice ? notice.news : undefined));
const kinds = (): readonly (string | undefined)[] => news().map((one) => one?.kind);

describe('a command of an agent', () => {
  test('is nobody’s business as long as its turn goes on, and is listed when it outlives that', () => {
    inTurn.add('s');
    const entry = book.began({ id: 'p', command: 'npm', args: ['test'], output: () => '', stop: () => Promise.resolve() });
    entry.said('one\n');
    expect(processes.of('s')).toEqual([]);
    inTurn.delete('s');
    processes.turnEnded('another');
    expect(processes.of('s')).toEqual([]);
    processes.turnEnded('s');
    expect(processes.of('s')).toMatchObject([{ commandLine: 'npm test', lastLine: 'one', startedAt: clock.wall(), state: { kind: 'left' } }]);
    expect(processes.of('another')).toEqual([]);
  });

  test('that ends in its turn is never listed', () => {
    inTurn.add('s');
    const entry = book.began({ id: 'p', command: 'npm', args: [], output: () => '', stop: () => Promise.resolve() });
    entry.ended({ code: 0 });
    inTurn.delete('s');
    processes.turnEnded('s');
    expect(processes.of('s')).toEqual([]);
  });

  test('that is started between two turns is listed at once', () => {
    book.began({ id: 'p', command: 'npm', args: [], output: () => '', stop: () => Promise.resolve() });
    expect(processes.of('s')).toHaveLength(1);
  });

  test('stays in the list with how it ended and its output, for half an hour', async () => {
    const { entry, process } = left();
    prints(entry, 'All green');
    entry.ended({ code: 0 });
    expect(process).toMatchObject({ state: { kind: 'ended', how: { exit: { code: 0 } } }, lastLine: 'All green' });
    expect(process.output()).toBe('All green');
    await clock.tick(29 * 60_000);
    expect(processes.of('s')).toHaveLength(1);
    await clock.tick(2 * 60_000);
    expect(processes.of('s')).toEqual([]);
  });

  test('that has ended is forgotten when there are more than 64 of them', () => {
    for (let count = 0; count < 70; count++) {
      left(`p${count}`).entry.ended({ code: 0 });
    }
    const running = left('running');
    expect(processes.of('s')).toHaveLength(65);
    expect(processes.find('p5')).toBeUndefined();
    expect(processes.find('p6')).toBeDefined();
    expect(processes.find(running.process.id)).toBeDefined();
  });

  test('tells nobody of its end unless somebody asked', () => {
    left().entry.ended({ code: 1 });
    expect(posted).toEqual([]);
  });
});

describe('a person who wants to hear when it ends', () => {
  const waits = (id?: string): { entry: TerminalEntry; process: LeftProcess } => {
    const one = left(id);
    processes.watch(one.process, { kind: 'end' });
    return one;
  };

  test('hears it once, with its command, its exit and its last lines, whole ones', () => {
    const { entry } = waits();
    prints(entry, `${'x'.repeat(900)}\n${'y'.repeat(300)}\n\u001b[31mThe end\u001b[0m\n`);
    entry.ended({ code: 3 });
    entry.ended({ code: 3 });
    expect(posted).toEqual([
      { sessionId: 's', eventId: 'p/end', command: 'npm run dev', news: { kind: 'ended', exit: { code: 3 } }, preview: `${'y'.repeat(300)}\nThe end`, at: clock.wall(), state: 'owed' },
    ]);
  });

  test('hears nothing when they take that back, or end it themselves', async () => {
    const one = waits('one');
    processes.watch(one.process, { kind: 'nothing' });
    one.entry.ended({ code: 0 });
    const two = waits('two');
    await two.process.stop();
    two.entry.ended({ signal: 'SIGTERM' });
    expect(posted).toEqual([]);
    expect(stops).toBe(1);
    expect(two.process.state).toMatchObject({ how: { exit: { signal: 'SIGTERM' } } });
  });

  test('hears it after all of one that would not stop, when they ask for it then', async () => {
    const { process, entry } = waits();
    await process.stop();
    processes.watch(process, { kind: 'end' });
    entry.ended({ code: 0 });
    expect(posted).toHaveLength(1);
  });

  test('hears nothing of one that the agent ends', () => {
    const { entry } = waits();
    entry.endsByAgent();
    entry.ended({ signal: 'SIGTERM' });
    expect(posted).toEqual([]);
    expect(processes.of('s')).toHaveLength(1);
  });

  test('hears nothing where the agent waits for it in a turn, and not even what is owed already once the agent has read it', () => {
    const awaited = waits('awaited');
    inTurn.add('s');
    awaited.entry.agentKnows();
    awaited.entry.ended({ code: 0 });
    expect(posted).toEqual([]);
    const { entry } = waits('read');
    inTurn.add('s');
    entry.ended({ code: 0 });
    expect(kinds()).toEqual(['ended']);
    entry.agentKnows();
    expect(withdrawn.at(-1)).toBe('read/end');
  });

  test('hears it although the agent keeps its books between two turns, because nobody would hear of those', () => {
    const { entry } = waits();
    entry.agentKnows();
    entry.ended({ code: 0 });
    entry.agentKnows();
    expect(kinds()).toEqual(['ended']);
    expect(withdrawn).toEqual([]);
    expect(processes.of('s')).toHaveLength(1);
  });

  test('hears that it ended together with its agent, and nothing that a former agent’s process still does', () => {
    const { entry, process } = waits();
    const next = processes.book('s');
    book.close();
    expect(news()).toEqual([{ kind: 'endedWith', whom: 'agent' }]);
    prints(entry, 'still here\n');
    entry.ended({ signal: 'SIGKILL' });
    expect(kinds()).toHaveLength(1);
    expect(process.state).toMatchObject({ kind: 'ended', how: { with: 'agent' } });
    const other = left('other', { of: next });
    expect(other.process.state.kind).toBe('left');
  });

  test('hears of it behind the next start when the window closes', () => {
    waits();
    left('unwatched');
    processes.close();
    book.close();
    expect(news()).toEqual([{ kind: 'endedWith', whom: 'window' }]);
  });
});

describe('a person who waits for a line', () => {
  test('hears of it, be it a text in any case or a regular expression, and of the end', () => {
    const text = watched('Listening on', 'text');
    prints(text.entry, 'starting\nListen');
    prints(text.entry, 'ing ON port 3000\nmore\n');
    const expression = watched('/^\\d+ errors?$/', 'expression');
    prints(expression.entry, '\u001b[31m2 errors\u001b[0m\r\nno 3 errors\n');
    expect(news()).toEqual([
      { kind: 'printed', line: 'Listening ON port 3000', heldBack: 0 },
      { kind: 'printed', line: '2 errors', heldBack: 0 },
    ]);
    expression.entry.ended({ code: 1 });
    expect(kinds().at(-1)).toBe('ended');
  });

  test('hears of a last line without an end, but of none behind the end', () => {
    const { entry } = watched('done');
    prints(entry, 'done');
    entry.ended({ code: 0 });
    prints(entry, 'done\n');
    expect(kinds()).toEqual(['printed', 'ended']);
  });

  test('hears nothing of what was printed in the turn', () => {
    inTurn.add('s');
    const entry = book.began({ id: 'p', command: 'npm', args: [], output: () => '', stop: () => Promise.resolve() });
    entry.said('ready\n');
    inTurn.delete('s');
    processes.turnEnded('s');
    const process = processes.find('p')!;
    processes.watch(process, { kind: 'output', pattern: patternOf('ready') });
    expect(posted).toEqual([]);
    entry.said('ready\n');
    expect(kinds()).toEqual(['printed']);
  });

  test('hears once in 15 seconds, with how many were held back', async () => {
    const { entry, process } = watched('tick');
    prints(entry, 'tick\ntick\ntick\n');
    await clock.tick(14_999);
    prints(entry, 'tick\n');
    expect(news()).toEqual([{ kind: 'printed', line: 'tick', heldBack: 0 }]);
    await clock.tick(1);
    prints(entry, 'tick 2\n');
    expect(news().slice(1)).toEqual([{ kind: 'printed', line: 'tick 2', heldBack: 3 }]);
    expect(process.matches).toBe(5);
  });

  test('hears only of the end after three windows in a row with more than one, and is told so', async () => {
    const { entry, process } = watched('tick');
    for (let window = 0; window < 3; window++) {
      prints(entry, 'tick\ntick\ntick\n');
      await clock.tick(15_000);
    }
    expect(kinds()).toEqual(['printed', 'printed', 'printed', 'watchEnded']);
    expect(news().at(-1)).toEqual({ kind: 'watchEnded', why: 'tooOften' });
    expect(process.wish).toEqual({ kind: 'end' });
    prints(entry, 'tick\n');
    entry.ended({ code: 0 });
    expect(kinds().slice(4)).toEqual(['ended']);
  });

  test('is forgiven by a window with one alone', async () => {
    const { entry } = watched('tick');
    for (const text of ['tick\ntick\n', 'tick\ntick\n', 'tick\n', 'tick\ntick\n', 'tick\ntick\n']) {
      prints(entry, text);
      await clock.tick(15_000);
    }
    expect(kinds()).toEqual(Array(5).fill('printed'));
  });

  test('is not told of a storm of processes but once, and then how much that was', async () => {
    const many = Array.from({ length: 18 }, (_, at) => watched('tick', `p${at}`));
    many.forEach(({ entry }) => prints(entry, 'tick\n'));
    expect(kinds()).toEqual([...Array<string>(15).fill('printed'), 'storm']);
    await clock.tick(30_000);
    expect(news().at(-1)).toEqual({ kind: 'stormOver', heldBack: 3 });
    many.forEach(({ entry }, at) => at < 2 && prints(entry, 'tick\n'));
    expect(kinds().slice(17)).toEqual(['printed', 'printed']);
  });

  test('cannot hold up the editor: an expression that takes for ever is refused, or given up on', () => {
    const { process } = left('refused');
    expect(processes.watch(process, { kind: 'output', pattern: patternOf('/^(a+)+$/') })).toBe('tooSlow');
    expect(process.wish).toEqual({ kind: 'nothing' });
    const { entry } = watched('/^(?:(?:q|Q)+)+z$/', 'given up');
    const before = performance.now();
    prints(entry, `${'q'.repeat(1_500)}!\n`);
    expect(performance.now() - before).toBeLessThan(3_000);
    expect(news()).toEqual([{ kind: 'watchEnded', why: 'tooSlow' }]);
    prints(entry, 'z\n');
    entry.ended({ code: 0 });
    expect(kinds()).toEqual(['watchEnded', 'ended']);
  });

  test('reads no line further than 2,000 characters', () => {
    const { entry, process } = watched('needle');
    prints(entry, 'x'.repeat(3_000));
    prints(entry, 'needle\nneedle here\n');
    expect(news()).toEqual([{ kind: 'printed', line: 'needle here', heldBack: 0 }]);
    expect(process.lastLine).toBe('needle here');
  });
});

describe('a pattern', () => {
  test('is a text, an expression between slashes, or neither', () => {
    expect(patternOf(' a.b ')).toMatchObject({ source: 'a.b', kind: 'text', expression: /a\.b/i });
    expect(patternOf('/a.b/s')).toMatchObject({ kind: 'expression', expression: /a.b/s });
    expect(patternOf('/usr/bin')).toMatchObject({ kind: 'text' });
    expect(readPattern('  ')).toEqual({ kind: 'empty' });
    expect(readPattern('/(/')).toMatchObject({ kind: 'wrong', problem: expect.stringContaining('Unterminated group') as string });
  });
});

describe('the command line', () => {
  test('is what a person would have typed', () => {
    expect(left('a', { command: '/bin/bash', args: ['-lc', 'cd x && npm test'] }).process.commandLine).toBe('cd x && npm test');
    expect(left('b', { command: 'grep', args: ['-r', "it's", 'src dir'] }).process.commandLine).toBe("grep -r 'it'\\''s' 'src dir'");
    expect(left('c', { command: 'npm run dev', args: [] }).process.commandLine).toBe('npm run dev');
  });
});

describe('a window that is killed', () => {
  test('has promised that the end of what was watched is told, with it as long as that may come', () => {
    const { entry, process } = left('server', { command: 'npm', args: ['run', 'dev'] });
    expect(promised.size, 'nobody asked').toBe(0);
    processes.watch(process, { kind: 'end' });
    prints(entry, 'listening\n');
    expect([...promised.values()]).toEqual([
      { sessionId: 's', eventId: 'server/end', command: 'npm run dev', news: { kind: 'endedWith', whom: 'window' }, preview: '', at: clock.wall(), state: 'owed' },
    ]);
    processes.watch(process, { kind: 'nothing' });
    expect(promised.size, 'nobody asks any more').toBe(0);
    processes.watch(process, { kind: 'output', pattern: patternOf('ready') });
    expect(promised.size).toBe(1);
    entry.ended({ code: 0 });
    expect(promised.size, 'it ended before').toBe(0);
    expect(kinds()).toEqual(['ended']);
  });

  test('has said no more than that of what the user has stopped meanwhile', async () => {
    const { entry, process } = left();
    processes.watch(process, { kind: 'end' });
    await process.stop();
    entry.ended({ code: 143 });
    expect([promised.size, posted.length]).toEqual([0, 0]);
  });
});
