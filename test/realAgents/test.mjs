// `npm run test:agents`: agents that nobody here wrote, with a scripted model, over plain Node and in the real VS Code. It downloads some
// hundred megabytes per agent, so `npm test` does not do it. Names choose agents (`npm run test:agents -- claude`); left out, it is two.
import { makeSureOfBrowser } from '../workbench/browser.mjs';
import { installCodeServer } from '../workbench/codeServer.mjs';
import { makeExtension } from '../workbench/extensionPackage.mjs';
import { onOwnNode } from '../workbench/packages.mjs';
import { runNode } from '../workbench/runNode.mjs';
import { main, Problem } from '../workbench/step.mjs';
import { installAgent } from './install.mjs';
import { recipes } from './recipes.mjs';

const chosen = process.argv.slice(2);

await main(() =>
  onOwnNode(async () => {
    const names = chosen.length > 0 ? chosen : ['codex-zed', 'opencode'];
    const unknown = names.filter((name) => recipes[name] === undefined);
    if (unknown.length > 0) {
      throw new Problem(`There is no recipe for ${unknown.join(', ')}; there is one for ${Object.keys(recipes).join(', ')}.`);
    }
    const browser = await makeSureOfBrowser();
    for (const name of names) {
      await installAgent(recipes[name]);
    }
    await installCodeServer();
    await makeExtension();
    const env = { ...process.env, HOLDFAST_BROWSER: browser, HOLDFAST_AGENTS: names.join(',') };
    const plain = await runNode(['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/realAgents/vitest.config.ts'], env);
    return plain === 0 ? runNode(['node_modules/@playwright/test/cli.js', 'test', '--config', 'test/realAgents/playwright.config.ts'], env, 'SIGINT') : plain;
  }),
);
