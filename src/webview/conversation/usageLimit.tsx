/** When the usage limit that a turn met is reset, and the one thing that can be arranged for then. Nothing is, unless the user says so. */
import type { JSX } from 'preact';
import { sayDuration } from '../../chat/timeWords';
import { useNow } from '../now';
import { t } from '../translate';
import { useView } from '../view';

const dayMs = 86_400_000;
const minuteMs = 60_000;

export function UsageLimit({ resetsAt }: { readonly resetsAt: number }): JSX.Element {
  const now = useNow('ticking');
  const askLater = useView().store.head.value?.askLater;
  const leftMs = resetsAt - now;
  // Whole minutes, so that it is not read aloud every second.
  const left = sayDuration(Math.ceil(leftMs / minuteMs) * minuteMs, t);
  return (
    <>
      <p class="hint">{leftMs > 0 ? t('The usage limit resets at {0} (in {1}).', clockTime(resetsAt, now), left) : t('The usage limit has been reset.')}</p>
      {askLater?.state === 'waiting' && (
        <p class="hint" role="status">
          {t('Your last message is sent again at {0}, once, if this window is still open.', clockTime(askLater.at, now))}
        </p>
      )}
      {askLater?.state === 'offered' && (
        <p class="hint">{t('Your last message was to be sent again at {0}. The window was closed, reloaded or asleep meanwhile, so you decide anew.', clockTime(askLater.at, now))}</p>
      )}
    </>
  );
}

export function UsageLimitButtons({ resetsAt }: { readonly resetsAt: number }): JSX.Element {
  const view = useView();
  const leftMs = resetsAt - useNow('ticking');
  const askLater = view.store.head.value?.askLater;
  return (
    <>
      {askLater?.state !== 'waiting' && leftMs > 0 && leftMs <= dayMs && (
        <button type="button" class="button" onClick={() => view.askAtReset('askAtReset')}>
          {t('Resume then')}
        </button>
      )}
      {askLater && (
        <button type="button" class="button secondary" onClick={() => view.askAtReset('doNotAskAtReset')}>
          {t('Do not resume')}
        </button>
      )}
    </>
  );
}

function clockTime(at: number, now: number): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleString([], { ...(isToday ? {} : { weekday: 'short', day: 'numeric', month: 'short' }), hour: '2-digit', minute: '2-digit' });
}
