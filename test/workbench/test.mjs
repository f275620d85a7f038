// `npm test`: sets up what is missing, then everything the README promises: the checks, and the end-to-end tests in a real VS Code.
// Arguments go to the end-to-end tests (`npm test -- --grep reload`).
import { makeSureOfBrowser } from './browser.mjs';
import { check, checkKills } from './checks.mjs';
import { installCodeServer } from './codeServer.mjs';
import { makeExtension } from './extensionPackage.mjs';
import { onOwnNode } from './packages.mjs';
import { runNode } from './runNode.mjs';
import { main } from './step.mjs';

await main(() =>
  onOwnNode(async () => {
    const browser = await makeSureOfBrowser();
    if (!(await check()) || !(await checkKills())) {
      return 1;
    }
    await installCodeServer();
    await makeExtension();
    return endToEnd(browser);
  }),
);

/** Playwright's own closing line is ours. It takes an interrupt as the request to end in order, workbenches included. */
function endToEnd(browser) {
  const args = ['node_modules/@playwright/test/cli.js', 'test', ...process.argv.slice(2)];
  return runNode(args, { ...process.env, HOLDFAST_BROWSER: browser }, 'SIGINT');
}
