/** The agent has been silent for half of its limit: how long it has, and what can be done. The limit itself ends the turn. */
import type { JSX } from 'preact';
import { sayDuration } from '../../chat/timeWords';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';

export function SilenceCard(): JSX.Element | null {
  const view = useView();
  const head = view.store.head.value;
  const silence = head?.state.kind === 'working' ? head.state.silence : undefined;
  if (head === undefined || silence?.kind !== 'long') {
    return null;
  }
  return (
    <div class="card warning" role="alert">
      <p class="alert-words">
        <Icon name="warning" />
        <span>
          {t('There is no activity of {0}. After {1} of silence the turn is ended.', head.agent.name, sayDuration(silence.endsAfterMs, t))}
        </span>
      </p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => view.keepWaiting()}>
          {t('Keep waiting')}
        </button>
        <button type="button" class="button secondary" onClick={() => view.stop()}>
          {t('End the turn')}
        </button>
      </div>
    </div>
  );
}
