import { expect, scriptedAgent, test, Window } from './fixtures';
import type { Workbench } from '../workbench/workbench.mjs';

const settings = {
  'holdfast.agents': { Scripted: scriptedAgent() },
  'holdfast.defaultAgent': 'Scripted',
  'holdfast.notifications.minIntervalSeconds': 0,
};

test.use({ settings });

/** By the command, as a person does it. */
async function runInBackground(window: Window, prompt: string): Promise<void> {
  await window.runCommand('Holdfast: Run in Background…');
  const box = window.page.getByPlaceholder('Such as: run the tests');
  await box.fill(prompt);
  await box.press('Enter');
  await expect(window.treeItem(prompt)).toBeVisible();
}

async function showSessions(window: Window): Promise<void> {
  await window.openChat();
  await window.runCommand('Holdfast: Show Sessions');
}

test('a task runs beside the chat and is told of once, with the way to its result', async ({ window }) => {
  const chat = await window.openChat();
  await window.send('say I am the chat');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('I am the chat');
  await window.runCommand('Holdfast: Show Sessions');

  await test.step('without a prompt nothing is started', async () => {
    await window.runCommand('Holdfast: Run in Background…');
    await window.page.getByPlaceholder('Such as: run the tests').press('Enter');
    await expect(window.page.getByText('Type what the agent should do.')).toBeVisible();
    await window.page.keyboard.press('Escape');
  });

  await runInBackground(window, 'say All is well');
  const toast = window.notification('has finished');
  await expect(toast).toContainText('“say All is well” has finished. All is well');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('I am the chat');
  const badge = window.page.getByRole('tab', { name: /1 result is unread/ });
  await expect(badge).toBeVisible();
  await toast.getByRole('button', { name: 'Open result' }).click();
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('All is well');
  await expect(badge).toHaveCount(0);

  await test.step('what the user looks at makes no notification, and is no news', async () => {
    await window.send('say Once more');
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('Once more');
    await window.runCommand('Holdfast: Show Inbox');
    await expect(window.page.getByText('There is nothing new in the inbox.')).toBeVisible();
    await expect(window.notification('has finished')).toHaveCount(0);
  });
});

test('tasks that fail for one reason are one notification, and the inbox leads to each', async ({ window }) => {
  // Long enough for two more to be started by hand.
  await window.settings({ ...settings, 'holdfast.notifications.minIntervalSeconds': 25 });
  await showSessions(window);
  await runInBackground(window, 'say Something');
  await expect(window.notification('has finished')).toBeVisible();
  await runInBackground(window, 'say One ; die 7');
  await runInBackground(window, 'say Two ; die 7');
  const toast = window.notification('2 failed');
  await expect(toast).toContainText('Scripted has ended: exit code 7.', { timeout: 30_000 });
  await toast.getByRole('button', { name: 'Show Inbox' }).click();
  const entry = window.page.getByRole('option', { name: /^say Two/ });
  await expect(entry).toContainText('Failed');
  await entry.click();
  await expect(window.chat().getByRole('article', { name: 'Scripted' })).toContainText('Two');
  await window.runCommand('Holdfast: Show Inbox');
  await expect(window.page.getByRole('option', { name: /^say One/ })).toBeVisible();
  await expect(window.page.getByRole('option', { name: /^say Two/ })).toHaveCount(0);
});

test.describe('with short limits', () => {
  test.use({
    settings: {
      ...settings,
      'holdfast.background.idleWarningSeconds': 2,
      'holdfast.background.idleTimeoutSeconds': 10,
      'holdfast.stream.toolIdleTimeoutSeconds': 10,
      'holdfast.stream.quietSeconds': 1,
      'holdfast.stop.graceSeconds': 1,
    },
  });

  test('a task in which nothing happens is warned of, may go on, and is ended with the reason', async ({ window }) => {
    await showSessions(window);
    await runInBackground(window, 'tool hang');
    const warning = window.notification('There is no activity of Scripted');
    await expect(warning.getByRole('button')).toContainText(['Keep waiting', 'Open', 'Stop']);
    await warning.getByRole('button', { name: 'Keep waiting' }).click();
    await expect(warning).toHaveCount(0);
    const end = window.notification('timed out');
    await expect(end).toContainText('no activity of Scripted for', { timeout: 30_000 });
    await expect(end).toContainText('in the tool call “A long tool”');
    await expect(end).toContainText('holdfast.background.idleTimeoutSeconds');
    await end.getByRole('button', { name: 'Open result' }).click();
    await expect(window.chat().getByRole('alert').filter({ hasText: 'no activity' })).toContainText('holdfast.background.idleTimeoutSeconds');
  });
});

