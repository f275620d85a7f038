/** What was under way when the window went, and what can be done about it, in a person's words. Pure. */
import type { InterruptedTurn, Interruption, WayOn } from '../session/interruption';
import { sayAge } from './timeWords';
import type { Translate } from './words';

/** `ageMs`: since the last sign of it, where that is known. */
export function sayInterrupted({ reason, by }: InterruptedTurn, ageMs: number | undefined, agentName: string, t: Translate): string {
  const how = by === 'crash' ? t('the window or the computer went away') : t('the window was closed or reloaded');
  const first = ageMs === undefined ? t('Interrupted: {0}.', how) : t('Interrupted {0} ago: {1}.', sayAge(ageMs, t), how);
  return `${first} ${sayReason(reason, agentName, t)}`;
}

/** Several of them together. `ageMs`: since the last sign of the latest, where that is known. */
export function sayInterruptions(count: { readonly sessions: number; readonly tasks: number }, ageMs: number | undefined, t: Translate): string {
  const sessions = count.sessions === 1 ? t('1 session') : t('{0} sessions', count.sessions);
  const tasks = count.tasks === 1 ? t('1 background task') : t('{0} background tasks', count.tasks);
  const all = count.tasks === 0 ? sessions : count.sessions === 0 ? tasks : t('{0} and {1}', sessions, tasks);
  return ageMs === undefined ? t('{0} were interrupted.', all) : t('{0} were interrupted, the last one {1} ago.', all, sayAge(ageMs, t));
}

/** Empty where it can simply go on. */
export function sayWayOn(way: WayOn, agentName: string, t: Translate): string {
  const words = {
    resume: '',
    freshStart: t('It was resumed several times and came to nothing each time, so it is not offered again. Begin a new session for it.'),
    untrusted: t('It can go on once you trust this folder.'),
    folderClosed: t('It can go on in a window that has its folder open.'),
    agentMissing: t('It can go on once {0} is in the settings again.', agentName),
    dismissed: t('Dismissed. It is not offered again.'),
  };
  return words[way];
}

/** A few words for a row of a list. */
export function shortReason(reason: Interruption, t: Translate): string {
  switch (reason.kind) {
    case 'unsure':
      return t('perhaps not received');
    case 'answering':
      return '';
    case 'question':
      return t('a question was open');
    case 'tool':
      return reason.title;
  }
}

/** An agent's title, as part of a sentence. */
function quoted(title: string): string {
  const line = title.replace(/\s+/g, ' ').trim();
  return line.length > titleLimit ? `${line.slice(0, titleLimit)}…` : line;
}

/** In characters. */
const titleLimit = 200;

function sayReason(reason: Interruption, agentName: string, t: Translate): string {
  switch (reason.kind) {
    case 'unsure':
      return t('Your message had just been sent; it is not known whether {0} got it.', agentName);
    case 'answering':
      return t('{0} was answering.', agentName);
    case 'question':
      return t('{0} was waiting for your answer, and has to ask again: {1}', agentName, quoted(reason.title));
    case 'tool':
      return reason.effect === 'none'
        ? t('{0} was at this: {1}', agentName, quoted(reason.title))
        : t('{0} was at this, and its effect is unknown: {1}', agentName, quoted(reason.title));
  }
}
