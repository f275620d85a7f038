/** Work that was under way when its window went: since when, why, and what can be done about it. Nothing goes on before somebody says so. */
import type { JSX } from 'preact';
import { sayInterrupted, sayWayOn } from '../../chat/interruptionWords';
import { Icon } from '../icon';
import { useNow } from '../now';
import { t } from '../translate';
import { useView } from '../view';

export function InterruptedCard(): JSX.Element | null {
  const view = useView();
  const head = view.store.head.value;
  const turn = head?.state.kind === 'interrupted' ? head.state.turn : undefined;
  const now = useNow(turn === undefined ? 'still' : 'ticking');
  if (head === undefined || turn === undefined) {
    return null;
  }
  const { name } = head.agent;
  const words = sayInterrupted(turn, turn.lastSignAt === undefined ? undefined : now - turn.lastSignAt, name, t);
  const way = sayWayOn(turn.way, name, t);
  return (
    <section class={turn.way === 'dismissed' ? 'card' : 'card warning'} aria-label={t('Interrupted')}>
      <p class="alert-words">
        <Icon name="debug-pause" />
        <span>{turn.way === 'dismissed' ? way : [words, way].filter((part) => part !== '').join(' ')}</span>
      </p>
      <div class="buttons">
        {turn.way === 'resume' && (
          <button type="button" class="button" onClick={() => view.decide('resume')}>
            {t('Resume')}
          </button>
        )}
        {turn.way === 'untrusted' && (
          <button type="button" class="button" onClick={() => view.run('manageTrust')}>
            {t('Manage Workspace Trust')}
          </button>
        )}
        {turn.way === 'freshStart' && (
          <button type="button" class="button" onClick={() => view.run('newSession')}>
            {t('New session')}
          </button>
        )}
        {turn.way === 'dismissed' ? (
          <button type="button" class="button secondary" onClick={() => view.decide('undoDismiss')}>
            {t('Undo')}
          </button>
        ) : (
          <button type="button" class="button secondary" onClick={() => view.decide('dismiss')}>
            {t('Dismiss')}
          </button>
        )}
      </div>
    </section>
  );
}
