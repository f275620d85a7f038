/** Tells how work that nobody watched ended: one notification, with the way to the result or the card, or to the inbox when there are several. */
import type { App } from '../app';
import { isOfCard, isOfProcess, isTrouble } from '../notice/notice';
import type { Notice, ProcessNotice } from '../notice/notice';
import { agentName } from './agentName';
import { showInbox } from './inbox';
import type { NoticeGoals } from './inbox';
import { sayNotices } from './noticeWords';
import type { TaskNames } from './noticeWords';
import { tellAgent } from './tellAgent';
import { toast } from './toast';
import { t } from './translate';

/**
 * Settles when it was answered: a single one that was closed was read, of several nobody knows. Behind the welcome of somebody who has just
 * come back, in the same message.
 */
export async function tellOfTasks(app: App, goals: NoticeGoals, notices: readonly Notice[], welcome?: Welcome): Promise<'seen' | 'left'> {
  const [only, ...others] = notices;
  const said = sayNotices(notices, namesIn(app), t);
  const trouble = notices.some(isTrouble) ? 'warning' : 'info';
  if (welcome) {
    return tellTogether(app, goals, welcome, { severity: welcome.severity === 'info' ? trouble : welcome.severity, text: `${welcome.text} ${said}` });
  }
  const [severity, text] = [trouble, said] as const;
  if (only && others.length === 0) {
    if (isOfProcess(only)) {
      await tellOfProcess(app, goals, only, severity, text);
      return 'seen';
    }
    const open = isOfCard(only) ? t('Open Task') : t('Open result');
    if ((await toast(severity, text, open)) === open) {
      await goals.open(only);
    }
    return 'seen';
  }
  const inbox = t('Show Inbox');
  if ((await toast(severity, text, inbox)) === inbox) {
    await showInbox(app, goals);
  }
  return 'left';
}

async function tellTogether(app: App, goals: NoticeGoals, { way }: Welcome, { severity, text }: Pick<Welcome, 'severity' | 'text'>): Promise<'left'> {
  const inbox = t('Show Inbox');
  const choice = await toast(severity, text, way.name, inbox);
  if (choice === way.name) {
    await way.go();
  } else if (choice === inbox) {
    await showInbox(app, goals);
  }
  return 'left';
}

/** What is said to somebody who has come back, of the time in which they were away. */
export interface Welcome {
  readonly severity: 'info' | 'warning';
  readonly text: string;
  readonly way: Way;
}

/** A button. */
export interface Way {
  readonly name: string;
  readonly go: () => unknown;
}

export function namesIn(app: App): TaskNames {
  return {
    title: (sessionId) => app.sessions.summary(sessionId)?.title ?? '',
    agent: (sessionId) => agentName(app.agents, app.sessions.summary(sessionId)?.agent ?? ''),
    card: (taskId) => app.board.store.board.get(taskId)?.title ?? '',
  };
}

/** The agent hears of it only by the user's hand. */
async function tellOfProcess(app: App, goals: NoticeGoals, notice: ProcessNotice, severity: 'info' | 'warning', text: string): Promise<void> {
  const [output, tell] = [t('Show Output'), t('Tell the Agent')];
  const isForAgents = ['ended', 'endedWith', 'printed'].includes(notice.news.kind);
  const choice = await toast(severity, text, ...(goals.outputs.has(notice) ? [output] : []), ...(isForAgents ? [tell] : []));
  try {
    if (choice === output) {
      await goals.outputs.open(notice);
    } else if (choice === tell) {
      tellAgent(app, notice, t);
      await goals.open(notice);
    }
  } catch (error) {
    // Not awaited: the message stays until somebody closes it.
    void toast('error', error instanceof Error ? error.message : String(error));
  }
}
