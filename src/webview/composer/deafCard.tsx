/**
 * The agent has not confirmed the stop, the settings say that it is never ended by itself, and a message waits: asked once for each stop,
 * because nothing else would ever send the message.
 */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { Icon } from '../icon';
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
    <div class="card warning" role="alert">
      <p class="alert-words">
        <Icon name="warning" />
        <span>{t('{0} has not confirmed the stop and is not ended by itself. Your message waits for it.', head.agent.name)}</span>
      </p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => view.forceStop()}>
          {t('Force stop and send')}
        </button>
        <button type="button" class="button secondary" onClick={() => (seen.value = since)}>
          {t('Keep waiting')}
        </button>
      </div>
    </div>
  );
}
