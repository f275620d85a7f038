import { expect, scriptedAgent, test } from './fixtures';

test('an agent is added by its command, and a session begins with it', async ({ window, page }) => {
  const chat = await window.openChat();
  await window.runCommand('Holdfast: Add Agent…');
  const list = page.getByRole('listbox').last();
  // Well-known ones say how they are started and whether they are found here.
  await expect(list.getByRole('option', { name: /OpenCode/ }).first()).toBeVisible();
  await list.getByRole('option', { name: /Custom command/i }).click();
  const { command, args } = scriptedAgent();
  await page.keyboard.type([command, ...args].join(' '));
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Mine');
  await page.keyboard.press('Enter');
  await expect(chat.getByRole('combobox', { name: 'Agent' }).getByRole('option', { name: 'Mine' })).toBeAttached();
  await page.keyboard.press('Escape');
  await chat.getByRole('combobox', { name: 'Agent' }).selectOption('Mine');
  await window.send('say at your service');
  await expect(chat.getByRole('article', { name: 'Mine' })).toContainText('at your service');
});