test('a row copies the result of its task, and asks it once more', async ({ window, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await showSessions(window);
  await test.step('a task that the user stops is no news', async () => {
    await runInBackground(window, 'half Working on it');
    const stopped = window.treeItem('half Working on it');
    await expect(stopped).toContainText('Working');
    await stopped.hover();
    await stopped.getByRole('button', { name: 'Stop Turn' }).click();
    await expect(stopped).not.toContainText('Working ·');
    await window.runCommand('Holdfast: Show Inbox');
    await expect(window.page.getByText('There is nothing new in the inbox.')).toBeVisible();
    await expect(window.page.locator('.notifications-toasts .notification-toast')).toHaveCount(0);
  });

  await runInBackground(window, 'say All is well');
  const toast = window.notification('has finished');
  await expect(toast).toBeVisible();
  const row = window.treeItem('say All is well');
  const choose = async (title: string): Promise<void> => {
    await row.click({ button: 'right' });
    // A menu that has just opened takes no clicks: the button that opened it is still going up.
    await window.page.getByRole('menuitem', { name: title }).hover();
    await window.page.keyboard.press('Enter');
  };
  await choose('Copy Result');
  await expect(window.page.getByText('The result was copied.')).toBeVisible();
  expect(await window.page.evaluate(() => navigator.clipboard.readText())).toBe('All is well');
  await toast.getByRole('button', { name: 'Open result' }).click();
  await expect(window.chat().getByRole('article', { name: 'Scripted' })).toHaveCount(1);
  await window.runCommand('Holdfast: New Session');
  await choose('Retry Last Prompt');
  await expect(window.notification('has finished')).toContainText('All is well');
  await window.notification('has finished').getByRole('button', { name: 'Open result' }).click();
  await expect(window.chat().getByRole('article', { name: 'Scripted' })).toHaveCount(2);
});

test('a reload offers what was running and tells what had ended, and nothing twice', async ({ window }) => {
  await window.settings({ ...settings, 'holdfast.notifications.minIntervalSeconds': 600 });
  await showSessions(window);
  await runInBackground(window, 'say The first');
  await window.notification('The first').getByRole('button', { name: 'Open result' }).click();
  await window.runCommand('Holdfast: New Session');
  await runInBackground(window, 'say The second');
  await expect(window.page.getByRole('tab', { name: /1 result is unread/ })).toBeVisible();
  await runInBackground(window, 'half Working on it');
  await expect(window.treeItem('half Working on it')).toContainText('Working');
  await window.reload();
  await expect(window.notification('interrupted')).toHaveCount(1);
  await expect(window.notification('The second')).toHaveCount(1);
  await expect(window.page.locator('.notifications-toasts .notification-toast')).toHaveCount(2);
});

test('a result that a killed window could not tell any more is told by one of two windows', async ({ window, workbench, folder, context }) => {
  test.slow();
  await window.settings({ ...settings, 'holdfast.notifications.minIntervalSeconds': 600 });
  await showSessions(window);
  await runInBackground(window, 'say The first');
  await window.notification('The first').getByRole('button', { name: 'Open result' }).click();
  await window.runCommand('Holdfast: New Session');
  await runInBackground(window, 'say The second');
  await expect(window.page.getByRole('tab', { name: /1 result is unread/ })).toBeVisible();
  const [host, ...others] = extensionHosts(workbench);
  expect(others).toEqual([]);
  const second = new Window(await context.newPage(), workbench);
  await second.open(folder);
  await showSessions(second);
  await expect(second.page.getByRole('tab', { name: /1 result is unread/ })).toBeVisible();
  // VS Code starts another host by itself, and either window may be the one that tells.
  process.kill(host!, 'SIGKILL');
  const told = async (): Promise<number> => (await window.notification('The second').count()) + (await second.notification('The second').count());
  await expect.poll(told, { timeout: 45_000 }).toBe(1);
  // What was told is not told again, neither here nor by the next window.
  await window.reload();
  await window.openChat();
  await expect(window.page.getByRole('tab', { name: /1 result is unread/ })).toBeVisible();
  await expect(window.notification('The second')).toHaveCount(0);
});

test('a task whose window is killed under it is told of once, in one of two windows', async ({ window, workbench, folder, context }) => {
  test.slow();
  await showSessions(window);
  await runInBackground(window, 'half Working on it');
  await expect(window.treeItem('half Working on it')).toContainText('Working');
  const [host] = extensionHosts(workbench);
  const second = new Window(await context.newPage(), workbench);
  await second.open(folder);
  await showSessions(second);
  await expect(second.treeItem('half Working on it')).toBeVisible();
  process.kill(host!, 'SIGKILL');
  const told = async (): Promise<number> => (await window.notification('interrupted').count()) + (await second.notification('interrupted').count());
  await expect.poll(told, { timeout: 45_000 }).toBe(1);
  // Both know of it by now.
  for (const each of [window, second]) {
    await expect(each.treeItem('half Working on it')).toContainText('Interrupted', { timeout: 30_000 });
    await expect(each.statusBar()).toContainText('1 interrupted');
  }
  expect(await told()).toBe(1);
});

/** Those that have one of our reapers for a child. */
function extensionHosts(workbench: Workbench): number[] {
  const reapers = workbench.processes().filter(({ command }) => command.includes('dist/reaper.js'));
  return [...new Set(reapers.map(({ parent }) => parent))];
}
