/**
 * The open folders, and files as the user's editor sees them: unsaved text wins over the disk, and what is written to an open document
 * goes through it, so that the user sees it and can undo it. Which paths an agent may touch is decided elsewhere, before.
 */
import * as vscode from 'vscode';
import type { Event } from '../base/event';
import type { Workspace } from '../port';
import { t } from './translate';
import { textPatch } from './textPatch';

export class EditorWorkspace implements Workspace {
  readonly onDidGrantTrust: Event<void> = (listener) => {
    const registration = vscode.workspace.onDidGrantWorkspaceTrust(() => listener());
    return () => {
      registration.dispose();
    };
  };

  folders(): readonly string[] {
    return localFolders().map((folder) => folder.uri.fsPath);
  }

  identity(): readonly string[] {
    const file = vscode.workspace.workspaceFile;
    const folders = vscode.workspace.workspaceFolders ?? [];
    return [...(file ? [file.toString()] : []), ...folders.map((folder) => folder.uri.toString())];
  }

  trusted(): boolean {
    return vscode.workspace.isTrusted;
  }

  unsavedText(path: string): string | undefined {
    const document = openDocument(vscode.Uri.file(path));
    return document?.isDirty ? document.getText() : undefined;
  }

  async writeText(path: string, text: string): Promise<void> {
    const uri = vscode.Uri.file(path);
    const document = openDocument(uri);
    if (document) {
      await writeDocument(document, text);
      return;
    }
    // A file that nobody has open is written straight: an edit would open it behind the user's back. `writeFile` makes missing folders.
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  }
}

async function writeDocument(document: vscode.TextDocument, text: string): Promise<void> {
  const crlf = document.eol === vscode.EndOfLine.CRLF;
  // The document keeps its line ends, whatever the agent sent.
  const wanted = text.replace(/\r\n|\n/g, crlf ? '\r\n' : '\n');
  const patch = textPatch(document.getText(), wanted);
  if (patch) {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(document.positionAt(patch.start), document.positionAt(patch.end)), patch.text);
    if (!(await vscode.workspace.applyEdit(edit))) {
      throw new Error(t('The editor refused the change to {0}.', document.uri.fsPath));
    }
  }
  if (document.isDirty && !(await document.save())) {
    throw new Error(t('{0} was changed in the editor but could not be saved.', document.uri.fsPath));
  }
}

function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const wanted = uri.toString();
  return vscode.workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === wanted);
}

/** Agents are processes on this machine: a folder that is not on its disk does not exist for them. */
function localFolders(): readonly vscode.WorkspaceFolder[] {
  return (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
}
