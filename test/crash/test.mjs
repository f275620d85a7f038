// `npm run test:crash`: the long form. The core is killed a thousand times with records of three sizes, the extension host of a real VS Code
// 25 times. `npm test` has a short form of both. `npm run test:crash -- 100` kills less often; HOLDFAST_SEED repeats what is done and when.
import { makeSureOfBrowser } from '../workbench/browser.mjs';
import { installCodeServer } from '../workbench/codeServer.mjs';
import { makeExtension } from '../workbench/extensionPackage.mjs';
import { onOwnNode } from '../workbench/packages.mjs';
import { runNode } from '../workbench/runNode.mjs';
import { main, Problem } from '../workbench/step.mjs';

const [kills = '1000', hostKills = '25'] = process.argv.slice(2);

await main(() =>
  onOwnNode(async () => {
    if (![kills, hostKills].every((count) => /^\d+$/.test(count))) {
      throw new Problem('How often the core and the extension host are killed are two numbers: npm run test:crash -- 1000 25');
    }
    const env = { ...process.env, HOLDFAST_KILLS: kills, HOLDFAST_HOST_KILLS: hostKills };
    const core = Number(kills) === 0 ? 0 : await runNode(['node_modules/vitest/vitest.mjs', 'run', 'test/crash.test.ts', '--silent=false'], env);
    if (core !== 0 || Number(hostKills) === 0) {
      return core;
    }
    const browser = await makeSureOfBrowser();
    await installCodeServer();
    await makeExtension();
    return runNode(['node_modules/@playwright/test/cli.js', 'test', 'test/e2e/crash.e2e.ts'], { ...env, HOLDFAST_BROWSER: browser }, 'SIGINT');
  }),
);
