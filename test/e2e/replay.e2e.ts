import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator } from '@playwright/test';
import { expect, scriptedAgent, test } from './fixtures';

test.use({
  settings: { 'holdfast.agents': { Scripted: scriptedAgent() }, 'holdfast.defaultAgent': 'Scripted' },
  files: { 'greeting.txt': 'Hello\n' },
});

/** What a view shows of the conversation, as text; without how long something has been going on, which changes while one looks. */
async function shown(view: FrameLocator): Promise<string> {
  return (await view.getByRole('log', { name: 'Conversation' }).innerText()).replace(/\n\d+ (?:s|min)(?: \d+ s)?(?=\n|$)/g, '');
}

function chunksIn(text: string): number {
  return text.match(/chunk \d+/g)?.length ?? 0;
}

/** The mark is gone when the page has been loaded anew. */
async function markLife(view: FrameLocator): Promise<void> {
  await view.getByRole('log').evaluate((log) => log.setAttribute('data-life', 'old'));
}

async function expectSame(view: FrameLocator, other: FrameLocator): Promise<void> {
  await expect(async () => expect(await shown(view)).toBe(await shown(other))).toPass({ timeout: 15_000 });
}

test('a view that was hidden, moved, loaded anew or opened twice shows what one shows that always was there', async ({ window, page, folder }) => {
  const chat = await window.openChat();
  await window.send('plan');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('That is the plan.');
  const editor = await window.openInEditor();
  await expect(editor.getByRole('article', { name: 'Scripted' })).toContainText('That is the plan.');
  const card = (view: FrameLocator) => view.getByRole('group', { name: /^Permission request: Touch the moon/ });

  await test.step('hidden while a turn is in flight, and shown again in the midst of it', async () => {
    const enough = path.join(folder, 'enough');
    await editor.getByRole('textbox', { name: 'Message' }).fill(`thought ; tool diff ${folder}/greeting.txt ; stream until ${enough} ; permission`);
    await editor.getByRole('button', { name: 'Send', exact: true }).click();
    const answer = (view: FrameLocator) => view.getByRole('article', { name: 'Scripted' }).last();
    await expect(answer(editor)).toContainText('chunk 1 ');
    await window.runCommand('View: Toggle Secondary Side Bar Visibility');
    await expect(chat.getByRole('log')).toBeHidden();
    const missed = chunksIn(await shown(editor)) + 10;
    await expect(answer(editor)).toContainText(`chunk ${missed} `);
    await window.openChat();
    await expect(answer(chat)).toContainText(`chunk ${missed} `);
    await expect(chat.getByRole('status').filter({ hasText: 'Working' })).toBeVisible();
    await expect(answer(chat)).toContainText(`chunk ${chunksIn(await shown(chat)) + 10} `);
    await writeFile(enough, '');
    await expect(card(chat)).toBeVisible();
    await expect(card(editor)).toBeVisible();
    await expectSame(chat, editor);
    expect(chunksIn(await shown(chat))).toBeGreaterThan(missed + 10);
  });

  await test.step('moved to another place, with the permission request open', async () => {
    const before = await shown(editor);
    await markLife(chat);
    await window.runCommand('View: Move View');
    await page.getByRole('option', { name: /^Chat/ }).first().click();
    await page.getByRole('option', { name: /^New Panel Entry/ }).click();
    await expect(chat.locator('[data-life]')).toHaveCount(0);
    await expect(card(chat)).toBeVisible();
    await expectSame(chat, editor);
    expect(await shown(chat)).toBe(before);
  });

  await test.step('with its page loaded anew', async () => {
    const before = await shown(editor);
    await markLife(chat);
    await window.runCommand('Developer: Reload Webviews');
    await expect(chat.locator('[data-life]')).toHaveCount(0);
    await expect(card(chat)).toBeVisible();
    await expect(card(editor)).toBeVisible();
    await expectSame(chat, editor);
    expect(await shown(chat)).toBe(before);
  });

  await test.step('and what is answered in one is answered in the other', async () => {
    await card(chat).getByRole('button', { name: /^Allow/ }).first().click();
    await expect(card(editor)).toContainText('Allowed once');
    await expect(card(editor).getByRole('button', { name: /^Allow/ })).toHaveCount(0);
    await expect(editor.getByRole('article', { name: 'Scripted' }).last()).toContainText('The answer was: Allow once');
    await expectSame(chat, editor);
  });
});
