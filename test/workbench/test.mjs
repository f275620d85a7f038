// `npm test`: sets up what is missing, then everything the README promises: the checks, and the end-to-end tests in a real VS Code.
// Arguments go to the end-to-end tests (`npm test -- --grep reload`).
import { spawn } from 'node:child_process';
import { makeSureOfBrowser } from './browser.mjs';
import { check, checkKills } from './checks.mjs';
import { installCodeServer } from './codeServer.mjs';
import { untilAskedToEnd } from './ending.mjs';
import { makeExtension } from './extensionPackage.mjs';
import { onOwnNode } from './packages.mjs';
import { places } from './places.mjs';
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

/** Playwright's own closing line is ours. */
function endToEnd(browser) {
  const child = spawn(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', ...process.argv.slice(2)], {
    cwd: places.clone,
    env: { ...process.env, HOLDFAST_BROWSER: browser },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  // Playwright takes an interrupt as the request to end in order, workbenches included.
  void untilAskedToEnd().then(() => child.kill('SIGINT'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
