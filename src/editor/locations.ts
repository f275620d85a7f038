/** Opens places that agents name, because the user clicked them: files that exist, at a line; links in the browser. */
import * as vscode from 'vscode';
import { isAbsolute } from 'node:path';
import { toast } from './toast';
import { t } from './translate';

/** `line` is 1-based; an impossible one leads to the file's beginning or end. A relative path is below `cwd`. */
export async function openLocation(path: string, line: number | undefined, cwd: string): Promise<void> {
  const uri = isAbsolute(path) ? vscode.Uri.file(path) : vscode.Uri.joinPath(vscode.Uri.file(cwd), path);
  const type = await typeOf(uri);
  if (type === undefined) {
    // Not awaited: the message stays until somebody closes it.
    void toast('warning', t('{0} does not exist.', uri.fsPath));
  } else if (type & vscode.FileType.Directory) {
    await vscode.commands.executeCommand('revealInExplorer', uri);
  } else {
    const at = line === undefined ? undefined : new vscode.Position(Math.max(0, Math.floor(line) - 1), 0);
    const options: vscode.TextDocumentShowOptions = { preview: true, ...(at ? { selection: new vscode.Range(at, at) } : {}) };
    // Not `showTextDocument`: this also opens images and what else has an editor of its own.
    await vscode.commands.executeCommand('vscode.open', uri, options);
  }
}

/** An address whose scheme was allowed before; VS Code asks the user about sites it does not know. */
export async function openLink(href: string): Promise<void> {
  await vscode.env.openExternal(vscode.Uri.parse(href, true));
}

async function typeOf(uri: vscode.Uri): Promise<vscode.FileType | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type;
  } catch {
    // Not there, or not ours to see: either way there is nothing to open.
    return undefined;
  }
}
