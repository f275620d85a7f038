import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, scriptedAgent, test } from './fixtures';

test.use({
  settings: {
    'holdfast.agents': { Scripted: scriptedAgent() },
    'holdfast.defaultAgent': 'Scripted',
    'holdfast.notifications.minIntervalSeconds': 0,
  },
});

test('what ends while nobody is at the window is told when they are back, and what they see then is not', async ({ window, folder }) => {
  const gate = path.join(folder, 'gate');
  const chat = await window.openChat();
  for (const name of ['One', 'Two']) {
    await window.send(`stream until ${gate} ; say ${name}`);
    await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('chunk');
    await window.newSession();
  }
  await window.send(`stream until ${gate} ; say In sight`);
  await window.runCommand('Holdfast: Show Sessions');
  await window.runCommand('Holdfast: Run in Background…');
  const box = window.page.getByPlaceholder('Such as: run the tests');
  await box.fill(`stream until ${gate} ; say The task`);
  await box.press('Enter');
  const rows = window.treeItem(/^stream until/);
  await expect(rows.filter({ hasText: 'Working' })).toHaveCount(4);

  await window.goAway();
  await writeFile(gate, '');
  await expect(rows.filter({ hasText: 'Working' })).toHaveCount(0);
  await expect(window.page.getByRole('tab', { name: /1 result is unread/ })).toBeVisible();
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('In sight');
  await expect(window.page.locator('.notifications-toasts .notification-toast')).toHaveCount(0);

  await window.comeBack();
  const told = window.notification('While you were away: 2 finished.');
  await expect(told).toContainText('has finished');
  await expect(told).toContainText('The task');
  await expect(window.page.locator('.notifications-toasts .notification-toast'), 'in one message').toHaveCount(1);
  await told.getByRole('button', { name: 'Show Inbox' }).click();
  await expect(window.page.getByRole('option', { name: /The task/ })).toBeVisible();
});
