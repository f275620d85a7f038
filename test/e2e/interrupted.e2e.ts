import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from '@playwright/test';
import { expect, scriptedAgent, test, Window } from './fixtures';
import type { Workbench } from '../workbench/workbench.mjs';

/** It keeps its sessions in the folder, so that a later process of it can go on with them. */
test.use({
  settings: { 'holdfast.agents': { Scripted: scriptedAgent('--state', 'agent.json') }, 'holdfast.defaultAgent': 'Scripted' },
});

function region(chat: FrameLocator): Locator {
  return chat.getByRole('region', { name: 'Interrupted' });
}

function elsewhere(chat: FrameLocator): Locator {
  return chat.getByRole('region', { name: 'Open in another window' });
}

function button(inside: Locator, name: string): Locator {
  return inside.getByRole('button', { name, exact: true });
}

type AgentState = Record<string, { readonly updates: readonly { readonly sessionUpdate: string; readonly content?: { readonly text?: string } }[] }>;

/** What the agent was asked, by its own sessions. */
async function asked(folder: string): Promise<string[][]> {
  const kept = JSON.parse(await readFile(path.join(folder, 'agent.json'), 'utf8')) as AgentState;
  return Object.values(kept).map(({ updates }) =>
    updates.filter(({ sessionUpdate }) => sessionUpdate === 'user_message_chunk').map(({ content }) => content?.text ?? ''),
  );
}

function agents(window: Window): readonly unknown[] {
  return window.processes('scriptedAgent.mjs');
}

/** All that was told since the window opened, also what an Escape has hidden. */
async function notices(window: Window): Promise<Locator> {
  await window.runCommand('Notifications: Show Notifications');
  await expect(window.page.locator('.notifications-center')).toBeVisible();
  return window.page.locator('.notifications-center .notification-list-item').filter({ hasText: /interrupted/i });
}

/** A notice would have been shown by now: the status bar and the chat are there, and they know what is to be told. */
async function expectNothingOffered(window: Window): Promise<FrameLocator> {
  const chat = await window.openChat();
  await expect(chat.getByRole('article', { name: 'You' }).first()).toBeVisible();
  await expect(window.statusBar()).toContainText('Holdfast');
  await expect(region(chat)).toHaveCount(0);
  await expect(await notices(window)).toHaveCount(0);
  expect(agents(window)).toEqual([]);
  return chat;
}

test('a reload in mid-answer is told once and starts nothing; Resume goes on in the same session of the agent', async ({ window, folder }) => {
  test.slow();
  const chat = await window.openChat();
  await window.send('half Half an answer');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('Half an answer');
  await window.reload();
  const words = /Interrupted \d+ s ago: the window was closed or reloaded\. Scripted was answering\./;
  await expect(window.notification(words)).toBeVisible();
  const again = await window.openChat();
  await expect(region(again)).toContainText(words);
  await expect(await notices(window)).toHaveCount(1);
  await expect(window.statusBar()).toContainText('1 interrupted');
  await window.runCommand('Holdfast: Show Sessions');
  await expect(window.treeItem(/half Half an answer, Interrupted/)).toBeVisible();
  expect(agents(window), 'nothing starts by itself').toEqual([]);
  expect(await asked(folder)).toEqual([['half Half an answer']]);

  await button(region(again), 'Resume').click();
  const answer = again.getByRole('article', { name: 'Scripted' }).last();
  await expect(answer).toContainText('You said: [Note from Holdfast, not written by the user]');
  await expect(again.getByText('Holdfast asked the agent to go on with the interrupted work.')).toBeVisible();
  await expect(again.getByRole('article', { name: 'You' })).toHaveCount(1);
  await expect(region(again)).toHaveCount(0);
  await expect(window.statusBar()).toContainText('Holdfast');
  const [session, ...others] = await asked(folder);
  expect(others, 'the agent went on in the session that it had').toEqual([]);
  expect(session).toEqual(['half Half an answer', expect.stringContaining('Half an answer')]);

  await window.reload();
  await expectNothingOffered(window);
});

