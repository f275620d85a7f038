/**
 * The door to VS Code: `activate` builds the editor's side and opens the product; `deactivate` closes it within the time that the host
 * gives. Nothing is awaited before the views can paint, and no agent is started here.
 */
import type * as vscode from 'vscode';
import { App } from './app';
import { showProduct } from './editor/showProduct';
import { toast } from './editor/toast';
import { t } from './editor/translate';
import { VscodeEditor } from './editor/vscodeEditor';
import { systemClock } from './host/systemClock';

let running: { readonly app: App; readonly editor: VscodeEditor } | undefined;

export function activate(context: vscode.ExtensionContext): void {
  try {
    const editor = new VscodeEditor(context, systemClock);
    const app = App.open(editor, systemClock);
    running = { app, editor };
    // Only registrations are among the context's subscriptions: the host disposes of them while `deactivate` still works.
    context.subscriptions.push(showProduct(app, editor, context, systemClock));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Otherwise VS Code shows empty views, and the reason only to those who know where to look. Not awaited: it may stay for ever.
    void toast('error', t('Holdfast could not start: {0}', reason));
    throw error;
  }
}

export async function deactivate(): Promise<void> {
  if (running) {
    const { app, editor } = running;
    running = undefined;
    await app.close(editor.settings().shutdownTotalMs);
  }
}
