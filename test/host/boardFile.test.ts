import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { inEnglish } from '../../src/base/said';
import type { Said } from '../../src/base/said';
import type { BoardEvent } from '../../src/board/boardEvent';
import { SharedBoard } from '../../src/board/sharedBoard';
import { BoardFile } from '../../src/host/boardFile';
import { ownStamp } from '../../src/host/processStamp';
import { openStateRoot } from '../../src/host/stateRoot';
import { systemClock } from '../../src/host/systemClock';
import { FakeClock } from '../fakes/fakeClock';
import { bundleScript } from './runScript';
import { tempDir } from './tempDir';

const person = { kind: 'person' } as const;

interface Window {
  readonly board: SharedBoard;
  readonly clock: FakeClock;
  readonly told: BoardEvent[];
  readonly mended: string[];
  readonly errors: unknown[];
}

/** A window of the workspace whose state stands there; `close` lets go of the file. */
function openWindow(path: string, compactAfterLines?: number): Window {
  const clock = new FakeClock();
  const [told, mended, errors]: [BoardEvent[], string[], unknown[]] = [[], [], []];
  const root = openStateRoot({ globalStoragePath: path, workspace: [] });
  const file = new BoardFile(root, { clock, onSetAside: ({ reason }) => mended.push(reason) });
  const ports = { clock, onMended: ({ reason }: { reason: string }) => mended.push(reason), onError: (error: unknown) => errors.push(error) };
  const board = new SharedBoard(file, { ...ports, ...(compactAfterLines !== undefined && { compactAfterLines }) });
  board.onDidChange((events) => told.push(...events));
  onTestFinished(() => board.close());
  return { board, clock, told, mended, errors };
}

function create({ board }: Window, taskId: string, more: object = {}): void {
  expect(board.change({ kind: 'create', by: person, taskId, status: 'todo', title: `The task ${taskId}`, prompt: 'Do it.', ...more })).toMatchObject({ kind: 'done' });
}

function comment({ board }: Window, taskId: string, text: string): void {
  expect(board.change({ kind: 'comment', by: person, taskId, text })).toMatchObject({ kind: 'done' });
}

function ids({ board }: Window): readonly string[] {
  return board.board.tasks().map(({ id }) => id);
}

function logOf(path: string): string {
  return join(path, 'board.ndjson');
}

function lines(path: string): string[] {
  return readFileSync(logOf(path), 'utf8').split('\n').slice(0, -1);
}

/** Those of a snapshot's past as well. */
function eventsIn(line: string): readonly BoardEvent[] {
  const record = JSON.parse(line) as BoardEvent | readonly BoardEvent[] | { readonly kind: 'past'; readonly event: BoardEvent };
  if ('kind' in record && record.kind === 'past') {
    return [record.event];
  }
  return [record].flat().filter(({ kind }) => !['snapshot', 'task'].includes(kind));
}

function asideOf(path: string): readonly string[] {
  return existsSync(join(path, 'aside')) ? readdirSync(join(path, 'aside')).map((name) => readFileSync(join(path, 'aside', name), 'utf8')) : [];
}

