import { expect, test } from './fixtures';

test.use({ trust: 'asked' });

test('in an untrusted folder nothing is started and the view says why; granting trust goes on without a reload', async ({ window, page }) => {
  await expect(page.locator('footer')).toContainText('Restricted Mode');
  await window.runCommand('Holdfast: Open Chat');
  const chat = window.chat();
  await expect(chat.getByText(/trust/i).first()).toBeVisible({ timeout: 30_000 });
  expect(window.processes('dist/server.js')).toEqual([]);

  await chat.getByRole('button', { name: /Trust/ }).click();
  await page.getByRole('button', { name: /^Trust$/ }).first().click();
  // What VS Code asked in stands in front of the window until it is closed.
  await page.getByRole('button', { name: /^Close Modal Editor/ }).click();
  await expect(chat.getByRole('textbox', { name: 'Message' })).toBeEditable();
  await window.send('Hello');
  await expect(chat.getByRole('article', { name: 'Built-in agent' })).toBeVisible();
});
