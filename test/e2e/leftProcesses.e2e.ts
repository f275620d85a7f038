import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, scriptedAgent, test } from './fixtures';

/** Prints, and goes on when there is a file of that name. */
const serve = `echo "waiting for a request"
until [ -e go ]; do sleep 0.1; done
echo "Listening on port 3000"
until [ -e end ]; do sleep 0.1; done
echo "Bye."
exit 3
`;

test.use({
  settings: {
    'holdfast.agents': { Scripted: scriptedAgent() },
    'holdfast.defaultAgent': 'Scripted',
    'holdfast.notifications.minIntervalSeconds': 0,
  },
  files: { 'serve.sh': serve },
});

test('a process that outlives its turn is listed under its session, tells what the user asked for, and ends with its window', async ({ window, folder }) => {
  test.slow();
  const chat = await window.openChat();
  await window.send('leave sh serve.sh');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('Left running');
  await window.runCommand('Holdfast: Show Sessions');
  const row = window.treeItem(/^sh serve\.sh/);
  await expect(row).toContainText('running · waiting for a request');

  await test.step('a line that the user waits for', async () => {
    await window.runCommand('Holdfast: Notify on Output…');
    await window.page.getByRole('option', { name: /^sh serve\.sh/ }).click();
    const box = window.page.getByPlaceholder('Such as: listening on');
    await box.fill('/(/');
    await expect(window.page.getByText('This is no regular expression')).toBeVisible();
    await box.fill('/listening on port \\d+/i');
    await box.press('Enter');
    await expect(row).toContainText('you hear of');
    await writeFile(path.join(folder, 'go'), '');
    const toast = window.notification('printed');
    await expect(toast).toContainText('“sh serve.sh” printed: Listening on port 3000');
    await toast.getByRole('button', { name: 'Show Output' }).click();
    await expect(window.page.locator('.editor-instance')).toContainText('Listening on port 3000');
  });

  await test.step('its end, told to the agent by the user’s hand alone', async () => {
    await writeFile(path.join(folder, 'end'), '');
    const toast = window.notification('has ended');
    await expect(toast).toContainText('“sh serve.sh” has ended: exit code 3. Bye.');
    await expect(row).toContainText('ended: exit code 3');
    await expect(chat.getByRole('article')).toHaveCount(2);
    await toast.getByRole('button', { name: 'Tell the Agent' }).click();
    await expect(chat.getByRole('article', { name: 'You' }).last()).toContainText('has ended with exit code 3');
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('You said');
  });

  await test.step('the user’s own hand is no news', async () => {
    await rm(path.join(folder, 'end'));
    await window.send('leave sh serve.sh # second');
    const second = window.treeItem(/^sh serve\.sh # second/);
    await second.hover();
    await second.getByRole('button', { name: 'Notify When It Ends' }).click();
    await expect(second).toContainText('you hear when it ends');
    await second.hover();
    await second.getByRole('button', { name: 'Stop Process' }).click();
    await expect(second).toContainText('ended: signal SIGTERM');
    await window.runCommand('Holdfast: Show Inbox');
    await expect(window.page.getByText('There is nothing new in the inbox.')).toBeVisible();
  });

  await test.step('with its window it ends, and that is told at the next start', async () => {
    await window.send('leave sh serve.sh # third');
    const third = window.treeItem(/^sh serve\.sh # third/);
    await third.hover();
    await third.getByRole('button', { name: 'Notify When It Ends' }).click();
    await expect(third).toContainText('you hear when it ends');
    await window.reload();
    await expect(window.notification('was ended together with its window')).toHaveCount(1);
    expect(window.processes('# third')).toEqual([]);
  });
});
