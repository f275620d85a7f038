/** How a turn ended, when there is something to say. What can be done about it is offered only at the end of the conversation. */
import type { JSX } from 'preact';
import { evidenceOf, sayOutcome } from '../../chat/words';
import type { EndItem } from '../../session/item';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';
import { Evidence } from './failureCard';

export function TurnEnd({ item }: { readonly item: EndItem }): JSX.Element | null {
  const view = useView();
  const { head, order } = view.store;
  const words = sayOutcome(item.outcome, head.value?.agent.name ?? t('Agent'), t);
  if (words === '') {
    return null;
  }
  const isLast = order.value.at(-1) === item.id;
  const failed = item.outcome.kind === 'failed' || item.outcome.kind === 'stalled';
  // A dead agent has its own card just below, with the same words.
  if (failed && isLast && head.value?.state.kind === 'gone') {
    return null;
  }
  if (!failed || !isLast) {
    return (
      <div class={`line end ${item.outcome.kind}`}>
        <Icon name={iconOf(item)} />
        <span>{words}</span>
        {isLast && item.outcome.kind === 'interrupted' && <RetryButton />}
      </div>
    );
  }
  return (
    <div class="card alert" role="alert">
      <p class="alert-words">
        <Icon name="error" />
        <span>{words}</span>
      </p>
      <Evidence lines={item.outcome.kind === 'failed' ? evidenceOf(item.outcome.failure) : []} />
      <div class="buttons">
        {item.outcome.kind === 'stalled' ? <WaysOn /> : <RetryButton />}
        <button type="button" class="button secondary" onClick={() => view.run('showLog')}>
          {t('Show log')}
        </button>
      </div>
    </div>
  );
}

/** What was said so far stands above; the agent still has the session. */
function WaysOn(): JSX.Element {
  const view = useView();
  return (
    <>
      <button type="button" class="button" onClick={() => view.goOn()}>
        {t('Continue')}
      </button>
      <button type="button" class="button secondary" onClick={() => view.run('restartAgent')}>
        {t('Restart agent')}
      </button>
    </>
  );
}

function RetryButton(): JSX.Element {
  const view = useView();
  return (
    <button type="button" class="button" onClick={() => view.retry()}>
      {t('Retry')}
    </button>
  );
}

function iconOf(item: EndItem): string {
  return { answered: 'info', cancelled: 'debug-stop', failed: 'error', stalled: 'error', interrupted: 'debug-disconnect' }[item.outcome.kind];
}
