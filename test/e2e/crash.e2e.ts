import type { FrameLocator } from '@playwright/test';
import { expect, scriptedAgent, test } from './fixtures';
import type { Window } from './fixtures';
import type { Workbench } from '../workbench/workbench.mjs';
import { randomFrom } from '../crash/conversation';

// `npm run test:crash` asks for more.
const kills = Number(process.env['HOLDFAST_HOST_KILLS'] ?? 3);
const seed = Number(process.env['HOLDFAST_SEED'] ?? Date.now() % 1_000_000);

test.use({ settings: { 'holdfast.agents': { Scripted: scriptedAgent() }, 'holdfast.defaultAgent': 'Scripted' } });

/** It has one of our reapers for a child. */
function extensionHost(workbench: Workbench): number {
  const reapers = workbench.processes().filter(({ command }) => command.includes('dist/reaper.js'));
  const hosts = [...new Set(reapers.map(({ parent }) => parent))];
  expect(hosts).toHaveLength(1);
  return hosts[0]!;
}

/** The parts of the last answer that a view shows, which have to be all from the first on. */
async function chunks(chat: FrameLocator): Promise<number> {
  const text = (await chat.getByRole('article', { name: 'Scripted' }).last().textContent()) ?? '';
  const numbers = [...text.matchAll(/chunk (\d+)/g)].map(([, number]) => Number(number));
  expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  return numbers.length;
}

/** Also those that are out of sight, which have a text and no picture. */
function prompts(chat: FrameLocator): Promise<string[]> {
  return chat.getByRole('article', { name: 'You' }).allTextContents();
}

async function expectOneNotice(window: Window): Promise<void> {
  await expect(window.notification('the window or the computer went away')).toHaveCount(1, { timeout: 30_000 });
  await expect(window.notification(/./)).toHaveCount(1);
}

test(`the extension host is killed ${kills} times in the midst of an answer, and nothing is lost, told twice or run by itself`, async ({ window, workbench }) => {
  test.setTimeout(60_000 + kills * 30_000);
  console.log(`The seed is ${seed}.`);
  const random = randomFrom(seed);
  let chat = await window.openChat();
  for (let kill = 1; kill <= kills; kill += 1) {
    await test.step(`kill ${kill}`, async () => {
      await window.send(`stream 4000 5 ; say after prompt ${kill}`);
      await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(kill);
      await expect(chat.getByRole('article', { name: 'Scripted' })).toHaveCount(kill);
      await expect(chat.getByRole('article', { name: 'Scripted' }).last()).toContainText(`chunk ${1 + random.below(120)} `);
      const shown = await chunks(chat);
      const agents = window.processes('scriptedAgent.mjs').map(({ pid }) => pid);
      expect(agents).toHaveLength(1);
      process.kill(extensionHost(workbench), 'SIGKILL');
      // At once: VS Code starts another host by itself, whose notice would be seen by nobody.
      await window.page.reload();
      await expect.poll(() => window.processes('scriptedAgent.mjs'), { timeout: 2_000, intervals: [50] }).toEqual([]);
      // Before any command: Escape, which opens the palette's way, hides a toast.
      await expectOneNotice(window);
      chat = await window.openChat();
      await expect(chat.getByRole('article', { name: 'You' })).toHaveCount(kill);
      for (const [at, prompt] of (await prompts(chat)).entries()) {
        expect(prompt).toContain(`after prompt ${at + 1}`);
      }
      await expect(chat.getByRole('article', { name: 'Scripted' })).toHaveCount(kill);
      expect(await chunks(chat)).toBeGreaterThanOrEqual(shown);
      expect(window.processes('scriptedAgent.mjs'), 'nothing starts by itself').toEqual([]);
      await expect(chat.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
    });
  }
  expect(await window.extensionLog()).not.toMatch(/could not be read|damaged lines/);
});
