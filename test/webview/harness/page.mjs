/**
 * The chat view, or the board, in a plain browser: the built bundle, a page as the host writes it (with its security policy), the variables of real
 * themes, and a host played by the caller. No VS Code.
 */
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import esbuild from 'esbuild';
import { chromium } from 'playwright-core';
import { makeSureOfBrowser } from '../../workbench/browser.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const origin = 'http://view.test';
const types = { '.js': 'text/javascript', '.css': 'text/css', '.ttf': 'font/ttf', '.html': 'text/html' };

/** Bundles `entry` (by default the product's) into a folder of its own. */
export async function bundleView(entry = 'src/webview/main.tsx') {
  const outdir = await mkdtemp(join(tmpdir(), 'holdfast-view-'));
  await esbuild.build({
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    entryPoints: { webview: entry },
    outdir,
  });
  return outdir;
}

export async function openBrowser() {
  return chromium.launch({
    executablePath: await makeSureOfBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
}

/** Opens the bundle on `page`, in one life of the view. */
export async function openView(page, outdir, { theme = 'dark', width = 420, height = 720, state, language = 'en', direction = 'ltr', bundle = {} } = {}) {
  const themes = JSON.parse(await readFile(join(root, 'test/webview/themes.json'), 'utf8'));
  const { classes, variables } = themes[theme];
  await page.setViewportSize({ width, height });
  const problems = [];
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error.stack ?? error)));
  await page.route(`${origin}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    if (name === '') {
      await route.fulfill({ contentType: 'text/html', body: html({ language, direction, bundle }) });
    } else {
      await route.fulfill({ contentType: types[extname(name)] ?? 'text/plain', body: await readFile(join(outdir, name)).catch(() => '') });
    }
  });
  await page.addInitScript(
    ([variables, classes, state]) => {
      window.posted = [];
      let kept = state;
      window.keptState = () => kept;
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => window.posted.push(message),
        getState: () => kept,
        setState: (next) => (kept = next),
      });
      document.addEventListener('DOMContentLoaded', () => {
        for (const [name, value] of Object.entries(variables)) {
          document.documentElement.style.setProperty(name, value);
        }
        document.documentElement.style.background = 'var(--vscode-sideBar-background)';
        document.body.className = classes;
      });
    },
    [variables, classes, state],
  );
  await page.goto(`${origin}/`);
  await page.waitForFunction(() => window.posted.some((message) => message.kind === 'ready'));
  let seq = 0;
  return {
    page,
    problems,
    posted: (kind) => page.evaluate((kind) => window.posted.filter((message) => kind === undefined || message.kind === kind), kind),
    kept: () => page.evaluate(() => window.keptState()),
    send: (message) => page.evaluate((message) => window.postMessage(message, '*'), message),
    /** Anything that is numbered. */
    numbered(message) {
      seq += 1;
      return this.send({ ...message, seq });
    },
    snapshot(snapshot) {
      seq += 1;
      return this.send({ kind: 'snapshot', seq, snapshot });
    },
    delta(changes, head) {
      seq += 1;
      return this.send({ kind: 'delta', seq, changes, ...(head === undefined ? {} : { head }) });
    },
    scrolled: () =>
      page.evaluate(() => {
        const log = document.querySelector('[role=log]');
        return { top: log.scrollTop, toEnd: log.scrollHeight - log.scrollTop - log.clientHeight };
      }),
    tooWideBy: () =>
      page.evaluate(() => Math.max(...[document.documentElement, ...document.querySelectorAll('[role=log], .column, .pane')].map((element) => element.scrollWidth - element.clientWidth))),
    /** Two frames: what was sent is on screen. */
    settled: () => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve, 30))))),
  };
}

/** The same, where the board's page was bundled. */
export const openBoard = openView;

function html({ language, direction, bundle }) {
  const policy = `default-src 'none'; script-src 'nonce-n0'; style-src ${origin}; font-src ${origin}; img-src data: ${origin}`;
  return `<!DOCTYPE html><html lang="${language}" dir="${direction}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${origin}/webview.css"></head><body><div id="root"></div>
<script type="application/json" id="l10n">${JSON.stringify(bundle)}</script><script nonce="n0" src="${origin}/webview.js"></script></body></html>`;
}
