/**
 * Both sides of the diffs that agents report, as read-only documents for the native diff editor. They are kept in memory while there is
 * room, the newest longest; a diff that was let go says so and can be opened again from its conversation.
 */
import * as vscode from 'vscode';
import { basename } from 'node:path';
import type { DiffToOpen } from '../chat/surface';
import { shorten } from './label';
import { t } from './translate';

export class Diffs implements vscode.TextDocumentContentProvider {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  /** In the order of last use. */
  readonly #kept = new Map<string, DiffToOpen>();

  static register(): { readonly diffs: Diffs; readonly registration: vscode.Disposable } {
    const diffs = new Diffs();
    return { diffs, registration: vscode.workspace.registerTextDocumentContentProvider(scheme, diffs) };
  }

  async open(diff: DiffToOpen): Promise<void> {
    const before = this.#kept.get(diff.key);
    this.#keep(diff);
    const [left, right] = [sideUri(diff, 'old'), sideUri(diff, 'new')];
    if (before && (before.oldText !== diff.oldText || before.newText !== diff.newText)) {
      this.#changed.fire(left);
      this.#changed.fire(right);
    }
    const options: vscode.TextDocumentShowOptions = { preview: true, preserveFocus: true };
    await vscode.commands.executeCommand('vscode.diff', left, right, title(diff), options);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const query = new URLSearchParams(uri.query);
    const diff = this.#kept.get(query.get('key') ?? '');
    if (!diff) {
      return t('This diff is no longer kept in memory. Open it again from its conversation.');
    }
    return query.get('side') === 'old' ? (diff.oldText ?? '') : diff.newText;
  }

  #keep(diff: DiffToOpen): void {
    this.#kept.delete(diff.key);
    this.#kept.set(diff.key, diff);
    let characters = [...this.#kept.values()].reduce((sum, each) => sum + size(each), 0);
    for (const [key, each] of this.#kept) {
      if (characters <= limitCharacters || key === diff.key) {
        break;
      }
      this.#kept.delete(key);
      characters -= size(each);
    }
  }
}

const scheme = 'holdfast-diff';
/** About 32 MB of memory. */
const limitCharacters = 16_000_000;

function size(diff: DiffToOpen): number {
  return (diff.oldText?.length ?? 0) + diff.newText.length;
}

function title(diff: DiffToOpen): string {
  const name = shorten(basename(diff.path), 60);
  return diff.oldText === undefined ? t('{0} (new file)', name) : t('{0} (proposed change)', name);
}

/** The path gives the document its name and language. */
function sideUri(diff: DiffToOpen, side: 'old' | 'new'): vscode.Uri {
  const query = new URLSearchParams({ key: diff.key, side });
  return vscode.Uri.file(diff.path).with({ scheme, authority: '', query: query.toString() });
}