describe('the board’s log', () => {
  test('is no file before anything has happened', () => {
    const path = tempDir();
    expect(openWindow(path).board.board.seq).toBe(0);
    expect(existsSync(logOf(path))).toBe(false);
  });

  test('is the same board for the next window', () => {
    const path = tempDir();
    const first = openWindow(path);
    create(first, 'a');
    comment(first, 'a', 'Look at it.');
    const next = openWindow(path);
    expect(next.board.board.get('a')).toEqual(first.board.board.get('a'));
    expect(next.board.board.seq).toBe(first.board.board.seq);
    expect(next.mended).toEqual([]);
  });

  test('keeps a change that came to several events in one line, so that it is there as a whole or not at all', () => {
    const path = tempDir();
    const window = openWindow(path);
    create(window, 'a');
    create(window, 'b', { parents: ['a'] });
    const before = window.board.board.seq;
    const completed = window.board.change({ kind: 'complete', by: person, taskId: 'a', summary: 'It is done.' });
    expect(completed.kind === 'done' && completed.events.length).toBeGreaterThan(1);
    const last = JSON.parse(lines(path).at(-1) ?? '') as BoardEvent[];
    expect(last.map(({ seq }) => seq)).toEqual(last.map((_, index) => before + 1 + index));
    expect(openWindow(path).board.board.get('b')?.status).toBe('ready');
  });

  test('is followed by the other window, which decides on what it has read', () => {
    const path = tempDir();
    const [one, other] = [openWindow(path), openWindow(path)];
    create(one, 'a');
    // Not told yet, and no less true.
    comment(other, 'a', 'From the other window.');
    one.board.refresh();
    expect(one.board.board.get('a')?.comments).toHaveLength(1);
    expect(other.told.map(({ seq }) => seq)).toEqual([1, 2].slice(-other.told.length));
    expect(one.told.at(-1)).toMatchObject({ kind: 'commented', text: 'From the other window.' });
  });

  test('tells who follows it without being asked', async () => {
    const path = tempDir();
    const root = openStateRoot({ globalStoragePath: path, workspace: [] });
    const ports = { clock: systemClock, onMended: () => undefined, onError: () => undefined };
    const follower = new SharedBoard(new BoardFile(root, { clock: systemClock, onSetAside: () => undefined }), ports);
    onTestFinished(() => follower.close());
    const heard = new Promise<readonly BoardEvent[]>((resolve) => follower.onDidChange(resolve));
    create(openWindow(path), 'a');
    expect(await heard).toMatchObject([{ kind: 'created', taskId: 'a' }]);
  });

  test('is looked at every few seconds where the system tells nothing', async () => {
    const path = tempDir();
    const [one, other] = [openWindow(path), openWindow(path)];
    create(one, 'a');
    await other.clock.tick(5_000);
    expect(ids(other)).toEqual(['a']);
    other.board.close();
    one.board.close();
    expect([one.clock.pending, other.clock.pending]).toEqual([0, 0]);
  });

  test('is not waited for where only a try was asked for', () => {
    const path = tempDir();
    const window = openWindow(path);
    create(window, 'a');
    symlinkSync(ownStamp(), `${logOf(path)}.lock`);
    expect(window.board.tryChange({ kind: 'pause', by: person })).toEqual({ kind: 'busy' });
    rmSync(`${logOf(path)}.lock`);
    expect(window.board.tryChange({ kind: 'pause', by: person })).toMatchObject({ kind: 'done' });
  });

  test('gives a task’s history, oldest first and no longer than asked for', () => {
    const path = tempDir();
    const window = openWindow(path);
    create(window, 'a');
    create(window, 'b');
    ['one', 'two', 'three'].forEach((text) => comment(window, 'a', text));
    const history = openWindow(path).board.history('a', 2);
    expect(history.map((event) => 'text' in event && event.text)).toEqual(['two', 'three']);
  });
});

describe('a torn line', () => {
  test('is taken off by the next change, and kept', () => {
    const path = tempDir();
    create(openWindow(path), 'a');
    appendFileSync(logOf(path), '{"seq":3,"at":17000000');
    const window = openWindow(path);
    expect(ids(window)).toEqual(['a']);
    create(window, 'b');
    expect(ids(openWindow(path))).toEqual(['a', 'b']);
    expect(asideOf(path)).toEqual(['{"seq":3,"at":17000000']);
    expect(window.board.fault).toBeUndefined();
  });
});

