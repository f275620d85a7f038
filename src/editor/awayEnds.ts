/**
 * How turns ended while nobody was at the window: remembered until somebody is back, and said in one sentence then. How background tasks
 * ended is no business of this: that is owed, and survives the window.
 */
import type { Translate } from '../chat/words';
import { endingOf } from '../notice/notice';
import type { Ending } from '../notice/notice';
import type { TurnOutcome } from '../session/outcome';
import type { SettingValues } from './ids';
import { countEndings, sayEnd } from './noticeWords';
import type { EndNames } from './noticeWords';

export interface AwayEnd {
  readonly sessionId: string;
  readonly outcome: TurnOutcome;
}

export class AwayEnds {
  /** The last end of each session. */
  #ends: readonly AwayEnd[] = [];

  note(end: AwayEnd): void {
    this.#ends = [...this.#ends.filter(({ sessionId }) => sessionId !== end.sessionId), end];
  }

  /** They are told now, or never: whoever is back sees what is in sight. */
  take(level: SettingValues['notifications.level'], inSight: (sessionId: string) => boolean): readonly AwayEnd[] {
    const ends = this.#ends.filter(({ sessionId, outcome }) => isTold[level](endingOf(outcome)) && !inSight(sessionId));
    this.#ends = [];
    return ends;
  }
}

export function sayAwayEnds(ends: readonly AwayEnd[], names: EndNames, t: Translate): string {
  const [only, ...others] = ends;
  if (only && others.length === 0) {
    return sayEnd({ ...only, preview: '' }, names, t);
  }
  return t('While you were away: {0}.', countEndings(ends.map(({ outcome }) => endingOf(outcome)), t));
}

/** Of the user's own doing nobody tells them. */
const isNews = (ending: Ending): boolean => ending !== 'stoppedByUser' && ending !== 'interrupted';

const isTold: { readonly [L in SettingValues['notifications.level']]: (ending: Ending) => boolean } = {
  all: isNews,
  result: isNews,
  error: (ending) => isNews(ending) && ending !== 'done',
  off: () => false,
};
