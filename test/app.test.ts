import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { App } from '../src/app';
import { systemClock } from '../src/host/systemClock';
import type { Editor } from '../src/port';
import { QuietEditor } from './fakes/agentHarness';
import { tempDir } from './host/tempDir';

function open(folders: readonly string[]): { readonly app: App; readonly globalPath: string } {
  const globalPath = tempDir();
  const editor: Editor = Object.assign(new QuietEditor(folders), {
    storage: { globalPath },
    onDidChangeSettings: () => () => undefined,
    tell: () => undefined,
  });
  return { app: App.open(editor, systemClock), globalPath };
}

test('with no folder open, an agent works in a folder of its own, not among the state of others', async () => {
  const { app, globalPath } = open([]);
  const { cwd } = app.sessions.create().record;
  expect(existsSync(cwd)).toBe(true);
  expect(relative(globalPath, cwd)).toBe('scratch');
  expect(relative(cwd, join(globalPath, 'sessions'))).toMatch(/^\.\./);
  await app.close(1000);
});

test('closing twice is one closing', async () => {
  const { app } = open([tempDir()]);
  const first = app.close(1000);
  expect(app.close(1000)).toBe(first);
  await first;
});
