/**
 * The door to VS Code: `activate` builds the editor's side, opens the product and hands its sessions to other extensions; `deactivate`
 * closes it within the time that the host gives. Nothing is awaited before the views can paint, and no agent is started here.
 */
import type * as vscode from 'vscode';
import type { HoldfastApi } from './api';
import { App } from './app';
import { SessionApi } from './editor/sessionApi';
import { showProduct } from './editor/showProduct';
import { toast } from './editor/toast';
import { t } from './editor/translate';
import { VscodeEditor } from './editor/vscodeEditor';
import { systemClock } from './host/systemClock';

let running: { readonly app: App; readonly editor: VscodeEditor; readonly api: SessionApi } | undefined;

export function activate(context: vscode.ExtensionContext): HoldfastApi {
  try {
    const editor = new VscodeEditor(context, systemClock);
    const app = App.open(editor, systemClock);
    const { desk, registrations } = showProduct(app, editor, context, systemClock);
    const api = new SessionApi({
      sessions: app.sessions,
      clock: systemClock,
      trusted: () => editor.workspace.trusted(),
      agents: () => app.agents.choices(),
      defaultAgent: () => editor.settings().defaultAgent,
      newId: () => crypto.randomUUID(),
      show: (sessionId) => desk.show(sessionId),
      translate: t,
      log: editor.log,
    });
    running = { app, editor, api };
    // Only registrations are among the context's subscriptions: the host disposes of them while `deactivate` still works.
    context.subscriptions.push(registrations);
    return Object.freeze({ sessions: api.sessions, background: api.background });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Otherwise VS Code shows empty views, and the reason only to those who know where to look. Not awaited: it may stay for ever.
    void toast('error', t('Holdfast could not start: {0}', reason));
    throw error;
  }
}

export async function deactivate(): Promise<void> {
  if (running) {
    const { app, editor, api } = running;
    running = undefined;
    api.dispose();
    await app.close(editor.settings().shutdownTotalMs);
  }
}
