import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';

test('the package holds what ships, and nothing else', async () => {
  const root = path.resolve(import.meta.dirname, '../..');
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const { stdout } = await promisify(execFile)(process.execPath, [vsce, 'ls', '--no-dependencies'], { cwd: root });
  expect(stdout.trim().split('\n').sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist/board.css',
    'dist/board.js',
    'dist/codicon.ttf',
    'dist/extension.js',
    'dist/languageAgent.js',
    'dist/mcpBridge.js',
    'dist/reaper.js',
    'dist/server.js',
    'dist/webview.css',
    'dist/webview.js',
    'l10n/bundle.l10n.json',
    'media/chat.png',
    'media/holdfast-dark.svg',
    'media/holdfast-light.svg',
    'media/holdfast.svg',
    'media/icon.png',
    'package.json',
    'package.nls.json',
    'src/api.d.ts',
  ]);
});
