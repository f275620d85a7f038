import { expect, scriptedAgent, test } from './fixtures';

test.use({
  settings: {
    'holdfast.agents': { Scripted: scriptedAgent(), Deaf: scriptedAgent('--ignore-term') },
    'holdfast.defaultAgent': 'Scripted',
    'holdfast.stream.idleTimeoutSeconds': 3,
    'holdfast.stream.quietSeconds': 1,
    'holdfast.stop.graceSeconds': 1,
  },
});

test('an agent that falls silent in mid-answer is told of within five seconds, and its turn ends with what it had said', async ({ window }) => {
  const chat = await window.openChat();
  await window.send('half I was about to');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('I was about to');
  const heardAt = Date.now();
  await expect(chat.getByRole('status').filter({ hasText: 'Quiet for' })).toBeVisible();
  await expect(window.statusBar()).toContainText('quiet');
  const warning = chat.getByRole('alert').filter({ hasText: 'no activity' });
  await expect(warning.getByRole('button', { name: 'Keep waiting' })).toBeVisible();
  expect(Date.now() - heardAt, 'milliseconds until the user was told').toBeLessThan(5_000);
  const end = chat.getByRole('alert').filter({ has: chat.getByRole('button', { name: 'Continue' }) });
  await expect(end).toContainText('no activity');
  await expect(end.getByRole('button', { name: 'Restart agent' })).toBeVisible();
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('I was about to');
  await end.getByRole('button', { name: 'Continue' }).click();
  await expect(chat.getByRole('article', { name: 'You' }).last()).toContainText('continue');
});

test('a silent agent gets another full window when the user keeps waiting', async ({ window }) => {
  const chat = await window.openChat();
  await window.settings({
    'holdfast.agents': { Scripted: scriptedAgent() },
    'holdfast.defaultAgent': 'Scripted',
    'holdfast.stream.idleTimeoutSeconds': 8,
    'holdfast.stream.quietSeconds': 1,
  });
  await window.send('half Wait');
  const keep = chat.getByRole('button', { name: 'Keep waiting' });
  await keep.click();
  await expect(keep).toHaveCount(0);
  await expect(keep).toBeVisible();
  await expect(window.statusBar()).toHaveClass(/warning-kind/);
  await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
});

test('an agent that shows nothing is started again and asked once more; a deaf one is killed', async ({ window }) => {
  const chat = await window.openChat();
  await chat.getByRole('combobox', { name: 'Agent' }).selectOption('Deaf');
  await window.send('deaf');
  await expect.poll(() => window.processes('--ignore-term').length).toBeGreaterThan(0);
  const first = window.processes('--ignore-term').map(({ pid }) => pid);
  await expect(chat.getByText('started again and asked once more')).toBeVisible();
  await expect(chat.getByRole('alert').filter({ has: chat.getByRole('button', { name: 'Continue' }) })).toBeVisible();
  await expect.poll(() => window.processes('--ignore-term').filter(({ pid }) => first.includes(pid)).length).toBe(0);
  await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(1);
});
