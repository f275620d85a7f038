import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, scriptedAgent, test } from './fixtures';

test.use({
  settings: { 'holdfast.agents': { Scripted: scriptedAgent() }, 'holdfast.defaultAgent': 'Scripted' },
  extensions: [path.resolve(import.meta.dirname, '../workbench/asker')],
});

test('twenty tasks at once: three run, the others wait in sight, and what they meet with is told once for all of them', async ({ window, folder }) => {
  test.slow();
  await window.openChat();
  await window.runCommand('Holdfast: Show Sessions');
  // Twenty rows need its room.
  await window.page.locator('.pane-header').filter({ hasText: 'Board' }).click();
  await window.runCommand('Asker: Run Twenty Tasks');
  const gate = path.join(folder, 'gate');
  const box = window.page.getByPlaceholder('What should they do?');
  await box.fill(`stream until ${gate} ; limit 600`);
  await box.press('Enter');
  const rows = window.treeItem(/^stream until/);
  await expect(rows).toHaveCount(20);
  await expect(rows.filter({ hasText: 'Working' })).toHaveCount(3);
  await expect(rows.filter({ hasText: 'Queued' })).toHaveCount(17);
  expect(window.processes('scriptedAgent.mjs')).toHaveLength(3);
  await expect(window.statusBar()).toContainText('3 agents');

  // Nobody is at the window while one after the other fails.
  await window.goAway();
  await writeFile(gate, '');
  const badge = window.page.getByRole('tab', { name: /20 results are unread/ });
  await expect(badge).toBeVisible({ timeout: 45_000 });
  await expect(rows.filter({ hasText: 'Failed' })).toHaveCount(20);
  await expect(window.page.locator('.notifications-toasts .notification-toast')).toHaveCount(0);
  await window.comeBack();
  const toast = window.notification('20 failed');
  await expect(toast).toContainText('Usage limit reached.');
  await expect(window.page.locator('.notifications-toasts .notification-toast')).toHaveCount(1);
  await toast.getByRole('button', { name: 'Show Inbox' }).click();
  await expect(window.page.getByRole('option', { name: /^stream until/ }).first()).toContainText('Failed');
  await window.page.keyboard.type('Mark All');
  await window.page.getByRole('option', { name: 'Mark All as Read' }).click();
  await expect(badge).toHaveCount(0);
  await window.reload();
  await expect(window.treeItem(/^stream until/)).toHaveCount(20);
  await expect(window.page.locator('.notifications-toasts .notification-toast')).toHaveCount(0);
});
