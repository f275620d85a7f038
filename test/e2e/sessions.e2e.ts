import { expect, scriptedAgent, test, Window } from './fixtures';

test.use({ settings: { 'holdfast.agents': { Scripted: scriptedAgent() }, 'holdfast.defaultAgent': 'Scripted' } });

test('a reload shows the conversation and the draft, and starts nothing', async ({ window, page }) => {
  const chat = await window.openChat();
  await window.send('say I remember this');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('I remember this');
  await chat.getByRole('textbox', { name: 'Message' }).fill('half a thought');
  await window.reload();
  const again = await window.openChat();
  await expect(again.getByRole('article', { name: 'Scripted' })).toContainText('I remember this');
  await expect(again.getByRole('article', { name: 'You' })).toContainText('say I remember this');
  await expect(again.getByRole('textbox', { name: 'Message' })).toHaveValue('half a thought');
  expect(window.processes('scriptedAgent.mjs')).toEqual([]);
  await window.send('say and going on');
  await expect(again.getByRole('article', { name: 'Scripted' }).last()).toContainText('and going on');

  await test.step('a closing window takes its agents with it', async () => {
    await window.send('hang');
    await expect(again.getByRole('status')).toContainText('Working');
    expect(window.processes('scriptedAgent.mjs')).not.toEqual([]);
    await page.close();
    await expect.poll(() => window.processes('scriptedAgent.mjs').length, { timeout: 20_000 }).toBe(0);
  });
});

test('two sessions run side by side, and the tree shows both with their state', async ({ window }) => {
  const chat = await window.openChat();
  await window.send('hang');
  await expect(chat.getByRole('status')).toContainText('Working');
  await window.runCommand('Holdfast: New Session');
  await expect(chat.getByRole('article')).toHaveCount(0);
  await window.send('say from the second');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('from the second');

  await window.runCommand('Holdfast: Show Sessions');
  await expect(window.treeItem(/hang.*working/i)).toBeVisible();
  await expect(window.treeItem(/from the second/)).toBeVisible();
  await expect(window.statusBar()).toContainText(/1 agent/);

  await window.treeItem(/hang/).click();
  await expect(chat.getByRole('article', { name: 'You' })).toContainText('hang');
  await test.step('a prompt to a busy session waits in sight, and can be taken back', async () => {
    await window.send('say later');
    const queue = chat.getByRole('list', { name: 'Queued messages' });
    await expect(queue).toContainText('say later');
    await queue.getByRole('button', { name: /^Remove/ }).click();
    await expect(queue).toHaveCount(0);
  });

  await chat.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
});

test('an archived session is put away, also after a reload, and comes back with the next prompt', async ({ window }) => {
  const chat = await window.openChat();
  await window.send('say out of sight');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('out of sight');
  await window.runCommand('Holdfast: Archive Session');
  await expect(chat.getByRole('article')).toHaveCount(0);
  await expect.poll(() => window.processes('scriptedAgent.mjs')).toEqual([]);
  await window.runCommand('Holdfast: Show Sessions');
  const [group, row] = [window.treeItem('Archived sessions: 1'), window.treeItem(/out of sight/)];
  await expect(group).toBeVisible();
  await expect(row).toHaveCount(0);
  await window.reload();
  await window.runCommand('Holdfast: Show Sessions');
  await group.click();
  await row.click();
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('out of sight');
  await window.send('say here again');
  await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('here again');
  await expect(group).toHaveCount(0);
  await expect(row).toBeVisible();
});

test('a second window on the folder shows the same sessions, although it was given another storage', async ({ window, workbench, folder, context }) => {
  const chat = await window.openChat();
  await window.send('say seen from both');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('seen from both');
  const second = new Window(await context.newPage(), workbench);
  await second.open(folder);
  await second.runCommand('Holdfast: Show Sessions');
  await second.treeItem(/seen from both/).click();
  await expect(second.chat().getByRole('article', { name: 'Scripted' })).toContainText('seen from both');
  await expect.poll(async () => new Set((await window.extensionLog()).match(/The state of this workspace is in .*/g)).size).toBe(1);
  await second.page.close();
});
