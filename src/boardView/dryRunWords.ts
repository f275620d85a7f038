/** What the dispatcher would do, in a person's words, and first of all whether it is going to. Pure. */
import type { Dispatching, DryStep } from '../board/taskBoard';
import type { Translate } from '../chat/words';
import { sayHeld } from './words';

/** How things are, so that nobody takes what would be done for what is done. */
export function titleOfDryRun({ mode, by, paused }: Dispatching, t: Translate): string {
  if (paused) {
    return t('The board is paused: nothing starts');
  }
  if (mode === 'manual') {
    return t('Nothing starts by itself: dispatch is manual');
  }
  return by === 'elsewhere' ? t('Another window starts tasks: what it would do now') : t('What would be done now');
}

export function explainDryRun({ mode, paused }: Dispatching, t: Translate): string {
  return mode === 'manual' && !paused ? t('With auto, this would be done now. Choose a task to open it.') : t('Nothing was started. Choose a task to open it.');
}

/** What would be done with one task. */
export function sayDryStep({ what, held, detail }: DryStep, now: number, t: Translate): string {
  const words = {
    start: t('would be started'),
    hold: held ? sayHeld(held, now, t) : t('would wait'),
    promote: t('would become ready'),
    extend: t('would stay with its worker'),
    takeBack: t('would be taken back'),
    askEnd: t('its worker would be asked to end'),
  };
  return detail === undefined || detail === '' ? words[what] : t('{0}: {1}', words[what], detail);
}
