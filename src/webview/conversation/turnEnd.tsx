/** How a turn ended, when there is something to say. What can be done about it is offered only at the end of the conversation. */
import type { JSX } from 'preact';
import { evidenceOf, sayOutcome, sayTaskLimit } from '../../chat/endWords';
import type { EndItem } from '../../session/item';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';
import { Evidence } from './failureCard';
import { UsageLimit, UsageLimitButtons } from './usageLimit';

export function TurnEnd({ item }: { readonly item: EndItem }): JSX.Element | null {
  const view = useView();
  const { head, lastId } = view.store;
  const limit = head.value?.kind === 'background' ? sayTaskLimit(item.outcome, t) : '';
  // A worker of the board is stopped by the board as well, for which there may be many reasons; they stand on its card.
  const isStoppedWorker = head.value?.kind === 'task' && item.outcome.kind === 'cancelled';
  const words = isStoppedWorker ? t('Stopped.') : `${sayOutcome(item.outcome, head.value?.agent.name ?? t('Agent'), t)} ${limit}`.trim();
  if (words === '') {
    return null;
  }
  const isLast = lastId.value === item.id;
  const failed = item.outcome.kind === 'failed' || item.outcome.kind === 'stalled';
  // A dead agent has its own card just below, with the same words.
  if (failed && isLast && head.value?.state.kind === 'gone') {
    return null;
  }
  // So has what can be gone on with.
  if (isLast && head.value?.state.kind === 'interrupted' && head.value.state.turn.way !== 'dismissed') {
    return null;
  }
  const prompt = view.store.cell(item.turnId)?.item.value;
  // Nobody can know whether the agent has it, so whether it is sent again is for the user to decide.
  const isUnknown = prompt?.kind === 'user' && prompt.state === 'unknown';
  const keepsFailing = item.outcome.kind === 'failed' && item.outcome.failure.kind === 'keepsFailing';
  const resetsAt = item.outcome.kind === 'failed' && item.outcome.failure.kind === 'rpc' ? item.outcome.failure.resetsAt : undefined;
  if (!failed || !isLast) {
    return (
      <div class={`line end ${item.outcome.kind}`}>
        <Icon name={iconOf(item)} />
        <span>{words}</span>
        {isLast && item.outcome.kind === 'interrupted' && head.value?.state.kind === 'idle' && <RetryButton name={isUnknown ? t('Send again') : t('Retry')} />}
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
      {resetsAt !== undefined && <UsageLimit resetsAt={resetsAt} />}
      <div class="buttons">
        {resetsAt !== undefined && <UsageLimitButtons resetsAt={resetsAt} />}
        {isUnknown && <RetryButton name={t('Send again')} />}
        {!isUnknown && item.outcome.kind !== 'stalled' && <RetryButton name={t('Retry')} />}
        {item.outcome.kind === 'stalled' && <ContinueButton look={isUnknown ? 'secondary' : 'primary'} />}
        {(item.outcome.kind === 'stalled' || keepsFailing) && <RestartButton />}
        <button type="button" class="button secondary" onClick={() => view.run('showLog')}>
          {t('Show log')}
        </button>
      </div>
    </div>
  );
}

/** What was said so far stands above; the agent still has the session. */
function ContinueButton({ look }: { readonly look: 'primary' | 'secondary' }): JSX.Element {
  const view = useView();
  return (
    <button type="button" class={look === 'primary' ? 'button' : 'button secondary'} onClick={() => view.goOn()}>
      {t('Continue')}
    </button>
  );
}

function RestartButton(): JSX.Element {
  const view = useView();
  return (
    <button type="button" class="button secondary" onClick={() => view.run('restartAgent')}>
      {t('Restart agent')}
    </button>
  );
}

/** The last prompt once more. */
function RetryButton({ name }: { readonly name: string }): JSX.Element {
  const view = useView();
  return (
    <button type="button" class="button" onClick={() => view.retry()}>
      {name}
    </button>
  );
}

function iconOf(item: EndItem): string {
  return { answered: 'info', cancelled: 'debug-stop', failed: 'error', stalled: 'error', interrupted: 'debug-disconnect' }[item.outcome.kind];
}
