/** Lists what ended in the background and was not seen, the newest first, and goes to what is chosen. */
import * as vscode from 'vscode';
import type { App } from '../app';
import { endingOf } from '../notice/notice';
import type { Notice } from '../notice/notice';
import { agentName } from './agentName';
import { age } from '../chat/ago';
import type { Desk } from './desk';
import { label } from './label';
import { sayEnding, sayReason } from './noticeWords';
import { t } from './translate';

export async function showInbox(app: App, desk: Desk): Promise<void> {
  const unread = app.notices.unread();
  if (unread.length === 0) {
    vscode.window.setStatusBarMessage(t('There is nothing new in the inbox.'), 5000);
    return;
  }
  const now = Date.now();
  const items: readonly Entry[] = [
    ...unread.map((notice) => entryOf(app, notice, now)),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: t('Mark All as Read'), iconPath: new vscode.ThemeIcon('check-all'), alwaysShow: true, means: 'readAll' },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: t('Inbox'), placeHolder: t('Which result do you want to see?'), matchOnDescription: true, matchOnDetail: true });
  if (picked?.means === 'readAll') {
    app.notices.seenAll();
  } else if (picked?.sessionId !== undefined) {
    app.notices.seen(picked.sessionId);
    await desk.open(picked.sessionId);
  }
}

interface Entry extends vscode.QuickPickItem {
  readonly sessionId?: string;
  readonly means?: 'readAll';
}

function entryOf(app: App, notice: Notice, now: number): Entry {
  const { sessionId, outcome, at } = notice;
  const summary = app.sessions.summary(sessionId);
  const agent = agentName(app.agents, summary?.agent ?? '');
  const names = { title: () => summary?.title ?? '', agent: () => agent };
  const ending = endingOf(outcome);
  return {
    label: label(summary?.title || t('New session')),
    description: label([sayEnding(ending, t), age(now - at, t), agent].join(' · '), 120),
    detail: label(sayReason(notice, names, t), 300),
    iconPath: new vscode.ThemeIcon(ending === 'done' ? 'pass' : 'warning'),
    sessionId,
  };
}
