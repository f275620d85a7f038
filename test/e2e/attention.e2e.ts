import { expect, scriptedAgent, test } from './fixtures';

test.use({
  settings: {
    'holdfast.agents': { Scripted: scriptedAgent(), Deaf: scriptedAgent('--ignore-term') },
    'holdfast.defaultAgent': 'Scripted',
  },
});

test.describe('with one turn at a time', () => {
  test.use({
    settings: { 'holdfast.agents': { Scripted: scriptedAgent() }, 'holdfast.defaultAgent': 'Scripted', 'holdfast.sessions.maxConcurrentTurns': 1 },
  });

  test('the prompt of another session waits in sight, and comes when the first turn ends', async ({ window }) => {
    const chat = await window.openChat();
    await window.send('half The first');
    await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('The first');
    await window.runCommand('Holdfast: New Session');
    await expect(chat.getByRole('article')).toHaveCount(0);
    await window.send('say The second');
    await expect(chat.getByRole('list', { name: 'Queued messages' })).toContainText('say The second');
    await expect(chat.getByRole('status').filter({ hasText: 'Queued' })).toContainText('another turn is running');
    await window.runCommand('Holdfast: Show Sessions');
    await expect(window.treeItem(/say The second.*queued/i)).toBeVisible();
    await window.treeItem(/half The first/).click();
    await chat.getByRole('button', { name: 'Stop', exact: true }).click();
    await window.treeItem(/say The second/).click();
    await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('The second');
  });
});

test.describe('what a person should look at', () => {
  test.use({
    settings: { 'holdfast.agents': { Scripted: scriptedAgent() }, 'holdfast.defaultAgent': 'Scripted', 'holdfast.stream.turnNoticeMinutes': 0.15 },
  });

  test('a long turn says so and goes on; in a session that nobody looks at it is a notification with a way there', async ({ window }) => {
    const chat = await window.openChat();
    await window.send('stream 1000 50');
    const card = chat.getByRole('group', { name: 'Needs a look' });
    await expect(card).toContainText('This turn has been running for');
    await expect(window.statusBar()).toContainText('1 needs a look');
    await card.getByRole('button', { name: 'Let it go on' }).click();
    await expect(card).toHaveCount(0);
    await window.runCommand('Holdfast: New Session');
    const toast = window.notification('has been busy for a long time');
    await expect(toast).toBeVisible();
    await toast.getByRole('button', { name: 'Open' }).click();
    await expect(card).toBeVisible();
    await card.getByRole('button', { name: 'End the turn' }).click();
    await expect(chat.getByText('Stopped by you.')).toBeVisible();
  });
});

test('an agent that makes the same tool call over and over is brought to attention', async ({ window }) => {
  const chat = await window.openChat();
  await window.send('repeat 5 npm test');
  const card = chat.getByRole('group', { name: 'Needs a look' });
  await expect(card).toContainText('the same tool call 5 times in a row: npm test');
  await card.getByRole('button', { name: 'End the turn' }).click();
  await expect(card).toHaveCount(0);
});

test.describe('with no force limit', () => {
  test.use({
    settings: {
      'holdfast.agents': { Deaf: scriptedAgent('--ignore-term') },
      'holdfast.defaultAgent': 'Deaf',
      'holdfast.stop.graceSeconds': 1,
      'holdfast.stop.forceSeconds': 0,
    },
  });

  test('a message to an agent that does not stop asks once whether to force it', async ({ window }) => {
    const chat = await window.openChat();
    await window.send('deaf');
    await expect(chat.getByRole('status').filter({ hasText: 'Working' })).toBeVisible();
    await chat.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(chat.getByRole('button', { name: 'Force stop', exact: true })).toBeVisible();
    await window.send('say At last');
    const question = chat.getByRole('alert').filter({ hasText: 'is not ended by itself' });
    await expect(chat.getByRole('list', { name: 'Queued messages' })).toContainText('say At last');
    await question.getByRole('button', { name: 'Force stop and send' }).click();
    await expect(chat.getByRole('article', { name: 'Deaf' })).toContainText('At last');
  });
});

test.describe('without a second try', () => {
  test.use({
    settings: { 'holdfast.agents': { Scripted: scriptedAgent() }, 'holdfast.defaultAgent': 'Scripted', 'holdfast.stream.retryWhenSilent': false },
  });

  test('a message of which nobody knows whether the agent got it is sent again only when the user says so', async ({ window }) => {
    const chat = await window.openChat();
    await window.send('die 7');
    const end = chat.getByRole('alert').filter({ hasText: 'exit code 7' });
    await expect(end).toContainText('These are my last words.');
    await expect(chat.getByRole('article', { name: 'You' })).toContainText('did not confirm this message');
    await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(1);
    await end.getByRole('button', { name: 'Send again' }).click();
    await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(2);
  });
});