describe('a log that was edited by hand', () => {
  test('is believed where it is sound and nothing is missing', () => {
    const path = tempDir();
    const window = openWindow(path);
    create(window, 'a');
    writeFileSync(logOf(path), readFileSync(logOf(path), 'utf8').replace('The task a', 'A better title'));
    window.board.refresh();
    expect(window.board.board.get('a')?.title).toBe('A better title');
    expect(window.board.fault).toBeUndefined();
  });

  test.each([
    ['has a line that is no record', (all: string[]) => [...all.slice(0, 1), 'what is this', ...all.slice(1)]],
    ['has a record that is no event', (all: string[]) => [...all, '{"hello":"world"}']],
    ['has lost its last lines', (all: string[]) => all.slice(0, 1)],
    ['has lost a line in its middle', (all: string[]) => [...all.slice(0, 1), ...all.slice(2)]],
    ['tells an event twice', (all: string[]) => [...all, all.at(-1) ?? '']],
    ['tells what cannot have happened', (all: string[]) => [...all, '{"seq":99,"at":1,"kind":"commented","taskId":"nobody","by":{"kind":"person"},"text":"?"}']],
    ['is empty', () => []],
    ['is in another order', (all: string[]) => [...all].reverse()],
  ])('and %s is put back as it was, and kept', (_, edit) => {
    const path = tempDir();
    const [window, other] = [openWindow(path), openWindow(path)];
    create(window, 'a');
    create(window, 'b');
    comment(window, 'a', 'It stays.');
    other.board.refresh();
    const before = window.board.board.tasks();
    const edited = edit(lines(path)).map((line) => `${line}\n`).join('');
    writeFileSync(logOf(path), edited);
    utimesSync(logOf(path), new Date(), new Date(Date.now() + 1000));
    window.board.refresh();
    expect(window.board.board.tasks()).toEqual(before);
    expect(words(window.board.fault)).toMatch(/^The log of the task board was changed or damaged from outside\. It goes on from its last good state\. \(.+\) The log as it was is kept at /);
    expect(asideOf(path)).toEqual([edited]);
    other.board.refresh();
    expect(other.board.board.tasks()).toEqual(before);
    expect(other.board.fault).toBeUndefined();
    expect(openWindow(path).board.board.tasks()).toEqual(before);
    // Whoever works on with it has seen what was said.
    const seq = window.board.board.seq;
    create(window, 'c');
    expect(window.board.fault).toBeUndefined();
    expect(window.board.board.seq).toBeGreaterThan(seq);
  });

  test('and was removed is put back', () => {
    const path = tempDir();
    const window = openWindow(path);
    create(window, 'a');
    rmSync(logOf(path));
    window.board.refresh();
    expect(ids(openWindow(path))).toEqual(['a']);
  });

  test('loses nothing that another window has written meanwhile', () => {
    const path = tempDir();
    const [window, other] = [openWindow(path), openWindow(path)];
    create(window, 'a');
    create(other, 'b');
    appendFileSync(logOf(path), 'a note of mine\n');
    window.board.refresh();
    expect(ids(window)).toEqual(['a', 'b']);
    expect(window.told.map((event) => 'taskId' in event && event.taskId)).toContain('b');
  });

  test('and is no use while no window was open costs the lines that cannot be read, and no other', () => {
    const path = tempDir();
    const first = openWindow(path);
    ['a', 'b', 'c'].forEach((taskId) => create(first, taskId));
    first.board.close();
    const all = lines(path);
    const edited = `${['garbage', ...all.slice(1)].join('\n')}\n`;
    writeFileSync(logOf(path), edited);
    const window = openWindow(path);
    expect(ids(window)).toEqual(['b', 'c']);
    expect(words(window.board.fault)).toContain('All that can be read of it is there.');
    expect(asideOf(path)).toEqual([edited]);
    expect(openWindow(path).board.fault).toBeUndefined();
  });

  test('is put in order by a change as well, which then finds its place', () => {
    const path = tempDir();
    const window = openWindow(path);
    create(window, 'a');
    writeFileSync(logOf(path), 'nonsense\n');
    create(window, 'b');
    expect(ids(openWindow(path))).toEqual(['a', 'b']);
  });
});

describe('a log of a newer Holdfast in another window', () => {
  const written = '{"seq":2,"at":1,"by":{"kind":"person"},"kind":"teleported","taskId":"a","to":"the moon"}\n';

  test('is shown as far as it can be read, left as it is, and changed by the newer one alone', () => {
    const path = tempDir();
    const window = openWindow(path);
    create(window, 'a');
    // What follows would look impossible, had it not been for what we cannot read.
    appendFileSync(logOf(path), written);
    appendFileSync(logOf(path), '{"seq":3,"at":1,"by":{"kind":"person"},"kind":"unblocked","taskId":"a","status":"ready"}\n');
    window.board.refresh();
    const before = readFileSync(logOf(path), 'utf8');
    for (const one of [window, openWindow(path)]) {
      expect(ids(one)).toEqual(['a']);
      expect(words(one.board.fault)).toBe('The task board was written by a newer version of Holdfast. Reload this window to go on with it.');
      const refused = one.board.change({ kind: 'comment', by: person, taskId: 'a', text: 'Still here?' });
      expect(refused).toMatchObject({ kind: 'refused', text: words(one.board.fault) });
    }
    expect(readFileSync(logOf(path), 'utf8')).toBe(before);
    expect(asideOf(path)).toEqual([]);
  });

  test('is one in the form of a snapshot, too', () => {
    const path = tempDir();
    const window = openWindow(path, 3);
    ['a', 'b', 'c', 'd'].forEach((taskId) => create(window, taskId));
    window.board.close();
    const newer = readFileSync(logOf(path), 'utf8').replace('"format":1', '"format":2').replace('"priority":0', '"priority":"very"');
    writeFileSync(logOf(path), newer);
    const next = openWindow(path);
    expect(next.board.change({ kind: 'pause', by: person })).toMatchObject({ kind: 'refused' });
    expect(readFileSync(logOf(path), 'utf8')).toBe(newer);
  });
});

