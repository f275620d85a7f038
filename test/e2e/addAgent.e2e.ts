import { expect, scriptedAgent, test } from './fixtures';

test('an agent is added by its command, and a session begins with it', async ({ window, page }) => {
  const chat = await window.openChat();
  await window.runCommand('Holdfast: Add Agent…');
  const list = page.getByRole('listbox').last();
  // Well-known ones say how they are started and whether they are found here.
  await expect(list.getByRole('option', { name: /OpenCode/ }).first()).toBeVisible();
  await page.keyboard.type('Custom');
  await list.getByRole('option', { name: /Custom command/i }).click();
  const { command, args } = scriptedAgent();
  await window.answer('The command that starts the agent', [command, ...args].join(' '));
  await window.answer('The name of the agent', 'Mine');
  await expect(chat.getByRole('combobox', { name: 'Agent' }).getByRole('option', { name: 'Mine' })).toBeAttached();
  await page.keyboard.press('Escape');
  await chat.getByRole('combobox', { name: 'Agent' }).selectOption('Mine');
  await window.send('say at your service');
  await expect(chat.getByRole('article', { name: 'Mine' })).toContainText('at your service');
});