test('a new prompt takes the place of the offer, and the agent is told along with it what had been interrupted', async ({ window, folder }) => {
  const chat = await window.openChat();
  await window.send('half Half an answer');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('Half an answer');
  await window.reload();
  const again = await window.openChat();
  await expect(button(region(again), 'Resume')).toBeVisible();
  await window.send('say something else');
  await expect(again.getByRole('article', { name: 'Scripted' }).last()).toContainText('something else');
  // The notice cannot be taken back; whoever answers it now is told so.
  await (await notices(window)).getByRole('button', { name: 'Resume…' }).click();
  await expect(window.page.locator('.notification-list-item').filter({ hasText: 'This is settled already' })).toBeVisible();
  await expect(region(again)).toHaveCount(0);
  await expect(window.statusBar()).not.toContainText('interrupted');
  const typed = again.getByRole('article', { name: 'You' }).last();
  await expect(typed).toContainText('say something else');
  await expect(typed).not.toContainText('Note from Holdfast');
  await button(typed, 'Holdfast told the agent what had been interrupted').click();
  await expect(typed).toContainText('[Note from Holdfast, not written by the user]');
  expect((await asked(folder)).flat().join(' | ')).toMatch(/half Half an answer \| .*\[Note from Holdfast, not written by the user\]/s);
});

test('what was dismissed can be taken back for a moment, and is not offered at the next start', async ({ window }) => {
  test.slow();
  const chat = await window.openChat();
  await window.send('half Half an answer');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('Half an answer');
  await window.reload();
  const again = await window.openChat();
  await button(region(again), 'Dismiss').click();
  await expect(region(again)).toContainText('Dismissed. It is not offered again.');
  await expect(window.statusBar()).not.toContainText('interrupted');
  await button(region(again), 'Undo').click();
  await expect(button(region(again), 'Resume')).toBeVisible();
  await expect(window.statusBar()).toContainText('1 interrupted');
  await button(region(again), 'Dismiss').click();
  await expect(region(again)).toContainText('Dismissed.');
  await expect(region(again), 'the moment is over').toHaveCount(0);
  await window.reload();
  await expectNothingOffered(window);
});

test('a killed extension host in mid-tool: the tool is offered with its effect unknown, and no process is left', async ({ window, workbench }) => {
  test.slow();
  const chat = await window.openChat();
  await window.send('tool hang');
  await expect(chat.getByText('A long tool').first()).toBeVisible();
  const words = /Interrupted \d+ s ago: the window or the computer went away\. Scripted was at this, and its effect is unknown: A long tool/;
  process.kill(extensionHost(workbench), 'SIGKILL');
  await expect.poll(() => agents(window).length).toBe(0);
  // VS Code starts another one by itself.
  await expect(window.notification(words)).toBeVisible({ timeout: 30_000 });
  await window.reload();
  await expect(window.notification(words)).toBeVisible();
  const again = await window.openChat();
  await expect(region(again)).toContainText(words);
  await expect(await notices(window)).toHaveCount(1);
  await expect(window.statusBar()).toContainText('1 interrupted');
  expect(agents(window)).toEqual([]);
  await window.runCommand('Holdfast: Show Sessions');
  await window.treeItem(/tool hang, Interrupted, A long tool/).hover();
  await window.treeItem(/tool hang/).getByRole('button', { name: /^Resume/ }).click();
  await expect(again.getByRole('article', { name: 'Scripted' }).last()).toContainText(/with UNKNOWN effect; inspect what it did before you repeat it:\s*A long tool/);
});

test('what the user stopped is not offered, and what only waited is held', async ({ window }) => {
  const chat = await window.openChat();
  await window.send('half Half an answer');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('Half an answer');
  await window.send('say later');
  await button(chat.locator('body'), 'Stop').click();
  await expect(button(chat.locator('body'), 'Stop')).toHaveCount(0);
  await window.reload();
  const again = await expectNothingOffered(window);
  await expect(again.getByRole('list', { name: 'Queued messages' })).toContainText('say later');
});

test('an offer that nobody decided is told again by the next start; what waits stays behind the resumed turn', async ({ window }) => {
  test.slow();
  const chat = await window.openChat();
  await window.send('half Half an answer');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('Half an answer');
  await window.send('say later');
  await expect(chat.getByRole('list', { name: 'Queued messages' })).toContainText('say later');
  for (const start of ['first', 'second']) {
    await window.reload();
    await expect(window.notification(/Scripted was answering\./), `the ${start} start`).toBeVisible();
  }
  await window.notification(/Scripted was answering\./).getByRole('button', { name: 'Resume…' }).click();
  const again = window.chat();
  await expect(again.getByRole('article', { name: 'Scripted' }).last()).toContainText('You said: [Note from Holdfast');
  await expect(again.getByRole('list', { name: 'Queued messages' })).toContainText('say later');
  await expect(again.getByRole('article', { name: 'You' })).toHaveCount(1);
});

