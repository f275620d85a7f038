/** Asks which session, those that need their human first. */
import * as vscode from 'vscode';
import type { App } from '../app';
import type { SessionSummary } from '../session/sessions';
import { agentName } from './agentName';
import { label } from './label';
import { byNeed } from './need';
import { sessionRow } from './sessionRow';
import { t } from './translate';

export async function pickSession(app: App, summaries: readonly SessionSummary[], placeHolder: string): Promise<string | undefined> {
  const items = byNeed(summaries).map((summary) => {
    const row = sessionRow(summary, agentName(app.agents, summary.agent), Date.now(), t);
    return {
      label: label(row.title),
      description: label([...(summary.archived ? [t('Archived')] : []), row.description].join(' · '), 160),
      iconPath: new vscode.ThemeIcon(row.icon),
      sessionId: summary.id,
    };
  });
  const picked = await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  return picked?.sessionId;
}