describe('a log that has grown long', () => {
  test('becomes a snapshot with what happened lately, which other windows take for the same board', () => {
    const path = tempDir();
    const [window, other] = [openWindow(path, 20), openWindow(path, 20)];
    create(window, 'a');
    create(window, 'b', { parents: ['a'] });
    other.board.refresh();
    for (let n = 0; n < 30; n += 1) {
      comment(window, 'a', `comment ${n}`);
    }
    expect(lines(path)[0]).toMatch(/"kind":"snapshot"/);
    other.board.refresh();
    expect(other.board.board.tasks()).toEqual(window.board.board.tasks());
    expect(other.board.board.seq).toBe(window.board.board.seq);
    expect(other.mended).toEqual([]);
    // Not one event was missed, and none was told twice.
    expect(other.told.filter(({ kind }) => kind === 'commented').map((event) => 'text' in event && event.text)).toEqual(
      Array.from({ length: 30 }, (_, n) => `comment ${n}`),
    );
    const next = openWindow(path);
    expect(next.board.board.tasks()).toEqual(window.board.board.tasks());
    expect(next.board.history('a', 100).length).toBe(window.board.history('a', 100).length);
    expect(asideOf(path)).toEqual([]);
  });

  test('costs one task where a line of the snapshot is damaged', () => {
    const path = tempDir();
    const window = openWindow(path, 5);
    ['a', 'b', 'c', 'd', 'e', 'f'].forEach((taskId) => create(window, taskId));
    window.board.close();
    const all = lines(path);
    const damaged = all.map((line) => (line.startsWith('{"kind":"task"') && line.includes('"id":"b"') ? line.slice(0, 40) : line));
    writeFileSync(logOf(path), `${damaged.join('\n')}\n`);
    const next = openWindow(path);
    expect(ids(next)).toEqual(['a', 'c', 'd', 'e', 'f']);
    expect(next.board.board.seq).toBe(window.board.board.seq);
  });
});

describe('a disk that refuses', () => {
  test('is said in words, and forgotten when it gives in', () => {
    const path = tempDir();
    const window = openWindow(path);
    create(window, 'a');
    const kept = readFileSync(logOf(path));
    rmSync(logOf(path));
    mkdirSync(logOf(path));
    window.board.refresh();
    expect(words(window.board.fault)).toMatch(/The task board cannot be read: .*a folder is in the way/);
    expect(() => window.board.change({ kind: 'pause', by: person })).toThrow(/a folder is in the way/);
    rmSync(logOf(path), { recursive: true });
    writeFileSync(logOf(path), kept);
    window.board.refresh();
    expect(window.board.fault).toBeUndefined();
    expect(ids(window)).toEqual(['a']);
  });
});

