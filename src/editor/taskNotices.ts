/** Tells how background tasks ended: one notification, with the way to the result, or to the inbox when there are several. */
import type { App } from '../app';
import type { Notice } from '../notice/notice';
import { agentName } from './agentName';
import type { Desk } from './desk';
import { showInbox } from './inbox';
import { isTrouble, sayNotices } from './noticeWords';
import type { TaskNames } from './noticeWords';
import { toast } from './toast';
import { t } from './translate';

/** Settles when it was answered: a single one that was closed was read, of several nobody knows. */
export async function tellOfTasks(app: App, desk: Desk, notices: readonly Notice[]): Promise<'seen' | 'left'> {
  const [only, ...others] = notices;
  const text = sayNotices(notices, namesIn(app), t);
  const severity = notices.some(isTrouble) ? 'warning' : 'info';
  if (only && others.length === 0) {
    const open = t('Open result');
    if ((await toast(severity, text, open)) === open) {
      await desk.open(only.sessionId);
    }
    return 'seen';
  }
  const inbox = t('Show Inbox');
  if ((await toast(severity, text, inbox)) === inbox) {
    await showInbox(app, desk);
  }
  return 'left';
}

export function namesIn(app: App): TaskNames {
  return {
    title: (sessionId) => app.sessions.summary(sessionId)?.title ?? '',
    agent: (sessionId) => agentName(app.agents, app.sessions.summary(sessionId)?.agent ?? ''),
  };
}
