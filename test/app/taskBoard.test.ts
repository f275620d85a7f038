import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { App } from '../../src/app';
import type { Task } from '../../src/board/task';
import { systemClock } from '../../src/host/systemClock';
import type { Editor } from '../../src/port';
import { QuietEditor } from '../fakes/agentHarness';
import { english } from '../editor/english';
import { bundleScript } from '../host/runScript';
import { tempDir } from '../host/tempDir';

const agents = { scripted: { command: process.execPath, args: [resolve(import.meta.dirname, '../fakes/scriptedAgent.mjs')] } };

const extensionPath = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
beforeAll(() => bundleScript(`import './src/mcp/bridge';`, join(extensionPath, 'dist', 'mcpBridge.js')));
afterAll(() => rmSync(extensionPath, { recursive: true, force: true }));

/** A window on the board of a workspace. */
class Window {
  readonly quiet: QuietEditor;
  readonly app: App;
  readonly told: string[] = [];

  constructor(folder: string, globalPath: string) {
    this.quiet = new QuietEditor([folder]);
    this.quiet.extensionPath = extensionPath;
    this.quiet.own = { ...this.quiet.own, agents, defaultAgent: 'scripted', stopGraceMs: 500 };
    const editor: Editor = Object.assign(this.quiet, {
      storage: { globalPath },
      onDidChangeSettings: () => () => undefined,
      tell: (_: unknown, text: string) => void this.told.push(text),
      translate: english,
    });
    this.app = App.open(editor, systemClock);
  }

  add(taskId: string, prompt: string): void {
    const created = this.app.board.store.change({ kind: 'create', by: { kind: 'person' }, taskId, status: 'todo', title: `Task ${taskId}`, prompt });
    expect(created.kind).toBe('done');
  }

  task(id: string): Task | undefined {
    this.app.board.store.refresh();
    return this.app.board.store.board.get(id);
  }

  async until(id: string, status: Task['status']): Promise<Task> {
    await expect.poll(() => this.task(id)?.status, { timeout: 10_000 }).toBe(status);
    return this.task(id) as Task;
  }
}

const open: Window[] = [];

function window(folder = tempDir(), globalPath = tempDir()): Window {
  const opened = new Window(folder, globalPath);
  open.push(opened);
  return opened;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map(({ app }) => app.close(2_000)));
});

describe('a task of the board, run by hand', () => {
  test('is worked on in a session that it opens, and is for a person to look at where its agent knows no tools', async () => {
    const one = window();
    one.add('a', 'say The shed is sorted.');
    expect(await one.app.board.runNow('a')).toEqual({ kind: 'done' });
    const task = await one.until('a', 'review');
    expect(task.runs).toMatchObject([{ attempt: 1, end: { outcome: 'unreported' } }]);
    const session = one.app.sessions.find(task.runs[0]?.sessionId ?? '');
    expect(session?.record).toMatchObject({ kind: 'task', title: 'Task a' });
    expect(one.app.board.dispatching().running).toBe(0);
  });

  test('is done when its agent says so by the board’s tools', async () => {
    const one = window();
    one.add('a', 'board board_comment {"text":"Half of it."} ; board board_complete {"summary":"The shed is sorted."}');
    await one.app.board.runNow('a');
    const task = await one.until('a', 'done');
    expect(task).toMatchObject({ summary: 'The shed is sorted.', runs: [{ end: { outcome: 'completed' } }], comments: [{ by: { kind: 'worker', taskId: 'a' } }] });
    await expect.poll(() => one.app.board.dispatching().running).toBe(0);
  });

  test('that asks for the same twice goes in circles, and only a person may free it', async () => {
    const one = window();
    one.add('a', 'board board_block {"kind":"needs_input","reason":"Which shed?"}');
    await one.app.board.runNow('a');
    expect((await one.until('a', 'blocked')).block?.kind).toBe('needs_input');
    one.app.board.store.change({ kind: 'unblock', by: { kind: 'person' }, taskId: 'a', comment: 'The left one.' });
    expect(await one.app.board.runNow('a')).toEqual({ kind: 'done' });
    expect((await one.until('a', 'blocked')).block).toMatchObject({ kind: 'loop' });
  });

  test('whose agent knows the tools and says nothing is asked once, and ready again', async () => {
    const one = window();
    one.add('a', 'board come ; say Well.');
    await one.app.board.runNow('a');
    expect(await one.until('a', 'ready')).toMatchObject({ unreported: 1, runs: [{ end: { outcome: 'unreported' } }] });
  });

  test('whose agent dies twice is given up, with what it died of', async () => {
    const one = window();
    one.add('a', 'say Oops. ; die 3');
    await one.app.board.runNow('a');
    await one.until('a', 'ready');
    await one.app.board.runNow('a');
    const task = await one.until('a', 'blocked');
    expect(task.block).toMatchObject({ kind: 'gave_up', reason: expect.stringContaining('exit code 3') as string });
    expect(task.runs.map(({ end }) => end?.outcome)).toEqual(['crashed', 'crashed']);
  });

  test('is stopped by another window, which moves it when the worker has gone', async () => {
    const [folder, globalPath] = [tempDir(), tempDir()];
    const [one, two] = [window(folder, globalPath), window(folder, globalPath)];
    one.add('a', 'half Well');
    await one.app.board.runNow('a');
    await expect.poll(() => one.app.sessions.find(one.task('a')?.runs[0]?.sessionId ?? '')?.transcript.items().length, { timeout: 10_000 }).toBe(2);
    expect(two.app.board.workerOf(two.task('a') as Task)).toEqual({ state: 'working', where: 'otherWindow' });
    expect(await two.app.board.runNow('a')).toMatchObject({ kind: 'refused', why: 'status' });
    expect(await two.app.board.stop('a', 'ready')).toEqual({ kind: 'done' });
    expect(one.task('a')).toMatchObject({ status: 'ready', failures: 0, runs: [{ end: { outcome: 'stopped' } }] });
    expect(one.app.board.dispatching().running).toBe(0);
  });

  test('stays claimed when its window closes', async () => {
    const [folder, globalPath] = [tempDir(), tempDir()];
    const [one, two] = [window(folder, globalPath), window(folder, globalPath)];
    one.add('a', 'half Well');
    await one.app.board.runNow('a');
    await expect.poll(() => one.app.board.workerOf(one.task('a') as Task)?.state, { timeout: 10_000 }).toBe('working');
    await one.app.close(2_000);
    expect(two.task('a')?.status).toBe('running');
  });
});

describe('the board’s file', () => {
  test('that was edited by hand beyond recognition is set aside, which a person is told, and no task is lost', () => {
    const globalPath = tempDir();
    const one = window(tempDir(), globalPath);
    one.add('a', 'say Well.');
    writeFileSync(join(globalPath, 'board.ndjson'), 'my notes\n');
    expect(one.task('a')?.title).toBe('Task a');
    expect(one.app.board.store.fault?.text).toContain('It goes on from its last good state.');
    expect(one.told).toEqual(['A file of Holdfast could not be read and was set aside; the rest is there. See the log.']);
  });
});
