/** One row of a tree: what is drawn, said and offered. State is words and icon. */
import * as vscode from 'vscode';

export interface TreeRow {
  readonly title: string;
  readonly description: string;
  /** A codicon's name. */
  readonly icon: string;
  /** The id of a theme colour, where one helps; never the only sign. */
  readonly color?: string;
  /** Words for `viewItem =~` clauses. */
  readonly context: string;
  /** The same as a sentence. */
  readonly spoken: string;
}

export function treeItem(id: string, { title, description, icon, color, context, spoken }: TreeRow): vscode.TreeItem {
  const item = new vscode.TreeItem(title);
  item.id = id;
  item.description = description;
  item.iconPath = new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
  item.contextValue = context;
  item.accessibilityInformation = { label: spoken };
  return item;
}
