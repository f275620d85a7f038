import { expect, scriptedAgent, test } from './fixtures';
import type { Window } from './fixtures';

test.use({
  settings: {
    'holdfast.agents': {
      Scripted: scriptedAgent(),
      Deaf: scriptedAgent('--ignore-term', '--ignore-end'),
      Mute: scriptedAgent('--mute', '--ignore-term'),
    },
    'holdfast.defaultAgent': 'Scripted',
    'holdfast.stop.graceSeconds': 1,
    'holdfast.stop.forceSeconds': 4,
  },
});

const stop = { name: 'Stop', exact: true } as const;
const force = { name: 'Force stop', exact: true } as const;

/** Who is alive of an agent, or of what it started. */
function alive(window: Window, ...parts: readonly string[]): readonly number[] {
  return parts.flatMap((part) => window.processes(part).map(({ pid }) => pid));
}

test('Stop ends a turn of an agent that ignores the cancel, the end of its input and SIGTERM; what was asked meanwhile goes on', async ({ window }) => {
  const chat = await window.openChat();
  const message = chat.getByRole('textbox', { name: 'Message' });
  await window.newSession('Deaf');
  await window.send('say I will not stop. ; child ; deaf');
  await expect(chat.getByRole('article', { name: 'Deaf' })).toContainText('I will not stop.');
  await expect.poll(() => alive(window, '--ignore-end', 'scripted-child').length).toBe(2);
  const first = alive(window, '--ignore-end', 'scripted-child');

  await message.fill('typed before the stop');
  await chat.getByRole('button', stop).click();
  await expect(chat.getByRole('status')).toContainText('Stopping…');
  await message.press('End');
  await message.pressSequentially(', and while it stops');
  await expect(message).toHaveValue('typed before the stop, and while it stops');
  // A second stop is none of the next turn's business.
  await window.runCommand('Holdfast: Stop Turn');
  await window.send('say I am the next one.');

  await expect(chat.getByRole('button', force)).toBeVisible();
  await expect(chat.getByRole('list', { name: 'Queued messages' })).toContainText('I am the next one.');
  await expect(chat.getByRole('log')).toContainText('Stopped by you. Deaf had not confirmed in time.');
  expect(alive(window, '--ignore-end', 'scripted-child')).toEqual(first);

  // At the force limit, by itself.
  await expect(chat.getByRole('article', { name: 'Deaf' }).last()).toContainText('I am the next one.');
  await expect(chat.getByRole('list', { name: 'Queued messages' })).toHaveCount(0);
  await expect(chat.getByRole('button', force)).toHaveCount(0);
  expect(alive(window, '--ignore-end', 'scripted-child').filter((pid) => first.includes(pid))).toEqual([]);
  expect(alive(window, '--ignore-end')).toHaveLength(1);

  await test.step('who does not want to wait for the limit presses Force stop', async () => {
    await window.send('deaf');
    await chat.getByRole('button', stop).click();
    await chat.getByRole('button', force).click();
    await expect(chat.getByRole('status')).toHaveText('');
    await expect.poll(() => alive(window, '--ignore-end')).toEqual([]);
  });
});

test('Stop answers an open permission request, holds the queue, reaches an agent that starts, and leaks into no other turn', async ({ window }) => {
  const chat = await window.openChat();
  const queue = chat.getByRole('list', { name: 'Queued messages' });
  await test.step('with an open permission request', async () => {
    await window.send('permission');
    const card = chat.getByRole('group', { name: /^Permission request: / });
    await expect(card.getByRole('button', { name: /^Allow/ }).first()).toBeVisible();
    await window.send('say It goes on.');
    await expect(queue).toContainText('It goes on.');
    await chat.getByRole('button', stop).click();
    await expect(card).toContainText('Withdrawn');
    await expect(card.getByRole('button', { name: /^Allow/ })).toHaveCount(0);
    // The agent has heard the answer before the cancel.
    await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('The answer was: cancelled');
    await expect(chat.getByRole('log')).toContainText('Stopped by you.');
  });
  await test.step('what waited is one click from going on', async () => {
    await expect(chat.getByText('Held back')).toBeVisible();
    await expect(queue).toContainText('It goes on.');
    await chat.getByRole('button', { name: 'Send now' }).click();
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('It goes on.');
    await expect(queue).toHaveCount(0);
  });
  await test.step('an agent that answers a stop as if nothing had been is stopped all the same', async () => {
    await window.send('late 100 I am done.');
    await chat.getByRole('button', stop).click();
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('I am done.');
    await expect(chat.getByRole('log').getByText('Stopped by you.')).toHaveCount(2);
    await expect(chat.getByRole('status')).toHaveText('');
  });
  await test.step('while the agent starts', async () => {
    await window.newSession('Mute');
    await window.send('Are you there?');
    await expect(chat.getByRole('status')).toContainText('Starting Mute…');
    await expect.poll(() => alive(window, '--mute').length).toBe(1);
    await chat.getByRole('button', stop).click();
    await expect(chat.getByRole('log')).toContainText('Stopped by you.');
    await expect.poll(() => alive(window, '--mute')).toEqual([]);
    await expect(chat.getByRole('article', { name: 'You' })).toContainText('Are you there?');
  });
});
