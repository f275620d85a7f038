import { expect, scriptedAgent, test } from './fixtures';

test.use({
  settings: {
    'holdfast.agents': { Scripted: scriptedAgent(), Deaf: scriptedAgent('--ignore-term', '--ignore-end'), Fault: scriptedAgent() },
    'holdfast.defaultAgent': 'Scripted',
    'holdfast.stream.idleTimeoutSeconds': 3,
    'holdfast.stream.toolIdleTimeoutSeconds': 3,
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

/** What an agent can do, and what is to be seen of it. `alive`: how many it is, itself and its child, while it is silent and afterwards. */
const silences = [
  {
    what: 'hangs behind a thought, which is nothing yet, and ignores everything: it is killed and started again, once',
    agent: 'Deaf',
    prompt: 'thought only ; child ; deaf',
    end: 'stalled',
    sees: /started again and asked once more/,
    alive: { silent: [1, 1], afterwards: [0, 0] },
  },
  {
    what: 'hangs inside a tool: the call is not finished',
    agent: 'Fault',
    prompt: 'tool hang',
    end: 'stalled',
    sees: /A long tool\s*Not finished/,
    alive: { silent: [1, 0], afterwards: [1, 0] },
  },
  {
    what: 'freezes: it is killed, with what it had started',
    agent: 'Fault',
    prompt: 'say I was about to ; child ; freeze',
    end: 'stalled',
    sees: /I was about to/,
    alive: { silent: [1, 1], afterwards: [0, 0] },
  },
  {
    what: 'wakes up when it is asked to stop: its answer is used',
    agent: 'Fault',
    prompt: 'late 200 Sorry, here it is.',
    end: 'answered',
    sees: /Sorry, here it is\./,
    alive: { silent: [1, 0], afterwards: [1, 0] },
  },
] as const;

test('however an agent falls silent, the user is told within five seconds, and nobody is left who should not be', async ({ window }) => {
  test.slow();
  const chat = await window.openChat();
  for (const { what, agent, prompt, end, sees, alive } of silences) {
    await test.step(what, async () => {
      const others = window.processes('scriptedAgent').map(({ pid }) => pid);
      const mine = (): readonly number[] =>
        ['scriptedAgent', 'scripted-child'].map((part) => window.processes(part).filter(({ pid }) => !others.includes(pid)).length);
      await window.newSession(agent);
      await window.send(prompt);
      await expect(chat.getByRole('status').filter({ hasText: 'Working' })).toBeVisible();
      const sentAt = Date.now();
      await expect(chat.getByRole('alert').filter({ hasText: `There is no activity of ${agent}` })).toBeVisible();
      expect(Date.now() - sentAt, 'milliseconds until the user was told').toBeLessThan(5_000);
      expect(mine()).toEqual(alive.silent);
      const ended = chat.getByRole('alert').filter({ has: chat.getByRole('button', { name: 'Continue' }) });
      if (end === 'stalled') {
        await expect(ended).toContainText(`Stopped: there was no activity of ${agent} for`);
      }
      await expect(chat.getByRole('log')).toContainText(sees);
      await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
      await expect(ended).toHaveCount(end === 'stalled' ? 1 : 0);
      await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(1);
      await expect.poll(mine).toEqual(alive.afterwards);
    });
  }

  await test.step('dies in mid-answer: that is seen at once, and the next prompt goes to a fresh process', async () => {
    const others = window.processes('scriptedAgent').map(({ pid }) => pid);
    const mine = (): readonly number[] => window.processes('scriptedAgent').flatMap(({ pid }) => (others.includes(pid) ? [] : [pid]));
    await window.newSession('Fault');
    await window.send('half I was about to');
    await expect(chat.getByRole('article', { name: 'Fault' })).toContainText('I was about to');
    const [agent = 0, ...rest] = mine();
    expect(rest).toEqual([]);
    const diedAt = Date.now();
    process.kill(agent, 'SIGKILL');
    await expect(chat.getByRole('alert').filter({ hasText: 'Fault has ended: signal SIGKILL.' })).toBeVisible();
    expect(Date.now() - diedAt, 'milliseconds until the user was told').toBeLessThan(1_500);
    await expect(chat.getByRole('article', { name: 'Fault' })).toContainText('I was about to');
    await window.send('say I am back.');
    // This agent keeps its sessions in its memory alone: what it has forgotten is said, and never sent again by itself.
    await expect(chat.getByRole('log')).toContainText('The agent no longer had this session, so a new one was started.');
    await expect(chat.getByRole('article', { name: 'Fault' }).last()).toContainText('I am back.');
    await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(2);
    expect(mine()).toHaveLength(1);
    expect(mine()).not.toContain(agent);
  });
});
