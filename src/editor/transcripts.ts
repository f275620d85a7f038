/** A session's conversation as a read-only document, and as a file of the user's own. The Markdown is made by `transcriptMarkdown.ts`. */
import * as vscode from 'vscode';
import type { App } from '../app';
import { agentName } from './agentName';
import { shorten } from './label';
import { transcriptMarkdown } from './transcriptMarkdown';
import { t } from './translate';

export class Transcripts implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly app: App) {}

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(scheme, this);
  }

  async open(sessionId: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${this.#fileName(sessionId)}`, query: sessionId });
    // A document that is open already shows what it was given then.
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  async export(sessionId: string): Promise<void> {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const target = await vscode.window.showSaveDialog({
      title: t('Export Session as Markdown'),
      filters: { Markdown: ['md'] },
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, this.#fileName(sessionId)) } : {}),
    });
    if (target) {
      await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(this.#text(sessionId)));
      vscode.window.setStatusBarMessage(t('Exported to {0}', shorten(target.path)), 5000);
    }
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#text(uri.query);
  }

  #text(sessionId: string): string {
    const session = this.app.sessions.find(sessionId);
    if (!session) {
      return t('This session no longer exists.');
    }
    const { title, agent } = session.record;
    return transcriptMarkdown({ title, agentName: agentName(this.app.agents, agent) }, session.transcript.items(), t);
  }

  #fileName(sessionId: string): string {
    const title = shorten(this.app.sessions.summary(sessionId)?.title ?? '', 60);
    // What no file system forbids in a name, and nothing that means a folder.
    return `${title.replace(/[^\p{L}\p{N} ,()_-]+/gu, ' ').trim() || 'session'}.md`;
  }
}

const scheme = 'holdfast-transcript';
