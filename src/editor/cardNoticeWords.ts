/** What became of the board's tasks, in words: one, or several together. Whoever shows them says nothing of its own. */
import type { Translate } from '../chat/words';
import type { CardNews, CardNotice } from '../notice/notice';
import { shorten } from './label';

export function sayCardNotices(notices: readonly CardNotice[], title: (taskId: string) => string, t: Translate): string {
  const [first] = notices;
  if (!first) {
    return '';
  }
  if (notices.length === 1) {
    return `${headlines(t)[first.news](shorten(title(first.taskId), 60))} ${shorten(first.preview, 200)}`.trim();
  }
  const counts = [...new Set(notices.map(({ news }) => news))].map((news) => countOf(news, notices.filter((notice) => notice.news === news).length, t));
  return t('Task board: {0}.', counts.join(', '));
}

export function sayCardNews(news: CardNews, t: Translate): string {
  const words: { readonly [N in CardNews]: string } = {
    done: t('Finished'),
    review: t('To be reviewed'),
    blocked: t('Blocked'),
    gaveUp: t('Blocked: gave up'),
    loop: t('Blocked: goes in circles'),
  };
  return words[news];
}

function headlines(t: Translate): { readonly [N in CardNews]: (title: string) => string } {
  return {
    done: (title) => t('The task “{0}” has finished.', title),
    review: (title) => t('The task “{0}” is to be reviewed.', title),
    blocked: (title) => t('The task “{0}” is blocked.', title),
    gaveUp: (title) => t('The task “{0}” has failed and is blocked.', title),
    loop: (title) => t('The task “{0}” goes in circles and is blocked.', title),
  };
}

function countOf(news: CardNews, count: number, t: Translate): string {
  switch (news) {
    case 'done':
      return t('{0} finished', count);
    case 'review':
      return t('{0} to be reviewed', count);
    case 'blocked':
      return t('{0} blocked', count);
    case 'gaveUp':
      return t('{0} failed', count);
    case 'loop':
      return t('{0} in circles', count);
  }
}
