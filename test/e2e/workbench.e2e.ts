import { expect, test } from './fixtures';

test('Holdfast is installed, and Open Chat shows the composer', async ({ window }) => {
  const chat = await window.openChat();
  await expect(chat.getByRole('textbox', { name: 'Message' })).toBeEditable();
});

test('nothing of Holdfast shows itself before it is asked for', async ({ window, page }) => {
  await expect(page.getByRole('tab', { name: 'Holdfast' }).first()).toBeVisible();
  await expect(page.locator('iframe.webview')).toHaveCount(0);
  await expect(page.locator('.notifications-toasts .notification-toast')).toHaveCount(0);
  expect(window.processes('scriptedAgent')).toEqual([]);
});
