/** An agent that cannot be started, one that has used up its limit, and a session that is no longer wanted. */
import { expect, scriptedAgent, test } from './fixtures';

test.use({
  settings: {
    'holdfast.agents': { Scripted: scriptedAgent(), Broken: scriptedAgent('--exit', '9') },
    'holdfast.defaultAgent': 'Scripted',
  },
});

test('an agent that fails to start is tried again after a while, five times, and then only by hand', async ({ window }) => {
  test.setTimeout(150_000);
  const chat = await window.openChat();
  await window.newSession('Broken');
  await window.send('Are you there?');
  const alert = chat.getByRole('alert');
  const ends = chat.getByText(/exit code 9/);
  for (let failed = 1; failed < 5; failed += 1) {
    await expect(ends).toHaveCount(failed, { timeout: 30_000 });
    await alert.getByRole('button', { name: 'Retry' }).click();
    if (failed > 2) {
      await expect(chat.getByRole('status').first()).toContainText('it failed before; tries again in');
    }
  }
  await expect(ends).toHaveCount(5, { timeout: 30_000 });
  await alert.getByRole('button', { name: 'Retry' }).click();
  await expect(alert).toContainText('Broken failed 5 times within 2 min');
  await alert.getByRole('button', { name: 'Restart agent' }).click();
  await alert.getByRole('button', { name: 'Retry' }).click();
  await expect(ends).toHaveCount(6, { timeout: 30_000 });
});

test('a usage limit says when it is over; the message is sent again then if the user says so, and after a reload only offered', async ({ window }) => {
  const chat = await window.openChat();
  await window.send('limit 7200');
  const alert = chat.getByRole('alert');
  await expect(alert).toContainText(/The usage limit resets at .+ \(in 2 h\)\./);
  await alert.getByRole('button', { name: 'Resume then' }).click();
  await expect(alert).toContainText('Your last message is sent again at');
  await window.reload();
  const again = (await window.openChat()).getByRole('alert');
  await expect(again).toContainText('so you decide anew');
  await again.getByRole('button', { name: 'Do not resume' }).click();
  await expect(again).not.toContainText('so you decide anew');
  await expect(again.getByRole('button', { name: 'Resume then' })).toBeVisible();
});

test('deleting a session says how much that is, and takes the session and its agent away', async ({ window, page }) => {
  const chat = await window.openChat();
  await window.send('say something to forget');
  await expect(chat.getByRole('article', { name: 'Scripted' })).toContainText('something to forget');
  await window.runCommand('Holdfast: Delete Session…');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(/its draft \(\d+ (k?B)\) are removed from this computer/);
  await expect(dialog).toContainText('Scripted may keep a copy of its own.');
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(chat.getByRole('article')).toHaveCount(0);
  await expect.poll(() => window.processes('scriptedAgent.mjs')).toEqual([]);
});
