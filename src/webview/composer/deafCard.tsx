/**
 * The agent has not confirmed the stop, the settings say that it is never ended by itself, and a message waits: asked once for each stop,
 * because nothing else would ever send the message.
 */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { WarningCard } from '../conversation/warningCard';
import { t } from '../translate';
import { useView } from '../view';

export function DeafCard(): JSX.Element | null {
  const view = useView();
  const seen = useSignal<number | undefined>(undefined);
  const head = view.store.head.value;
  const state = head?.state;
  if (head === undefined || state?.kind !== 'stopping' || state.force !== 'byHand' || seen.value === state.since || view.store.queued.value.length === 0) {
    return null;
  }
  const { since } = state;
  return (
    <WarningCard
      first={{ label: t('Force stop and send'), onClick: () => view.forceStop() }}
      second={{ label: t('Keep waiting'), onClick: () => (seen.value = since) }}
    >
      <span>{t('{0} has not confirmed the stop and is not ended by itself. Your message waits for it.', head.agent.name)}</span>
    </WarningCard>
  );
}
