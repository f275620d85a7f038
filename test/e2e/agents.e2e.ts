import { expect, scriptedAgent, test } from './fixtures';

const broken = [
  { name: 'Missing', what: 'does not exist', agent: { command: 'no-such-agent-anywhere' }, reason: /no-such-agent-anywhere/ },
  { name: 'Exiting', what: 'exits at once', agent: scriptedAgent('--exit', '9'), reason: /9/ },
  { name: 'Talking', what: 'speaks no ACP', agent: scriptedAgent('--no-acp'), reason: /ACP/ },
  { name: 'Newer', what: 'speaks another version of the protocol', agent: scriptedAgent('--version', '7'), reason: /7/ },
] as const;

test.use({
  settings: {
    'holdfast.agents': { Scripted: scriptedAgent(), ...Object.fromEntries(broken.map(({ name, agent }) => [name, agent])) },
    'holdfast.defaultAgent': 'Scripted',
  },
  files: { 'notes.txt': 'saved text' },
  env: { VSCODE_SECRET_OF_THE_HOST: 'x', NODE_OPTIONS: '--no-warnings' },
});

test('an agent from the settings answers, asks, shows what it does, and is gone on with whatever happens to it', async ({ window, page, folder }) => {
  await test.step('sees unsaved text of the files, and cannot leave the folder', async () => {
    await window.treeItem(/notes\.txt/).dblclick();
    await page.getByRole('textbox', { name: /notes\.txt/ }).focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' and more');
    const chat = await window.openChat();
    await window.send(`read ${folder}/notes.txt`);
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('saved text and more');
    await window.send('read /etc/hostname');
    await expect(chat.getByRole('log').getByText(/outside/i).first()).toBeVisible();
  });

  const chat = window.chat();
  await test.step('answers a prompt, and its answer streams as Markdown', async () => {
    await window.newSession();
    await expect(chat.getByRole('combobox', { name: 'Agent' })).toContainText('Scripted');
    await window.send('say **Bold** words');
    const answer = chat.getByRole('article', { name: 'Scripted' });
    await expect(answer.locator('strong')).toHaveText('Bold');
    await window.send('stream 40 10');
    await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toBeVisible();
    await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
    await expect(window.statusBar()).toContainText('Holdfast');
  });

  await test.step('asks for permission in the conversation, and hears what was chosen', async () => {
    await window.newSession();
    for (const choice of ['Allow', 'Reject']) {
      await window.send('permission');
      const card = chat.getByRole('group', { name: /^Permission request: / }).last();
      await card.getByRole('button', { name: new RegExp(`^${choice}`) }).first().click();
      await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText(new RegExp(choice, 'i'));
      await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
    }
  });

  await test.step('that hangs is stopped by Stop, and the next prompt is answered', async () => {
    await window.newSession();
    await window.send('hang');
    await expect(chat.getByRole('status')).toContainText('Working');
    await chat.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
    await window.send('say still here');
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('still here');
  });

  await test.step('shows a tool call with its diff, which opens in the diff editor', async () => {
    await window.newSession();
    await window.send(`tool diff ${folder}/greeting.txt`);
    await chat.getByRole('button', { name: 'Open diff' }).first().click();
    await expect(page.getByRole('tab', { name: /greeting\.txt/ })).toBeVisible();
    await expect(page.locator('.monaco-diff-editor')).toBeVisible();
  });

  await test.step('that dies is seen at once, with its exit and its last words, and the next prompt starts it again', async () => {
    await window.newSession();
    await window.send('die 7');
    const alert = chat.getByRole('alert');
    await expect(alert).toContainText('7');
    await expect(alert.getByRole('button', { name: /log/i })).toBeVisible();
    await window.send('say back again');
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('back again');
  });

  await test.step('that sends what nobody knows is read on', async () => {
    await window.newSession();
    await window.send('unknown');
    await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
    await window.send('say fine');
    await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText('fine');
    await expect.poll(() => window.extensionLog()).toContain('Skipped');
  });

  await test.step('inherits a person’s environment, with nothing of the editor’s', async () => {
    await window.newSession();
    await window.send('env');
    const answer = chat.getByRole('article', { name: 'Scripted' }).last();
    await expect(answer).toContainText('PATH=');
    const names = ((await answer.textContent()) ?? '').match(/\b[A-Z][A-Z0-9_]*(?==)/g) ?? [];
    expect(names.filter((name) => /^(VSCODE_|CODE_SERVER_|ELECTRON_|NODE_OPTIONS|npm_)/.test(name))).toEqual([]);
  });
});

test('an agent that cannot be worked with says so in words, keeps what was typed, and leaves the composer usable', async ({ window }) => {
  // Each of four is given its time.
  test.setTimeout(180_000);
  const chat = await window.openChat();
  for (const { name, what, reason } of broken) {
    await test.step(`one that ${what}`, async () => {
      await window.newSession(name);
      await window.send('Are you there?');
      const alert = chat.getByRole('alert');
      // What only prints something else is given a while to come to its senses.
      await expect(alert).toContainText(reason, { timeout: 45_000 });
      await expect(alert.getByRole('button', { name: /log/i })).toBeVisible();
      await expect(chat.getByRole('article', { name: 'You' })).toContainText('Are you there?');
      await chat.getByRole('textbox', { name: 'Message' }).fill('I can still type.');
      await expect(chat.getByRole('textbox', { name: 'Message' })).toHaveValue('I can still type.');
    });
  }
});
