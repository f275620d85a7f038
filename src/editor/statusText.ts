/** The status bar's words: the most urgent thing about all sessions, and the same as a sentence for screen readers. */
import type { Translate } from '../chat/words';
import type { Pulse } from '../session/activity';
import { duration } from './ago';
import { label, shorten } from './label';

export interface StatusText {
  readonly text: string;
  readonly spoken: string;
}

export function statusText(pulse: Pulse, now: number, t: Translate): StatusText {
  switch (pulse.kind) {
    case 'needsYou': {
      const text = pulse.count === 1 ? t('1 needs you') : t('{0} need you', pulse.count);
      const spoken = pulse.count === 1 ? t('Holdfast: 1 session needs you') : t('Holdfast: {0} sessions need you', pulse.count);
      return { text: `$(bell-dot) ${text}`, spoken };
    }
    case 'attention': {
      const text = pulse.count === 1 ? t('1 needs a look') : t('{0} need a look', pulse.count);
      const spoken = pulse.count === 1 ? t('Holdfast: 1 session needs a look') : t('Holdfast: {0} sessions need a look', pulse.count);
      return { text: `$(warning) ${text}`, spoken };
    }
    case 'gone': {
      const text = pulse.count === 1 ? t('1 agent gone') : t('{0} agents gone', pulse.count);
      const spoken = pulse.count === 1 ? t('Holdfast: 1 agent is gone') : t('Holdfast: {0} agents are gone', pulse.count);
      return { text: `$(warning) ${text}`, spoken };
    }
    case 'quiet':
      return { text: `$(warning) ${t('quiet {0}', duration(now - pulse.since, t))}`, spoken: t('Holdfast: an agent is quiet') };
    case 'working': {
      const agents = pulse.count === 1 ? t('1 agent') : t('{0} agents', pulse.count);
      const time = duration(now - pulse.since, t);
      const what = pulse.what === undefined ? [] : [label(pulse.what, 40)];
      const spoken = pulse.count === 1 ? t('Holdfast: 1 agent is working') : t('Holdfast: {0} agents are working', pulse.count);
      return {
        text: `$(sync~spin) ${[agents, time, ...what].join(' · ')}`,
        // Without the time: a sentence that changes every second would be read out again and again.
        spoken: pulse.what === undefined ? spoken : `${spoken}: ${shorten(pulse.what, 80)}`,
      };
    }
    case 'idle':
      return { text: '$(pulse) Holdfast', spoken: t('Holdfast: no agent is working') };
  }
}
