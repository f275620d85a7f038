/** An agent that cannot be started. */
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
