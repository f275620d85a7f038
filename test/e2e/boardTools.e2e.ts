// A worker of the board in the real window, whose agent reaches the board by the tools that Holdfast gives it: the bridge that ships, run by
// the program that the extension host runs on, through the window's own door.
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, scriptedAgent, test } from './fixtures';
import type { Window } from './fixtures';

test.use({
  settings: { 'holdfast.agents': { Scripted: scriptedAgent() }, 'holdfast.defaultAgent': 'Scripted', 'holdfast.board.dispatch': 'auto' },
});

/** The board's log; the window is up when it says where its state is. */
async function logOf(window: Window): Promise<string> {
  await window.openChat();
  const place = /The state of this workspace is in (.+)\./;
  await expect.poll(() => window.extensionLog()).toMatch(place);
  return path.join(place.exec(await window.extensionLog())?.[1] ?? '', 'board.ndjson');
}

/** As another window writes it. */
async function addTask(log: string, prompt: string): Promise<void> {
  const created = { seq: 1, at: Date.now(), by: { kind: 'person' }, kind: 'created', taskId: 'shed', status: 'todo', title: 'Sort the shed', prompt };
  await appendFile(log, `${JSON.stringify(created)}\n`);
}

const told = (log: string) => (): Promise<string> => readFile(log, 'utf8');

test('a worker comments, works on and completes its task by the tools of the board', async ({ window, folder }) => {
  const log = await logOf(window);
  const go = path.join(folder, 'go');
  await addTask(log, `board board_comment {"text":"Half of it."} ; stream until ${go} ; board board_complete {"summary":"It is sorted.","artifacts":["go"]}`);
  await expect.poll(told(log), { timeout: 20_000 }).toContain('"text":"Half of it."');
  expect(window.processes('dist/mcpBridge.js')).toHaveLength(1);
  await writeFile(go, 'Go on.');
  await expect.poll(told(log), { timeout: 10_000 }).toContain('"outcome":"completed","status":"done"');
  expect(await told(log)()).toContain('"artifacts":["go"]');
  expect(await told(log)()).not.toContain('"kind":"snapshot"');
});

test('a bridge ends with its window, in mid-work', async ({ window, folder }) => {
  const log = await logOf(window);
  await addTask(log, `board board_comment {"text":"Half of it."} ; stream until ${path.join(folder, 'never')}`);
  await expect.poll(told(log), { timeout: 20_000 }).toContain('"text":"Half of it."');
  const before = window.processes('dist/mcpBridge.js').map(({ pid }) => pid);
  await window.reload();
  await expect.poll(() => window.processes('dist/mcpBridge.js').filter(({ pid }) => before.includes(pid)), { timeout: 10_000 }).toEqual([]);
  // A window that is closed while its extension host starts would leave that behind.
  await expect.poll(async () => (await window.extensionLog()).match(/The state of this workspace is in/g)?.length, { timeout: 30_000 }).toBe(2);
  expect(await window.extensionLog()).not.toContain('could not reach the task board');
});
