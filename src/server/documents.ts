/**
 * The text of the documents that are open in the editor, as the user sees it, saved or not. LSP keeps it current: whatever was typed
 * before a prompt was sent is here when the prompt arrives.
 */
import { fileURLToPath } from 'node:url';
import { TextDocuments } from 'vscode-languageserver/node';
import type { Connection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

export interface OpenDocument {
  /** Absent for a document that was never saved and has no place on disk. */
  readonly path?: string;
  /** What a person calls it: its path, or such as `Untitled-1`. */
  readonly name: string;
  readonly text: string;
}

export interface OpenDocuments {
  all(): readonly OpenDocument[];
}

/** To be made before the connection listens. */
export function openDocuments(connection: Connection): OpenDocuments {
  const documents = new TextDocuments(TextDocument);
  documents.listen(connection);
  return { all: () => documents.all().map(describe) };
}

function describe(document: TextDocument): OpenDocument {
  const path = document.uri.startsWith('file:') ? pathOf(document.uri) : undefined;
  const text = document.getText();
  return path === undefined ? { name: decodeURIComponent(document.uri.replace(/^[^:]*:/, '')), text } : { path, name: path, text };
}

function pathOf(uri: string): string | undefined {
  try {
    return fileURLToPath(uri);
  } catch {
    // A file of another machine: there is no path by which it could be read here.
    return undefined;
  }
}
