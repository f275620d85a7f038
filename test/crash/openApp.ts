/** The product over a quiet editor, on a folder that holds the state of a workspace. */
import { join } from 'node:path';
import { App } from '../../src/app';
import type { Clock } from '../../src/base/clock';
import type { Editor } from '../../src/port';
import { QuietEditor } from '../fakes/agentHarness';

export interface OpenedApp {
  readonly app: App;
  readonly logged: readonly string[];
}

export function openApp(folder: string, clock: Clock): OpenedApp {
  const quiet = new QuietEditor([folder]);
  quiet.own = { ...quiet.own, agents: { fake: { command: 'fake-agent' } }, defaultAgent: 'fake' };
  const editor: Editor = Object.assign(quiet, {
    storage: { workspacePath: stateFolder(folder), globalPath: join(folder, 'global') },
    onDidChangeSettings: () => () => undefined,
    tell: () => undefined,
  });
  const app = App.open(editor, clock);
  app.lookForInterruptions(() => undefined);
  return { app, logged: quiet.logged };
}

export function stateFolder(folder: string): string {
  return join(folder, 'storage', 'workspace', 'holdfast');
}
