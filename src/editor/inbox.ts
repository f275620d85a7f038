/** Lists what happened while nobody watched and was not seen, the newest first, and goes to what is chosen. */
import * as vscode from 'vscode';
import type { App } from '../app';
import { endingOf, isOfCard, isOfProcess, isTrouble, subjectOf } from '../notice/notice';
import type { CardNotice, Notice, ProcessNotice, TurnNotice } from '../notice/notice';
import { agentName } from './agentName';
import { age } from '../chat/ago';
import { sayCardNews } from './cardNoticeWords';
import { label } from './label';
import { sayEnding, sayReason } from './noticeWords';
import type { ProcessOutputs } from './processOutputs';
import { sayProcessNews } from './processWords';
import { t } from './translate';

/** Where a notice leads. */
export interface NoticeGoals {
  open(notice: Notice): Promise<void>;
  readonly outputs: ProcessOutputs;
}

export async function showInbox(app: App, goals: NoticeGoals): Promise<void> {
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
  } else if (picked?.notice && isOfProcess(picked.notice)) {
    app.notices.seenOne(picked.notice);
    await goals.open(picked.notice);
    if (goals.outputs.has(picked.notice)) {
      await goals.outputs.open(picked.notice);
    }
  } else if (picked?.notice) {
    app.notices.seen(subjectOf(picked.notice));
    await goals.open(picked.notice);
  }
}

interface Entry extends vscode.QuickPickItem {
  readonly notice?: Notice;
  readonly means?: 'readAll';
}

function entryOf(app: App, notice: Notice, now: number): Entry {
  const { title, state, agent, detail } = textOf(app, notice);
  return {
    label: label(title || t('New session')),
    description: label([state, age(now - notice.at, t), agent].join(' · '), 120),
    detail: label(detail, 300),
    iconPath: new vscode.ThemeIcon(isTrouble(notice) ? 'warning' : isOfProcess(notice) ? 'terminal' : 'pass'),
    notice,
  };
}

interface EntryText {
  readonly title: string;
  readonly state: string;
  readonly agent: string;
  readonly detail: string;
}

function textOf(app: App, notice: Notice): EntryText {
  if (isOfCard(notice)) {
    return ofCard(app, notice);
  }
  return isOfProcess(notice) ? ofProcess(app, notice) : ofTurn(app, notice);
}

function ofProcess(app: App, notice: ProcessNotice): EntryText {
  const summary = app.sessions.summary(notice.sessionId);
  return { title: summary?.title ?? '', agent: agentName(app.agents, summary?.agent ?? ''), state: t('Process'), detail: sayProcessNews(notice, t) };
}

function ofTurn(app: App, notice: TurnNotice): EntryText {
  const summary = app.sessions.summary(notice.sessionId);
  const agent = agentName(app.agents, summary?.agent ?? '');
  const title = summary?.title ?? '';
  const detail = sayReason(notice, { title: () => title, agent: () => agent }, t);
  return { title, agent, state: sayEnding(endingOf(notice.outcome), t), detail };
}

function ofCard(app: App, { taskId, news, preview }: CardNotice): EntryText {
  const task = app.board.store.board.get(taskId);
  return { title: task?.title ?? '', agent: t('Task board'), state: sayCardNews(news, t), detail: preview };
}
