/** The agent has been silent for half of its limit: how long it has, and what can be done. The limit itself ends the turn. */
import type { JSX } from 'preact';
import { sayDuration } from '../../chat/timeWords';
import { t } from '../translate';
import { useView } from '../view';
import { WarningCard } from './warningCard';

export function SilenceCard(): JSX.Element | null {
  const view = useView();
  const head = view.store.head.value;
  const silence = head?.state.kind === 'working' ? head.state.silence : undefined;
  if (head === undefined || silence?.kind !== 'long') {
    return null;
  }
  return (
    <WarningCard
      first={{ label: t('Keep waiting'), onClick: () => view.keepWaiting() }}
      second={{ label: t('End the turn'), onClick: () => view.stop() }}
    >
      <span>{t('There is no activity of {0}. After {1} of silence the turn is ended.', head.agent.name, sayDuration(silence.endsAfterMs, t))}</span>
    </WarningCard>
  );
}