test('of two windows one works in a session: the other one reads along, can take it over, and only one tells of an interruption', async ({ window, workbench, folder, context }) => {
  test.slow();
  const chat = await window.openChat();
  await window.send(`stream until ${path.join(folder, 'enough')}`);
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('chunk 3 ');
  const second = new Window(await context.newPage(), workbench);
  await second.open(folder);
  await second.runCommand('Holdfast: Show Sessions');
  await second.treeItem(/stream until/).click();
  const there = second.chat();

  await test.step('it shows what goes on there, live, and takes no prompt', async () => {
    await expect(elsewhere(there)).toContainText('open in another window, where Scripted works');
    await expect(there.getByRole('article', { name: 'Scripted' })).toContainText('chunk 3 ');
    const seen = Number((await there.getByRole('article', { name: 'Scripted' }).innerText()).match(/chunk (\d+)/g)?.at(-1)?.slice(6));
    await expect(there.getByRole('article', { name: 'Scripted' })).toContainText(`chunk ${seen + 40} `);
    await second.send('say from the second window');
    await expect(there.getByText('Take it over to write in it here.')).toBeVisible();
    await expect(there.getByRole('textbox', { name: 'Message' })).toHaveValue('say from the second window');
    await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(1);
  });

  await test.step('it cannot be taken over while a turn runs', async () => {
    await button(elsewhere(there), 'Take over').click();
    await expect(elsewhere(there)).toContainText('being asked for it');
    await expect(elsewhere(there)).toContainText('has not let go, because Scripted still works there');
    await expect(button(chat.locator('body'), 'Stop')).toBeVisible();
  });

  await test.step('it can as soon as the turn has ended, and then the first one reads along', async () => {
    await button(elsewhere(there), 'Take over').click();
    await expect(elsewhere(there)).toContainText('being asked for it');
    await button(chat.locator('body'), 'Stop').click();
    await expect(elsewhere(there)).toHaveCount(0);
    await there.getByRole('textbox', { name: 'Message' }).fill('half From the second');
    await there.getByRole('button', { name: 'Send', exact: true }).click();
    await expect(there.getByRole('article', { name: 'Scripted' }).last()).toContainText('From the second');
    await expect(elsewhere(chat)).toContainText('open in another window, where Scripted works');
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('From the second');
    expect(agents(window)).toHaveLength(1);
  });

  await test.step('when its holder reloads, both offer the work, and one notice tells of it', async () => {
    await second.reload();
    await expect(second.notification(/Scripted was answering\./)).toBeVisible();
    await second.openChat();
    await expect(region(there)).toContainText('Scripted was answering.');
    await expect(region(chat)).toContainText('Scripted was answering.');
    await expect(await notices(second)).toHaveCount(1);
    await expect(await notices(window)).toHaveCount(0);
    await button(region(chat), 'Resume').click();
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('You said: [Note from Holdfast');
    await expect(region(there)).toHaveCount(0);
    await expect(elsewhere(there)).toBeVisible();
  });

  await test.step('what it leaves when it closes is found by the one that stays', async () => {
    await second.newSession();
    await second.send('half Made in the second window');
    await expect(there.getByRole('article', { name: 'Scripted' })).toContainText('Made in the second window');
    await second.page.close();
    await expect.poll(() => window.processes('--type=extensionHost').length).toBe(1);
    await window.runCommand('Holdfast: Show Sessions');
    await expect(window.treeItem(/Made in the second window, Interrupted/)).toBeVisible();
    await expect(window.statusBar()).toContainText('1 interrupted');
  });
});

/** It has our reaper for a child. */
function extensionHost(workbench: Workbench): number {
  const [reaper] = workbench.processes().filter(({ command }) => command.includes('dist/reaper.js'));
  if (!reaper) {
    throw new Error('No extension host has started a reaper.');
  }
  return reaper.parent;
}
