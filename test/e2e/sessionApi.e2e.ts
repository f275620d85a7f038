import path from 'node:path';
import { expect, scriptedAgent, test } from './fixtures';

test.use({
  settings: { 'holdfast.agents': { Scripted: scriptedAgent() }, 'holdfast.defaultAgent': 'Scripted' },
  extensions: [path.resolve(import.meta.dirname, '../workbench/asker')],
});

test('another extension asks behind the scenes, hears what becomes of it, shows it and stops it', async ({ window, page }) => {
  await window.runCommand('Asker: Ask');
  await expect(window.notification('It is working, one of 1.')).toBeVisible();
  await expect(window.statusBar()).toContainText('1 agent');
  await expect(window.statusBar().locator('.codicon-modifier-spin'), 'motion is reduced').toHaveCount(0);
  await expect(page.locator('iframe.webview'), 'nothing was revealed').toHaveCount(0);

  await window.runCommand('Asker: Show What Was Asked');
  const prompt = window.chat().getByRole('article', { name: 'Sent by an extension' });
  await expect(prompt).toContainText('half Asked by a machine', { timeout: 30_000 });
  await expect(window.chat().getByRole('article', { name: 'You' })).toHaveCount(0);
  await expect(window.chat().getByRole('article', { name: 'Scripted' })).toContainText('Asked by a machine');

  await window.runCommand('Asker: Stop What Was Asked');
  await expect(window.notification('It is idle, one of 1.')).toBeVisible();
});
