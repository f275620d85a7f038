/**
 * The output of a process that was left running, as a read-only document that grows while it is open. What only a terminal understands is
 * left out. Of one that is no longer known, the notice still has the end.
 */
import * as vscode from 'vscode';
import type { App } from '../app';
import type { Clock } from '../base/clock';
import { withoutEscapes } from '../base/escapes';
import type { ProcessNotice } from '../notice/notice';
import { shorten } from './label';
import { Pacer } from './pacer';
import { t } from './translate';

export class ProcessOutputs implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #pacer: Pacer;
  /** What notices that were opened say of processes. */
  readonly #previews = new Map<string, string>();
  readonly #registrations: vscode.Disposable;

  constructor(
    private readonly app: App,
    clock: Clock,
  ) {
    this.#pacer = new Pacer(clock, refreshEveryMs, () => this.#refresh());
    this.#registrations = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      { dispose: app.processes.onDidChange(() => this.#pacer.ask()) },
      this.#changed,
    );
  }

  dispose(): void {
    this.#pacer.dispose();
    this.#registrations.dispose();
  }

  /** The keyboard stays where it is: one looks at it in passing. */
  async show(processId: string): Promise<void> {
    const process = this.app.processes.find(processId);
    if (!process) {
      throw new Error(t('This process is no longer known.'));
    }
    await this.#open(processId, process.commandLine);
  }

  has({ eventId, preview }: ProcessNotice): boolean {
    return preview !== '' || this.app.processes.find(processOf(eventId)) !== undefined;
  }

  async open({ eventId, command, preview }: ProcessNotice): Promise<void> {
    const processId = processOf(eventId);
    this.#previews.set(processId, preview);
    await this.#open(processId, command);
  }

  provideTextDocumentContent({ query }: vscode.Uri): string {
    const process = this.app.processes.find(query);
    if (!process) {
      return this.#previews.get(query) || t('This process is no longer known.');
    }
    return withoutEscapes(process.output().slice(-shownCharacters)) || t('It has printed nothing yet.');
  }

  async #open(processId: string, command: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${nameOf(command)}`, query: processId });
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true, preserveFocus: true });
  }

  #refresh(): void {
    for (const { uri } of vscode.workspace.textDocuments.filter((document) => document.uri.scheme === scheme)) {
      this.#changed.fire(uri);
    }
  }
}

function processOf(eventId: string): string {
  return eventId.slice(0, eventId.lastIndexOf('/'));
}

/** What no file system forbids in a name, and nothing that means a folder. */
function nameOf(commandLine: string): string {
  return `${shorten(commandLine.replace(/[^\p{L}\p{N} ,()_.-]+/gu, ' '), 40).trim() || 'process'}.log`;
}

const scheme = 'holdfast-output';
const shownCharacters = 200_000;
const refreshEveryMs = 500;
