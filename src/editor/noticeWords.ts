/** What is owed to the user, in words: one thing, or several together. Whoever shows them says nothing of its own. */
import { sayOutcome, sayTaskLimit } from '../chat/endWords';
import type { Translate } from '../chat/words';
import { endingOf, isOfCard, isOfProcess, isOfTurn } from '../notice/notice';
import type { Ending, Notice, TurnNotice } from '../notice/notice';
import { sayCardNotices } from './cardNoticeWords';
import { shorten } from './label';
import { sayProcessNotices } from './processWords';

/** What a notice does not hold itself, because it may change. */
export interface TaskNames {
  readonly title: (sessionId: string) => string;
  /** The name of the session's agent. */
  readonly agent: (sessionId: string) => string;
  /** The title of a task on the board. */
  readonly card: (taskId: string) => string;
}

export function sayNotices(notices: readonly Notice[], names: TaskNames, t: Translate): string {
  const parts = [
    sayTurnNotices(notices.filter(isOfTurn), names, t),
    sayProcessNotices(notices.filter(isOfProcess), t),
    sayCardNotices(notices.filter(isOfCard), names.card, t),
  ];
  return parts.filter((part) => part !== '').join(' ');
}

function sayTurnNotices(notices: readonly TurnNotice[], names: TaskNames, t: Translate): string {
  const [first] = notices;
  if (!first) {
    return '';
  }
  if (notices.length === 1) {
    return sayEnd(first, names, t);
  }
  const endings = notices.map(({ outcome }) => endingOf(outcome));
  const counts = countEndings(endings, t);
  const reason = sayReason(first, names, t);
  const haveOneCause = endings.every((ending) => ending === endings[0] && ending !== 'done') && notices.every((notice) => sayReason(notice, names, t) === reason);
  return haveOneCause ? t('Background tasks: {0}: {1}', counts, shorten(reason, 300)) : t('Background tasks: {0}.', counts);
}

/** One end as a sentence, with its reason. */
export function sayEnd(end: End, names: EndNames, t: Translate): string {
  const headline = headlines(t)[endingOf(end.outcome)](shorten(names.title(end.sessionId), 60));
  return `${headline} ${shorten(sayReason(end, names, t), 300)}`.trim();
}

export function countEndings(endings: readonly Ending[], t: Translate): string {
  return [...new Set(endings)].map((kind) => countOf(kind, endings.filter((ending) => ending === kind).length, t)).join(', ');
}

type End = Pick<TurnNotice, 'sessionId' | 'outcome' | 'preview'>;
export type EndNames = Pick<TaskNames, 'title' | 'agent'>;

/** Why it ended as it did, or what came of it. */
export function sayReason({ sessionId, outcome, preview }: End, names: EndNames, t: Translate): string {
  const agent = shorten(names.agent(sessionId), 40);
  switch (endingOf(outcome)) {
    case 'done':
      return shorten(preview, 100);
    case 'interrupted':
      return t('Nothing of it was sent; it waits in its session.');
    default:
      return `${sayOutcome(outcome, agent, t)} ${sayTaskLimit(outcome, t)}`.trim();
  }
}

export function sayEnding(ending: Ending, t: Translate): string {
  const words: { readonly [E in Ending]: string } = {
    done: t('Finished'),
    stopped: t('Stopped at a limit'),
    refused: t('Failed: refused'),
    failed: t('Failed'),
    stalled: t('Timed out'),
    interrupted: t('Interrupted'),
    stoppedByUser: t('Stopped by you.'),
  };
  return words[ending];
}

function headlines(t: Translate): { readonly [E in Ending]: (title: string) => string } {
  return {
    done: (title) => t('“{0}” has finished.', title),
    stopped: (title) => t('“{0}” was stopped before its end.', title),
    refused: (title) => t('“{0}” has failed.', title),
    failed: (title) => t('“{0}” has failed.', title),
    stalled: (title) => t('“{0}” timed out.', title),
    interrupted: (title) => t('“{0}” was interrupted before it began.', title),
    stoppedByUser: (title) => t('“{0}” was stopped.', title),
  };
}

function countOf(ending: Ending, count: number, t: Translate): string {
  switch (ending) {
    case 'done':
      return t('{0} finished', count);
    case 'stopped':
    case 'stoppedByUser':
      return t('{0} stopped', count);
    case 'refused':
    case 'failed':
      return t('{0} failed', count);
    case 'stalled':
      return t('{0} timed out', count);
    case 'interrupted':
      return t('{0} interrupted', count);
  }
}
