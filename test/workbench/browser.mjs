// A Chromium for the tests: Chrome, Edge, Chromium or the one that Playwright installed, whichever this machine has. When it has none it
// is installed (root on Debian), or the one command that is missing is named.
import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { canInstall, commandFor, install } from './debian.mjs';
import { Problem } from './step.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'microsoft-edge-stable'];

// Written for macOS, not run here.
const macApplications = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  'Chromium.app/Contents/MacOS/Chromium',
];

/** @returns {string | undefined} the executable */
export function findBrowser() {
  return [...onPath(), ...inApplications(), ...ofPlaywright()].find(isExecutable);
}

/** @returns {Promise<string>} the executable, installed if need be */
export async function makeSureOfBrowser() {
  if (findBrowser() === undefined && canInstall()) {
    await install(['chromium'], 'the browser in which the end-to-end tests run VS Code');
  }
  const browser = findBrowser();
  if (browser === undefined) {
    const other = 'npx playwright install chromium';
    const missing = commandFor({ debian: ['chromium'], mac: 'brew install --cask chromium', other });
    throw new Problem(`The end-to-end tests need Chrome, Edge or Chromium, and none was found. Run this, then try again:\n\n  ${missing}`);
  }
  return browser;
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
}

function inApplications() {
  return process.platform !== 'darwin'
    ? []
    : ['/Applications', path.join(homedir(), 'Applications')].flatMap((folder) => macApplications.map((app) => path.join(folder, app)));
}

/** `npx playwright install chromium` puts its browsers into a cache of its own, newest number last. */
function ofPlaywright() {
  const cache =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    path.join(homedir(), process.platform === 'darwin' ? 'Library/Caches/ms-playwright' : '.cache/ms-playwright');
  if (!existsSync(cache)) {
    return [];
  }
  const inside = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'];
  return readdirSync(cache)
    .filter((name) => name.startsWith('chromium-'))
    .sort()
    .reverse()
    .flatMap((name) => inside.map((file) => path.join(cache, name, file)));
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
