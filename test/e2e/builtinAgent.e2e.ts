import { existsSync } from 'node:fs';
import { expect, test } from './fixtures';

test.use({ files: { 'src/prices.ts': 'export const one = 1;\nexport const needleInTheHay = 2;\n' } });

test('the built-in agent answers with no setting, runs what it is allowed to, searches, and works at tasks that are its commands', async ({ window, page, folder }) => {
  const chat = await window.openChat();
  const log = chat.getByRole('log', { name: 'Conversation' });

  await test.step('a first prompt is answered, and says what can be done without a model', async () => {
    await window.send('What can you do?');
    await expect(log.getByRole('article', { name: 'You' })).toContainText('What can you do?');
    await expect(log.getByRole('article', { name: 'Built-in agent' })).toContainText('/run');
    await expect(log.getByRole('article', { name: 'Built-in agent' })).toContainText('Add Agent');
    await expect(chat.getByRole('textbox', { name: 'Message' })).toHaveValue('');
    await expect(window.statusBar()).toContainText('Holdfast');
  });

  await test.step('a command runs when it is allowed, streams its output and says how it ended', async () => {
    await window.newSession();
    await window.send('/run echo first; echo second; exit 3');
    const card = chat.getByRole('group', { name: /^Permission request: / });
    await expect(card).toContainText('echo first; echo second; exit 3');
    await expect(chat.getByRole('status')).toContainText('Waiting for you');
    await expect(window.statusBar()).toContainText('1 needs you');
    await card.getByRole('button', { name: /^Allow once/ }).click();
    await expect(log).toContainText('first');
    await expect(log).toContainText('second');
    await expect(log.getByRole('article', { name: 'Built-in agent' }).last()).toContainText('3');
    await expect(card.getByRole('button')).toHaveCount(0);
  });

  await test.step('a command does not run when it is rejected', async () => {
    await window.newSession();
    await window.send('/run touch proof.txt');
    const card = chat.getByRole('group', { name: /^Permission request: / });
    await card.getByRole('button', { name: /^Reject/ }).click();
    await expect(chat.getByRole('log', { name: 'Conversation' }).getByRole('article', { name: 'Built-in agent' }).last()).toBeVisible();
    await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
    expect(existsSync(`${folder}/proof.txt`)).toBe(false);
  });

  await test.step('a command is ended by Stop, with its process', async () => {
    await window.newSession();
    await window.send('/run sleep 987');
    await chat.getByRole('button', { name: /^Allow once/ }).click();
    await expect.poll(() => window.processes('sleep 987').length).toBeGreaterThan(0);
    await chat.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect.poll(() => window.processes('sleep 987').length).toBe(0);
    await expect(chat.getByRole('log', { name: 'Conversation' })).toContainText(/stopped/i);
  });

  await test.step('a command that a reload interrupts is asked for once more by Resume, and not by itself', async () => {
    await window.newSession();
    await window.send('/run sleep 988');
    await chat.getByRole('button', { name: /^Allow once/ }).click();
    await expect.poll(() => window.processes('sleep 988').length).toBeGreaterThan(0);
    await window.reload();
    await window.openChat();
    const offer = chat.getByRole('region', { name: 'Interrupted' });
    await expect(offer).toContainText('sleep 988');
    expect(window.processes('sleep 988')).toEqual([]);
    await offer.getByRole('button', { name: 'Resume', exact: true }).click();
    await chat.getByRole('group', { name: /^Permission request: sleep 988/ }).getByRole('button', { name: /^Reject/ }).click();
    await expect(chat.getByRole('log', { name: 'Conversation' }).getByRole('article', { name: 'Built-in agent' }).last()).toContainText('was not run');
  });

  await test.step('a search answers with links that open the place, and sees text that is not saved', async () => {
    await window.newSession();
    await window.send('/find needleInTheHay');
    const link = chat.getByRole('log', { name: 'Conversation' }).getByRole('link', { name: /prices\.ts:2/ }).first();
    await link.click();
    const editor = page.getByRole('textbox', { name: /prices\.ts/ });
    await expect(page.getByRole('tab', { name: /prices\.ts/ })).toBeVisible();
    await expect(page.locator('footer')).toContainText('Ln 2');

    await editor.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('// unsavedHay');
    await window.send('/find unsavedHay');
    await expect(chat.getByRole('link', { name: /prices\.ts:3/ }).first()).toBeVisible();
  });

  const board = await window.openBoard();
  const newTask = async (title: string, prompt: string): Promise<void> => {
    await board.getByRole('button', { name: 'New task' }).first().click();
    await board.getByLabel('Title').fill(title);
    await board.getByLabel('What the agent should do').fill(prompt);
    await board.getByLabel('What the agent should do').press('Control+Enter');
    await board.getByRole('region', { name: `Task: ${title}` }).getByRole('button', { name: 'Run Now' }).click();
  };

  await test.step('a task for a model is not started with it, and says how to go on', async () => {
    await newTask('Explain', 'Explain this folder.');
    await expect(window.notification('Not started').getByRole('button', { name: 'Add Agent…' })).toBeVisible();
    await expect(board.getByRole('region', { name: /^Ready/ }).getByRole('article', { name: 'Explain' })).toContainText('choose another agent');
    await expect(board.getByRole('region', { name: 'Task: Explain' }).getByRole('region', { name: /^Attempts/ })).toHaveCount(0);
  });

  await test.step('a task that is a command ends as the command does', async () => {
    await newTask('Fail', '/run exit 3');
    const pane = board.getByRole('region', { name: 'Task: Fail' });
    await expect(board.getByRole('region', { name: /^Running/ }).getByRole('article', { name: 'Fail' })).toContainText('needs you');
    await pane.getByRole('button', { name: 'Open the transcript of attempt 1' }).click();
    await expect(window.page.getByRole('tab', { name: /Fail/ })).toBeVisible();
    await (await window.editorPage()).getByRole('button', { name: /^Allow once/ }).click();
    const ended = await window.openBoard();
    await expect(ended.getByRole('region', { name: /^Blocked/ }).getByRole('article', { name: 'Fail' })).toContainText('Exited with code 3', { timeout: 20_000 });
    await expect(ended.getByRole('region', { name: 'Task: Fail' }).getByRole('region', { name: /^Attempts/ })).toContainText('Failed');
  });
});
