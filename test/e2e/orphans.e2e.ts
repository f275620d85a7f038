import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Frame } from '@playwright/test';
import { expect, scriptedAgent, test } from './fixtures';
import type { Window } from './fixtures';
import type { Workbench } from '../workbench/workbench.mjs';

/** They ignore a cancel (the prompt), the end of their input and SIGTERM, and have a grandchild in a session of its own. */
test.use({
  settings: { 'holdfast.agents': { Deaf: scriptedAgent('--ignore-term', '--grandchild') }, 'holdfast.defaultAgent': 'Deaf' },
});

async function startDeaf(window: Window, count: number): Promise<number[]> {
  const chat = await window.openChat();
  for (let started = 0; started < count; started += 1) {
    if (started > 0) {
      await window.runCommand('Holdfast: New Session');
      await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(0);
    }
    await window.send('deaf');
    await expect.poll(() => agents(window).length).toBe(2 * (started + 1));
    await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(1);
    await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
  }
  return agents(window);
}

/** Agents and what they started. */
function agents(window: Window): number[] {
  return [...window.processes('--grandchild'), ...window.processes('// grandchild')].map(({ pid }) => pid);
}

/** Those that have one of our reapers for a child. */
function extensionHosts(workbench: Workbench): number[] {
  const reapers = workbench.processes().filter(({ command }) => command.includes('dist/reaper.js'));
  return [...new Set(reapers.map(({ parent }) => parent))];
}

test('three agents that ignore everything are gone within five seconds of a reload, with what they started', async ({ window }) => {
  const before = await startDeaf(window, 3);
  expect(before).toHaveLength(6);
  const isMain = (frame: Frame): boolean => frame === window.page.mainFrame();
  const navigatedAt = window.page.waitForEvent('framenavigated', isMain).then(() => Date.now());
  const reloading = window.reload();
  await expect.poll(() => agents(window).filter((pid) => before.includes(pid)), { timeout: 15_000, intervals: [100] }).toEqual([]);
  expect(Date.now() - (await navigatedAt), 'milliseconds from the reload to the last end').toBeLessThan(5_000);
  await reloading;
  const log = await window.extensionLog();
  expect(log.match(/Closing: Deaf \(process \d+\) was killed, after 1\d{3} ms\./g)).toHaveLength(3);
  await window.openChat();
  expect(agents(window), 'nothing starts by itself').toEqual([]);
});

test('agents are gone within a second when the extension host is killed, and so is the reaper', async ({ window, workbench }) => {
  await startDeaf(window, 1);
  const [host, ...others] = extensionHosts(workbench);
  expect(others).toEqual([]);
  process.kill(host!, 'SIGKILL');
  await expect.poll(() => agents(window), { timeout: 1_000, intervals: [50] }).toEqual([]);
  await expect.poll(() => extensionHosts(workbench), { timeout: 4_000 }).toEqual([]);
  // VS Code starts another one by itself. A window that is closed in the middle of that would leave it behind.
  const isUp = /The state of this workspace is in/g;
  await expect.poll(async () => (await window.extensionLog()).match(isUp)?.length, { timeout: 30_000 }).toBe(2);
});

test('what neither the window nor its reaper could end is ended by the next window', async ({ window, workbench }) => {
  const before = await startDeaf(window, 1);
  const reaper = window.processes('dist/reaper.js').map(({ pid }) => pid);
  const [host] = extensionHosts(workbench);
  // Stopped, so that it neither sees the end of the pipe nor is started anew.
  reaper.forEach((pid) => process.kill(pid, 'SIGSTOP'));
  process.kill(host!, 'SIGKILL');
  reaper.forEach((pid) => process.kill(pid, 'SIGKILL'));
  expect(agents(window)).toEqual(before);
  await window.page.reload();
  await window.openChat();
  await expect.poll(() => agents(window), { timeout: 20_000 }).toEqual([]);
  expect(await window.extensionLog()).toMatch(/Ended process \d+ \(.*\) of the earlier window/);
});

test('Clean Up Stray Agents says that there is nothing, and shows what is there before it ends it', async ({ window, workbench }) => {
  await window.openChat();
  await window.runCommand('Holdfast: Clean Up Stray Agents');
  await expect(window.notification('There is nothing to clean up')).toBeVisible();
  const stray = spawn('sleep', ['1234'], { stdio: 'ignore' });
  try {
    // A book of which nobody can say whose it is: nothing of it is ended unless the user chooses it.
    const processes = path.join(await stateFolder(workbench), 'processes');
    await mkdir(processes, { recursive: true });
    const child = { pid: stray.pid, kind: 'agent', command: 'sleep', startedAt: Date.now() };
    await writeFile(path.join(processes, 'nobodys.json'), JSON.stringify({ children: [child] }));
    await window.runCommand('Holdfast: Clean Up Stray Agents');
    const row = window.page.getByRole('checkbox', { name: /sleep 1234, process/ });
    await expect(row).not.toBeChecked();
    expect(stray.exitCode ?? stray.signalCode).toBeNull();
    await row.click();
    await window.page.keyboard.press('Enter');
    await expect(window.notification('Stray processes ended: 1')).toBeVisible();
    expect(stray.signalCode).toBe('SIGKILL');
  } finally {
    stray.kill('SIGKILL');
  }
});

/** Where the log says that the state is. */
async function stateFolder(workbench: Workbench): Promise<string> {
  const files = await readdir(path.join(workbench.user, 'logs'), { recursive: true });
  const ours = files.filter((file) => file.includes('holdfast-agents.holdfast') && file.endsWith('.log'));
  const text = (await Promise.all(ours.map((file) => readFile(path.join(workbench.user, 'logs', file), 'utf8')))).join('');
  return /The state of this workspace is in (.*)\.$/m.exec(text)?.[1] ?? '';
}
