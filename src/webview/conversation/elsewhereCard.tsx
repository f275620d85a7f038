/** Another window works in this session: this one shows what goes on there, and can ask for it. */
import type { JSX } from 'preact';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';

export function ElsewhereCard(): JSX.Element | null {
  const view = useView();
  const head = view.store.head.value;
  const state = head?.state.kind === 'elsewhere' ? head.state : undefined;
  if (head === undefined || state === undefined) {
    return null;
  }
  return (
    <section class="card" aria-label={t('Open in another window')}>
      <p class="alert-words" role="status">
        <Icon name="multiple-windows" />
        <span>{words(state.wish, state.turn, head.agent.name)}</span>
      </p>
      <div class="buttons">
        {/* Not disabled, which would take the keyboard's place away; asking twice is asking once. */}
        <button type="button" class="button" aria-disabled={state.wish === 'asked'} onClick={() => view.decide('takeOver')}>
          {t('Take over')}
        </button>
      </div>
    </section>
  );
}

function words(wish: 'none' | 'asked' | 'refused', turn: 'none' | 'running', agent: string): string {
  if (wish === 'asked') {
    return t('The other window is being asked for it…');
  }
  if (wish === 'refused' && turn === 'none') {
    return t('The other window had not let go, because {0} still worked there. Now it is done: try again.', agent);
  }
  if (wish === 'refused') {
    return t('The other window has not let go, because {0} still works there. Stop it there, or try again when it is done.', agent);
  }
  return turn === 'running'
    ? t('This session is open in another window, where {0} works. What happens there is shown here.', agent)
    : t('This session is open in another window. What happens there is shown here.');
}
