// Workers of the board in the real window: one that is done, one that dies, one that hangs, one that asks for the same again and again; and
// two windows on one board.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, scriptedAgent, test, Window } from './fixtures';
import type { Workbench } from '../workbench/workbench.mjs';

const settings = {
  'holdfast.agents': { Scripted: scriptedAgent() },
  'holdfast.defaultAgent': 'Scripted',
  'holdfast.board.maxConcurrent': 4,
  'holdfast.stop.graceSeconds': 1,
  'holdfast.notifications.level': 'off',
};

test.use({ settings });

async function showBoard(window: Window): Promise<void> {
  await window.openChat();
  await window.runCommand('Holdfast: Focus on Board View');
}

async function newTask(window: Window, title: string, prompt: string): Promise<void> {
  await window.runCommand('Holdfast: New Task…');
  await fill(window, 'What is it about?', title);
  await fill(window, 'What should the agent do?', prompt);
  // As a task or, where it started by itself, also as its session.
  await expect(window.treeItem(new RegExp(`^${title}, `)).first()).toBeVisible();
}

/** An input box of VS Code, by what it asks. */
async function fill(window: Window, asks: string, text: string): Promise<void> {
  const input = window.page.locator('.quick-input-widget').filter({ hasText: asks }).getByRole('textbox');
  await input.fill(text);
  await input.press('Enter');
}

/** Of the tasks that a command offers, this one. */
async function choose(window: Window, command: string, title: string): Promise<void> {
  await window.runCommand(command);
  await window.page.getByRole('option', { name: new RegExp(`^${title}\\b`) }).click();
}

test.describe('tasks that start by themselves', () => {
  test.use({ settings: { ...settings, 'holdfast.board.dispatch': 'auto', 'holdfast.stream.idleTimeoutSeconds': 4 } });

  test('end as done, given up with the reason, or in the hands of a person; none goes round', async ({ window }) => {
    await showBoard(window);
    await newTask(window, 'Asks', 'board board_block {"kind":"needs_input","reason":"Which shed?"}');
    await newTask(window, 'Hangs', 'half I begin');
    await newTask(window, 'Dies', 'say Oops ; die 7');
    await newTask(window, 'Works', 'board board_complete {"summary":"It is sorted."}');
    await window.treeItem(/^Done, 1 task/).click({ timeout: 30_000 });
    await expect(window.treeItem(/^Works, Done, .*It is sorted\./)).toBeVisible();
    await expect(window.treeItem(/^Dies, Blocked, Gave up after 2 failed attempts: .*exit code 7/)).toBeVisible({ timeout: 30_000 });
    await expect(window.treeItem(/^Hangs, Blocked, Gave up after 2 failed attempts: .*no activity/)).toBeVisible({ timeout: 60_000 });
    await expect(window.treeItem(/^Asks, Blocked, needs input: Which shed\?/)).toBeVisible();

    await test.step('asking for the same again after it was freed is going in circles', async () => {
      await choose(window, 'Holdfast: Unblock Task…', 'Asks');
      await fill(window, 'What should the next worker know?', 'The left one.');
      await expect(window.treeItem(/^Asks, Blocked, goes in circles: Which shed\?/)).toBeVisible({ timeout: 30_000 });
    });

    await test.step('the transcript of an attempt opens from its task', async () => {
      await choose(window, 'Holdfast: Open Task Transcript', 'Hangs');
      await expect(window.page.getByRole('tab', { name: /^Hangs/ })).toBeVisible();
    });
    await expect.poll(() => window.processes('scriptedAgent.mjs'), { timeout: 10_000 }).toEqual([]);
  });
});

/** A second window of the same workbench on the same folder. */
async function beside(window: Window, workbench: Workbench, folder: string): Promise<Window> {
  const other = new Window(await window.page.context().newPage(), workbench);
  await other.open(folder);
  return other;
}

/** They have one of our reapers for a child. */
function extensionHosts(workbench: Workbench): number[] {
  const reapers = workbench.processes().filter(({ command }) => command.includes('dist/reaper.js'));
  return [...new Set(reapers.map(({ parent }) => parent))];
}

test('two windows share a board: a worker of one is stopped from the other, and lost with its window it is taken back there', async ({ window, workbench, folder }) => {
  test.setTimeout(240_000);
  await showBoard(window);
  await newTask(window, 'Long', `stream until ${path.join(folder, 'never')}`);
  await expect(window.treeItem(/^Long, Ready, waits for you to run it/)).toBeVisible();
  await choose(window, 'Holdfast: Run Task Now', 'Long');
  await expect(window.treeItem(/^Long, Running, working/)).toBeVisible({ timeout: 20_000 });
  const [host] = extensionHosts(workbench);

  const other = await beside(window, workbench, folder);
  await showBoard(other);
  await expect(other.treeItem(/^Long, Running, working.*in another window/)).toBeVisible({ timeout: 20_000 });
  await choose(other, 'Holdfast: Stop Task', 'Long');
  await expect(other.treeItem(/^Long, Ready/)).toBeVisible({ timeout: 20_000 });
  await expect(window.treeItem(/^Long, Ready/)).toBeVisible({ timeout: 10_000 });
  await expect.poll(() => window.processes('scriptedAgent.mjs'), { timeout: 5_000 }).toEqual([]);

  await test.step('one that has reported and is still there ends for the other window before that starts the next', async () => {
    await window.page.bringToFront();
    const enough = path.join(folder, 'enough');
    await newTask(window, 'Lingers', `board board_block {"reason":"Which shed?"} ; stream until ${enough}`);
    await choose(window, 'Holdfast: Run Task Now', 'Lingers');
    await expect(other.treeItem(/^Lingers, Blocked, Which shed\?/)).toBeVisible({ timeout: 20_000 });
    const [first] = window.processes('scriptedAgent.mjs');
    await other.page.bringToFront();
    await choose(other, 'Holdfast: Unblock Task…', 'Lingers');
    await other.answer('What should the next worker know?', 'The left one.');
    await expect(other.treeItem(/^Lingers, Ready/)).toBeVisible();
    const pids = new Set<number>();
    let most = 0;
    const look = setInterval(() => {
      const agents = window.processes('scriptedAgent.mjs');
      agents.forEach(({ pid }) => pids.add(pid));
      most = Math.max(most, agents.length);
    }, 100);
    await choose(other, 'Holdfast: Run Task Now', 'Lingers');
    await expect(other.treeItem(/^Lingers, Blocked, goes in circles: Which shed\?/)).toBeVisible({ timeout: 30_000 });
    clearInterval(look);
    expect({ most, isAnother: pids.size === 2 && pids.has(first!.pid) }).toEqual({ most: 1, isAnother: true });
    writeFileSync(enough, '');
    await expect.poll(() => window.processes('scriptedAgent.mjs'), { timeout: 10_000 }).toEqual([]);
  });

  await window.page.bringToFront();
  await choose(window, 'Holdfast: Run Task Now', 'Long');
  await expect(other.treeItem(/^Long, Running, working.*in another window/)).toBeVisible({ timeout: 20_000 });
  process.kill(host!, 'SIGKILL');
  await expect.poll(() => window.processes('scriptedAgent.mjs'), { timeout: 5_000 }).toEqual([]);
  await expect(other.treeItem(/^Long, Ready, .*Taken back/)).toBeVisible({ timeout: 120_000 });
  expect(window.processes('scriptedAgent.mjs'), 'nothing starts by itself').toEqual([]);
  await other.page.close();
});
