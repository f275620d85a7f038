/** Asks which session, those that need their human first. */
import * as vscode from 'vscode';
import type { App } from '../app';
import type { SessionSummary } from '../session/sessions';
import type { Card } from '../boardView/card';
import { agentName } from './agentName';
import { label } from './label';
import { byNeed } from './need';
import { sessionRow } from './sessionRow';
import { taskRow } from './taskRow';
import { t } from './translate';

export async function pickSession(app: App, summaries: readonly SessionSummary[], placeHolder: string): Promise<string | undefined> {
  return (await vscode.window.showQuickPick(itemsOf(app, summaries), { placeHolder, matchOnDescription: true }))?.sessionId;
}

/** With the tasks of the board that need their human, which stand above: what the status bar speaks of is found here. */
export async function pickWork(app: App, stuckTasks: readonly Card[]): Promise<{ readonly sessionId?: string; readonly taskId?: string } | undefined> {
  const tasks = stuckTasks.map((card) => {
    const row = taskRow(card, Date.now(), t);
    return { label: label(row.title), description: label(row.description, 160), iconPath: new vscode.ThemeIcon(row.icon), taskId: card.id };
  });
  const sessions = itemsOf(app, app.sessions.summaries());
  const parts: readonly (vscode.QuickPickItem & { readonly sessionId?: string; readonly taskId?: string })[] =
    tasks.length === 0 ? sessions : [separator(t('Tasks that need you')), ...tasks, ...(sessions.length === 0 ? [] : [separator(t('Sessions'))]), ...sessions];
  const placeHolder = tasks.length === 0 ? t('Which session?') : t('Which session or task?');
  return vscode.window.showQuickPick(parts, { placeHolder, matchOnDescription: true });
}

function separator(title: string): vscode.QuickPickItem {
  return { label: title, kind: vscode.QuickPickItemKind.Separator };
}

function itemsOf(app: App, summaries: readonly SessionSummary[]) {
  return byNeed(summaries).map((summary) => {
    const row = sessionRow(summary, agentName(app.agents, summary.agent), Date.now(), t);
    return {
      label: label(row.title),
      description: label([...(summary.archived ? [t('Archived')] : []), row.description].join(' · '), 160),
      iconPath: new vscode.ThemeIcon(row.icon),
      sessionId: summary.id,
    };
  });
}
