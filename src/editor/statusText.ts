/** The status bar's words: the most urgent thing about all sessions and tasks, and the same as a sentence for screen readers. */
import type { Translate } from '../chat/words';
import type { Pulse } from '../session/activity';
import { duration, sayWhole } from '../chat/ago';
import { label, shorten } from './label';

export interface StatusText {
  readonly text: string;
  /** Says no seconds: a sentence that changes every second would be read out again and again. */
  readonly spoken: string;
  /** For the background; never the only sign. */
  readonly tone?: 'warning';
}

/** `still`: the user wants nothing to move by itself. */
export type Motion = 'moving' | 'still';

export interface StatusFacts {
  readonly pulse: Pulse;
  /** Tasks of the board that stand still until a person does something. They weigh as much as a session that waits. */
  readonly stuckTasks: number;
  /** Wall milliseconds. */
  readonly now: number;
  readonly motion: Motion;
}

export function statusText({ pulse, stuckTasks, now, motion }: StatusFacts, t: Translate): StatusText {
  const waiting = pulse.kind === 'needsYou' ? pulse.count : 0;
  return waiting + stuckTasks > 0 ? sayNeed(waiting, stuckTasks, t) : sayPulse(pulse, now, t, motion);
}

function sayNeed(sessions: number, tasks: number, t: Translate): StatusText {
  const count = sessions + tasks;
  const text = `$(bell-dot) ${count === 1 ? t('1 needs you') : t('{0} need you', count)}`;
  if (tasks === 0) {
    return { text, spoken: sessions === 1 ? t('Holdfast: 1 session needs you.') : t('Holdfast: {0} sessions need you.', sessions) };
  }
  const ofTasks = tasks === 1 ? t('Holdfast: 1 task needs you.') : t('Holdfast: {0} tasks need you.', tasks);
  const ofSessions = sessions === 0 ? '' : sessions === 1 ? t('1 session needs you, too.') : t('{0} sessions need you, too.', sessions);
  return { text, spoken: [ofTasks, ofSessions].join(' ').trim() };
}

function sayPulse(pulse: Pulse, now: number, t: Translate, motion: Motion): StatusText {
  switch (pulse.kind) {
    case 'needsYou':
      return sayNeed(pulse.count, 0, t);
    case 'attention': {
      const text = pulse.count === 1 ? t('1 needs a look') : t('{0} need a look', pulse.count);
      const spoken = pulse.count === 1 ? t('Holdfast: 1 session needs a look.') : t('Holdfast: {0} sessions need a look.', pulse.count);
      return { text: `$(warning) ${text}`, spoken };
    }
    case 'gone': {
      const text = pulse.count === 1 ? t('1 agent gone') : t('{0} agents gone', pulse.count);
      const spoken = pulse.count === 1 ? t('Holdfast: 1 agent is gone.') : t('Holdfast: {0} agents are gone.', pulse.count);
      return { text: `$(warning) ${text}`, spoken };
    }
    case 'interrupted': {
      const text = pulse.count === 1 ? t('1 interrupted') : t('{0} interrupted', pulse.count);
      const spoken = pulse.count === 1 ? t('Holdfast: 1 session was interrupted') : t('Holdfast: {0} sessions were interrupted', pulse.count);
      return { text: `$(debug-pause) ${text}`, spoken };
    }
    case 'quiet': {
      const quietMs = now - pulse.since;
      return {
        text: `$(warning) ${t('quiet {0}', duration(quietMs, t))}`,
        spoken: quietMs < minute ? t('Holdfast: an agent is quiet.') : t('Holdfast: an agent has been quiet for {0}.', sayWhole(quietMs, t)),
        ...(pulse.long ? { tone: 'warning' as const } : {}),
      };
    }
    case 'working': {
      const agents = pulse.count === 1 ? t('1 agent') : t('{0} agents', pulse.count);
      const what = pulse.what === undefined ? [] : [label(pulse.what, 40)];
      return {
        text: `${motion === 'still' ? '$(sync)' : '$(sync~spin)'} ${[agents, duration(now - pulse.since, t), ...what].join(' · ')}`,
        spoken: speakOfWork(pulse.count, pulse.what, t),
      };
    }
    case 'idle':
      return { text: '$(pulse) Holdfast', spoken: t('Holdfast: no agent is working.') };
  }
}

const minute = 60_000;

function speakOfWork(count: number, what: string | undefined, t: Translate): string {
  if (what === undefined) {
    return count === 1 ? t('Holdfast: 1 agent is working.') : t('Holdfast: {0} agents are working.', count);
  }
  const title = shorten(what, 80);
  return count === 1 ? t('Holdfast: 1 agent is working on “{0}”.', title) : t('Holdfast: {0} agents are working, one of them on “{1}”.', count, title);
}
