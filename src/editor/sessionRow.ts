/** One session as a row of the Sessions tree and of Quick Picks, and as a line of the status bar's tooltip. State is words and icon. */
import { describeState } from '../chat/words';
import type { Translate } from '../chat/words';
import type { SessionKind } from '../session/port';
import type { SessionSummary } from '../session/sessions';
import { age, duration, sayAgo } from '../chat/ago';
import { shorten } from './label';
import { isDismissed, isRunning } from './need';
import type { TreeRow } from './treeRow';

/** `news`: how it ended, as long as nobody has seen it. */
export function sessionRow(summary: SessionSummary, agentName: string, now: number, t: Translate, news?: string): TreeRow {
  const title = shorten(summary.title) || t('New session');
  const agent = shorten(agentName, 40);
  const { what, detail } = describeState(summary.status, t, agent);
  const state = [...(news === undefined ? [] : [news]), what, shorten(detail, 60), ...moreOfTask(summary, now, t)].filter((part) => part !== '');
  const queue = summary.queued === 0 ? [] : [t('{0} queued', summary.queued)];
  const parts = [...state, ...queue, agent, age(now - summary.updatedAt, t)];
  // What was dismissed is shown as at rest; only the chat can take that back.
  const kind = isDismissed(summary) ? 'idle' : summary.status.kind;
  const words = [...(summary.kind ? [summary.kind] : []), ...(summary.archived ? ['archived'] : [])];
  const context = ['session', ...words, kind, ...(isRunning(summary) ? ['running'] : []), ...forceable(summary)];
  return {
    title,
    description: parts.join(' · '),
    ...pictureOf(summary.kind, kind),
    context: context.join(' '),
    spoken: [title, ...(summary.kind ? [sayKind(summary.kind, t)] : []), ...parts].join(', '),
  };
}

/** Nobody watches it, so its row says for how long it has been quiet, and what it did last. Minutes, so that it is not drawn anew all the time. */
function moreOfTask({ kind, status, lastTool }: SessionSummary, now: number, t: Translate): readonly string[] {
  if (kind === undefined || status.kind !== 'working') {
    return [];
  }
  const quietMs = status.silence ? now - status.silence.since : 0;
  return [
    ...(quietMs < 60_000 ? [] : [t('for {0}', duration(quietMs, t))]),
    ...(lastTool === undefined || status.what !== undefined ? [] : [t('last: {0}', shorten(lastTool, 40))]),
  ];
}

/** With the time of its last activity, which goes on: for whoever draws it again. */
export function sessionLine(summary: SessionSummary, agentName: string, now: number, t: Translate): string {
  const title = shorten(summary.title) || t('New session');
  const agent = shorten(agentName, 40);
  const { what, detail } = describeState(summary.status, t, agent);
  const activeAt = lastActivity(summary);
  const ago = activeAt === undefined ? '' : t('last activity {0}', sayAgo(now - activeAt, t));
  const queue = summary.queued === 0 ? '' : t('{0} queued', summary.queued);
  const parts = [agent, what || t('Idle'), ago, shorten(detail, 60), queue];
  return `${title} — ${parts.filter((part) => part !== '').join(' · ')}`;
}

/** Wall milliseconds; of a session that runs. Of others it would stand still in the tooltip, for which no timer runs then. */
export function lastActivity(summary: SessionSummary): number | undefined {
  const { status } = summary;
  if (!isRunning(summary) || !('since' in status)) {
    return undefined;
  }
  if (status.kind === 'queued' || status.kind === 'starting') {
    return status.since;
  }
  // Silence is told from every sign of life, also from those that are no part of the conversation.
  return (status.kind === 'working' ? status.silence?.since : undefined) ?? summary.heardAt ?? status.since;
}

function forceable(summary: SessionSummary): readonly string[] {
  return summary.status.kind === 'stopping' && summary.status.force !== 'notYet' ? ['forceable'] : [];
}

function sayKind(kind: SessionKind, t: Translate): string {
  return kind === 'task' ? t('Task of the board') : t('Background task');
}

/** What rests shows what it is; what works, waits or has a trouble shows that, as everything does. */
function pictureOf(kind: SessionSummary['kind'], state: SessionSummary['status']['kind']): Pick<TreeRow, 'icon' | 'color'> {
  return kind !== undefined && state === 'idle' ? { icon: restingIcons[kind] } : picture[state];
}

const restingIcons: { readonly [K in SessionKind]: string } = { background: 'server-process', task: 'checklist' };

const picture: { readonly [K in SessionSummary['status']['kind']]: { readonly icon: string; readonly color?: string } } = {
  idle: { icon: 'comment' },
  queued: { icon: 'clock' },
  interrupted: { icon: 'debug-pause', color: 'list.warningForeground' },
  elsewhere: { icon: 'multiple-windows' },
  starting: { icon: 'loading~spin' },
  working: { icon: 'sync~spin' },
  waitingForYou: { icon: 'bell-dot', color: 'list.warningForeground' },
  stopping: { icon: 'debug-stop' },
  gone: { icon: 'error', color: 'list.errorForeground' },
};
