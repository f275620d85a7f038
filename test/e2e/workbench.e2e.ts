import { expect, test } from './fixtures';

test('nothing of Holdfast shows itself before it is asked for; Open Chat shows the composer, and a reload keeps it', async ({ window, page }) => {
  await expect(window.statusBar()).toBeVisible({ timeout: 30_000 });
  await expect(page.locator('iframe.webview')).toHaveCount(0);
  await expect(page.locator('.notifications-toasts .notification-toast')).toHaveCount(0);

  const chat = await window.openChat();
  await expect(chat.getByRole('textbox', { name: 'Message' })).toBeEditable();
  await window.reload();
  await expect(window.chat().getByRole('textbox', { name: 'Message' })).toBeEditable({ timeout: 30_000 });
});
