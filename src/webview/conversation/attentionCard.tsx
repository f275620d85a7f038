/** A turn that goes on and on, or in circles: what a person should know of it. Nothing is ended; the card goes when it was seen. */
import type { JSX } from 'preact';
import { sayAttention } from '../../chat/words';
import { useNow } from '../now';
import { t } from '../translate';
import { useView } from '../view';
import { WarningCard } from './warningCard';

export function AttentionCard(): JSX.Element | null {
  const view = useView();
  const head = view.store.head.value;
  const state = head?.state.kind === 'working' ? head.state : undefined;
  const now = useNow(state?.attention?.kind === 'long' ? 'ticking' : 'still');
  if (head === undefined || state?.attention === undefined) {
    return null;
  }
  return (
    <WarningCard
      label={t('Needs a look')}
      first={{ label: t('Let it go on'), onClick: () => view.letGoOn() }}
      second={{ label: t('End the turn'), onClick: () => view.stop() }}
    >
      {/* In whole minutes: an alert that changes every second would be read out every second. */}
      <span role="alert">{sayAttention(state.attention, wholeMinutes(now - state.since), head.agent.name, t)}</span>
    </WarningCard>
  );
}

function wholeMinutes(ms: number): number {
  return ms < 60_000 ? ms : ms - (ms % 60_000);
}