describe('processes that share a board', () => {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
  const script = join(folder, 'window.js');
  beforeAll(() => bundleScript(source, script));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('lose no update in 200 mixed changes each, and number them without a gap', async () => {
    const path = tempDir();
    await Promise.all(['one', 'two'].map((name) => runWindow(script, path, name, '200')));
    const window = openWindow(path);
    expect(window.mended).toEqual([]);
    const seqs = lines(path).flatMap(eventsIn).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    for (const name of ['one', 'two']) {
      const { done } = JSON.parse(readFileSync(join(path, `${name}.json`), 'utf8')) as { done: { kind: string; taskId: string }[] };
      expect(done.length).toBe(200);
      const made = done.filter(({ kind }) => kind === 'create');
      expect(made.filter(({ taskId }) => !window.board.board.get(taskId))).toEqual([]);
      const comments = done.filter(({ kind }) => kind === 'comment').length;
      const kept = window.board.board.tasks().flatMap((task) => task.comments.filter(({ text }) => text.startsWith(`${name} `)));
      expect(kept.length).toBe(comments);
    }
  }, 30_000);

  test('never claim the same attempt twice', async () => {
    const path = tempDir();
    const window = openWindow(path);
    Array.from({ length: 50 }, (_, n) => create(window, `t${n}`));
    window.board.close();
    const answers = await Promise.all(['one', 'two'].map((name) => runWindow(script, path, name, 'claim')));
    const claimed = answers.map((text) => JSON.parse(text) as string[]);
    expect(claimed.flat().sort()).toEqual(Array.from({ length: 50 }, (_, n) => `t${n}`).sort());
    expect(openWindow(path).board.board.tasks().map(({ runs }) => runs.length)).toEqual(Array.from({ length: 50 }, () => 1));
  }, 30_000);

  test('leave the last good state, and nothing that was acknowledged is lost, when they are killed in the middle of a change', async () => {
    const path = tempDir();
    for (let round = 0; round < 8; round += 1) {
      const child = spawn(process.execPath, [script, path, `k${round}`, 'forever'], { stdio: ['ignore', 'pipe', 'inherit'] });
      const acknowledged: string[] = [];
      const exited = new Promise((resolve) => child.once('close', resolve));
      const enough = 5 + round * 7;
      for await (const line of createInterface({ input: child.stdout })) {
        acknowledged.push(line);
        if (acknowledged.length === enough) {
          child.kill('SIGKILL');
        }
      }
      await exited;
      const window = openWindow(path, 20);
      expect(acknowledged.filter((taskId) => !window.board.board.get(taskId))).toEqual([]);
      expect(window.board.fault).toBeUndefined();
      create(window, `after${round}`);
      window.board.close();
    }
  }, 60_000);
});

async function runWindow(script: string, path: string, name: string, what: string): Promise<string> {
  const child = spawn(process.execPath, [script, path, name, what], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect(code).toBe(0);
  return output;
}
/** A window that changes the board as it is told: so many mixed changes, every claim that it can get, or task after task for ever. */
const source = `
  import { writeFileSync, writeSync } from 'node:fs';
  import { join } from 'node:path';
  import { SharedBoard } from './src/board/sharedBoard';
  import { BoardFile } from './src/host/boardFile';
  import { ownIdentity } from './src/host/processIdentity';
  import { openStateRoot } from './src/host/stateRoot';
  import { systemClock as clock } from './src/host/systemClock';

  const [path, name, what] = process.argv.slice(2);
  const fail = (error) => { console.error(error); process.exit(1); };
  const root = openStateRoot({ globalStoragePath: path, workspace: [] });
  const file = new BoardFile(root, { clock, onSetAside: () => undefined });
  const store = new SharedBoard(file, { clock, onMended: fail, onError: fail, compactAfterLines: what === 'forever' ? 20 : 150 });
  const by = { kind: 'person' };
  const done = [];
  const change = (command) => {
    const changed = store.change({ by, ...command });
    if (changed.kind !== 'done') fail(new Error(JSON.stringify([command, changed])));
    done.push({ kind: command.kind, taskId: command.taskId });
  };
  const create = (taskId) => change({ kind: 'create', taskId, status: 'todo', title: taskId, prompt: 'Do it.' });
  const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 2));
  const holder = { window: name, machine: 'here', ...ownIdentity() };

  async function mixed(count) {
    for (let n = 0; n < count; n += 1) {
      const tasks = store.board.tasks();
      const any = tasks[Math.floor(Math.random() * tasks.length)];
      if (n % 4 === 0 || !any) create(name + n);
      else if (n % 4 === 3) change({ kind: 'edit', taskId: any.id, priority: n });
      else change({ kind: 'comment', taskId: any.id, text: name + ' ' + n });
      if (n % 3 === 0) await pause();
    }
    writeFileSync(join(path, name + '.json'), JSON.stringify({ done }));
  }
  async function claim() {
    const mine = [];
    for (const task of [...store.board.tasks()].sort(() => Math.random() - 0.5)) {
      const runId = name + '-' + task.id;
      const changed = store.change({ by: { kind: 'holdfast' }, kind: 'claim', taskId: task.id, runId, holder, ttlMs: 900_000 });
      if (changed.kind === 'done') mine.push(task.id);
      if (Math.random() < 0.3) await pause();
    }
    console.log(JSON.stringify(mine));
  }
  function forever() {
    for (let n = 0; ; n += 1) {
      create(name + '-' + n);
      writeSync(1, name + '-' + n + '\\n');
    }
  }
  if (what === 'claim') void claim().then(() => process.exit());
  else if (what === 'forever') forever();
  else void mixed(Number(what)).then(() => process.exit());
`;

function words(fault: Said | undefined): string {
  return fault ? inEnglish(fault) : '';
}
