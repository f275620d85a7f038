/**
 * The one way to VS Code's messages. They draw `[text](command:…)` as a link that runs a command, and what we say there may quote an
 * agent: no link survives. Never awaited where something else waits behind it, because a message may stay for ever.
 */
import * as vscode from 'vscode';

export async function toast<T extends string>(
  severity: 'info' | 'warning' | 'error',
  text: string,
  ...buttons: readonly T[]
): Promise<T | undefined> {
  return show[severity](text.replaceAll('](', '] ('), ...buttons);
}

const show = {
  info: <T extends string>(text: string, ...buttons: readonly T[]) => vscode.window.showInformationMessage(text, ...buttons),
  warning: <T extends string>(text: string, ...buttons: readonly T[]) => vscode.window.showWarningMessage(text, ...buttons),
  error: <T extends string>(text: string, ...buttons: readonly T[]) => vscode.window.showErrorMessage(text, ...buttons),
};
