/** What the session is doing, in one line. The words are a status that is read aloud when they change; the seconds are for the eye. */
import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { sayDuration } from '../../chat/timeWords';
import { describeState } from '../../chat/words';
import type { SessionHead } from '../../chat/protocol';
import type { SessionStatus } from '../../session/status';
import { Icon } from '../icon';
import { useNow } from '../now';
import { t } from '../translate';
import { useView } from '../view';

/** From this on a start says that it may be downloading, whether or not the host has said so yet. */
const slowStartMs = 10_000;

export function ActivityLine(): JSX.Element {
  const { store, link } = useView();
  const head = store.head.value;
  const state: SessionStatus = head?.state ?? { kind: 'idle' };
  const now = useNow('since' in state ? 'ticking' : 'still');
  const told: SessionStatus = state.kind === 'starting' && now - state.since > slowStartMs ? { ...state, slow: true } : state;
  // A dead agent has an alert of its own, with what can be done.
  const { what, detail } = state.kind === 'gone' ? { what: '', detail: '' } : describeState(told, t, head?.agent.name ?? t('agent'));
  const silence = state.kind === 'working' ? state.silence : undefined;
  return (
    <div class={`activity ${silence?.kind ?? state.kind}`}>
      <div class="activity-words" role="status">
        {link.waiting.value === 'long' && <span>{t('Holdfast is not answering yet. What you type is kept.')}</span>}
        {what !== '' && link.waiting.value !== 'long' && (
          <>
            <Icon name={silence?.kind === 'long' ? 'warning' : iconOf(state)} {...(isStill(state) ? {} : { spin: 'spin' })} />
            <span class="activity-what">{silence ? t('Quiet for') : what}</span>
            {'since' in state && (
              <span class="activity-time" aria-hidden="true">
                {silence ? ` ${sayDuration(now - silence.since, t)}` : ` · ${sayDuration(now - state.since, t)}`}
              </span>
            )}
            {detail !== '' && <span class="activity-detail" title={detail}>{` · ${detail}`}</span>}
          </>
        )}
      </div>
      {state.kind === 'waitingForYou' && <ShowRequest />}
      {head?.usage !== undefined && <Usage usage={head.usage} />}
    </div>
  );
}

function ShowRequest(): JSX.Element | null {
  const { store, follow } = useView();
  const openId = useComputed(() =>
    store.order.value.find((id) => {
      const item = store.cell(id)?.item.value;
      return item?.kind === 'question' && item.state.kind === 'open';
    }),
  );
  const show = (): void => {
    follow.stop();
    const card = [...document.querySelectorAll<HTMLElement>('[data-question]')].find((element) => element.dataset.question === openId.value);
    card?.scrollIntoView({ block: 'center' });
    card?.querySelector('button')?.focus({ preventScroll: true });
  };
  return openId.value === undefined ? null : (
    <button type="button" class="link-button" onClick={show}>
      {t('Show request')}
    </button>
  );
}

function Usage({ usage }: { readonly usage: NonNullable<SessionHead['usage']> }): JSX.Element | null {
  if (usage.size <= 0) {
    return null;
  }
  const percent = Math.round((usage.used / usage.size) * 100);
  const words = t('{0} % of context', percent);
  return (
    <span class="usage" title={t('{0} of {1} tokens of context are used', usage.used, usage.size)}>
      {words}
    </span>
  );
}

function iconOf(state: SessionStatus): string {
  const icons: { readonly [K in SessionStatus['kind']]?: string } = {
    waitingForYou: 'bell-dot',
    queued: 'clock',
    interrupted: 'debug-pause',
    elsewhere: 'multiple-windows',
  };
  return icons[state.kind] ?? 'loading';
}

/** Nothing moves while nothing is heard of the agent, or nothing is asked of it. */
function isStill(state: SessionStatus): boolean {
  const isResting = ['waitingForYou', 'queued', 'interrupted', 'elsewhere'].includes(state.kind);
  return isResting || (state.kind === 'working' && state.silence?.kind === 'long');
}
