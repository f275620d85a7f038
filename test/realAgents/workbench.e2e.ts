// Agents that nobody here wrote, in the real VS Code: each is an entry of the setting `holdfast.agents`, and its model a scripted one.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FrameLocator, Locator } from '@playwright/test';
import { expect, test as base } from '../e2e/fixtures';
import { startModel } from './model/model.mjs';
import type { Model } from './model/model.mjs';
import { prepareAgent } from './realAgent.mjs';
import type { AgentName, RealAgent } from './realAgent.mjs';

interface Fixtures {
  readonly agentName: AgentName;
  readonly model: Model;
  readonly agent: RealAgent;
}

const test = base.extend<Fixtures>({
  agentName: ['codex-zed', { option: true }],

  model: async ({}, use) => {
    const model = await startModel();
    await use(model);
    await model.stop();
  },

  agent: async ({ agentName, model }, use) => {
    const agent = await prepareAgent(agentName, model.url);
    await use(agent);
    await agent.remove();
  },

  settings: async ({ agent }, use) => {
    await use({
      'holdfast.agents': { [agent.name]: agent.setting },
      'holdfast.defaultAgent': agent.name,
      // opencode listens on a port, and VS Code would offer to open it, right on top of the composer.
      'remote.autoForwardPorts': false,
    });
  },
});

/** The names of the agents that the script has installed, each with what its button says to let a command run once. */
const allowOnce: Readonly<Record<AgentName, string>> = { 'codex-zed': 'Yes, proceed', opencode: 'Allow once', claude: 'Yes' };
const names = (process.env['HOLDFAST_AGENTS'] ?? 'codex-zed,opencode').split(',') as AgentName[];

for (const name of names) {
  test.describe(name, () => {
    test.use({ agentName: name });

    test('streams an answer into the chat, stops in the middle of it, and answers the next prompt', async ({ window }) => {
      const chat = await window.openChat();
      await window.send('talk until stopped');
      await expect(answers(chat, name).last()).toContainText('word-5 ');
      // More words come while we look: it streams.
      await expect(answers(chat, name).last()).toContainText('word-15 ');
      await stop(chat).click();
      await expect(stop(chat)).toHaveCount(0);
      await expect(answers(chat, name).last()).toContainText('word-15 ');
      await window.send('Are you there?');
      await expect(answers(chat, name).last()).toContainText('I heard: Are you there?');
      await expect(stop(chat)).toHaveCount(0);
    });

    test('runs a command when it is allowed, and shows the call and what it printed', async ({ window, folder, page }, testInfo) => {
      const chat = await window.openChat();
      await window.send('run echo allowed > proof.txt; echo $((6*7))-times');
      const card = chat.getByRole('group', { name: /^Permission request: / });
      await expect(card).toContainText('proof.txt');
      await page.screenshot({ path: testInfo.outputPath('permission.png') });
      await card.getByRole('button', { name: allowOnce[name], exact: true }).click();
      await expect(answers(chat, name).last()).toContainText('42-times');
      await expect(stop(chat)).toHaveCount(0);
      expect(await readFile(path.join(folder, 'proof.txt'), 'utf8')).toBe('allowed\n');
      const call = chat.getByRole('group').filter({ hasText: 'Done' });
      const toggle = call.getByRole('button').first();
      if ((await toggle.getAttribute('aria-expanded')) !== 'true') {
        await toggle.click();
      }
      await expect(call).toContainText('42-times');
      await page.screenshot({ path: testInfo.outputPath('done.png') });
    });

    test('killed in mid-answer, is started again by the next prompt and still knows the conversation', async ({ window, agent, model }) => {
      const chat = await window.openChat();
      await window.send('count to 3');
      await expect(answers(chat, name).last()).toContainText('That was all.');
      await window.send('talk until stopped');
      await expect(answers(chat, name).last()).toContainText('word-5 ');
      const before = window.processes(agent.program);
      expect(before).not.toEqual([]);
      for (const { pid } of before) {
        process.kill(pid, 'SIGKILL');
      }
      await expect(chat.getByRole('alert')).toContainText('SIGKILL');
      await expect(answers(chat, name).last()).toContainText('word-5 ');
      await window.send('Are you there?');
      await expect(answers(chat, name).last()).toContainText('I heard: Are you there?');
      expect(model.asked.at(-1)?.earlier).toContain('count to 3');
      // What the agent replays of the session is not shown a second time.
      await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(3);
    });
  });
}

function answers(chat: FrameLocator, name: AgentName): Locator {
  return chat.getByRole('article', { name });
}

function stop(chat: FrameLocator): Locator {
  return chat.getByRole('button', { name: 'Stop', exact: true });
}
