/**
 * The log of the session: its items, what is still on its way to the host, and what is wrong with the agent. Long sessions show their
 * end; what stands before is one button away. It keeps the reader's place.
 */
import { useComputed, useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';
import { AttentionCard } from './attentionCard';
import { ElsewhereCard } from './elsewhereCard';
import { EmptyState } from './emptyState';
import { FailureCard } from './failureCard';
import { InterruptedCard } from './interruptedCard';
import { ItemView } from './itemView';
import { OutboxPrompts } from './outboxPrompts';
import { SilenceCard } from './silenceCard';
import { UntrustedState } from './untrustedState';

/** This many items stand in the page; up to twice as many while the reader is elsewhere than at the end, so that nothing above him moves. */
const windowItems = 120;

export function Conversation(): JSX.Element {
  const view = useView();
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { order, head } = view.store;
  const start = useRef(0);
  const earlier = useSignal(0);
  const isEmpty = useComputed(() => order.value.length === 0 && view.outbox.entries.value.every((entry) => entry.sessionId !== view.sessionId));

  useLayoutEffect(() => (scroller.current === null || content.current === null ? undefined : view.follow.attach(scroller.current, content.current)), []);

  const trusted = view.store.frame.value?.trusted !== false;
  const newest = Math.max(0, order.value.length - windowItems - earlier.value);
  if (view.follow.following.value || start.current > newest) {
    start.current = newest - start.current > windowItems || start.current > newest ? newest : start.current;
  }
  const showEarlier = (): void => {
    const element = scroller.current;
    const fromEnd = element === null ? 0 : element.scrollHeight - element.scrollTop;
    view.follow.stop();
    earlier.value += windowItems;
    start.current = Math.max(0, start.current - windowItems);
    requestAnimationFrame(() => {
      if (element !== null) {
        element.scrollTop = element.scrollHeight - fromEnd;
      }
    });
  };
  return (
    <div class="conversation-frame">
      <div class="conversation" ref={scroller} role="log" aria-label={t('Conversation')} aria-live="off" tabIndex={0}>
        <div class="conversation-content" ref={content}>
          {start.current > 0 && (
            <button type="button" class="button secondary earlier" onClick={showEarlier}>
              {t('Show earlier messages')}
            </button>
          )}
          {isEmpty.value && trusted && head.value?.state.kind === 'idle' && <EmptyState />}
          {order.value.slice(start.current).map((id) => (
            <ItemView key={id} id={id} />
          ))}
          <OutboxPrompts />
          <SilenceCard />
          <AttentionCard />
          <InterruptedCard />
          <ElsewhereCard />
          {trusted ? <FailureCard /> : <UntrustedState />}
        </div>
      </div>
      <JumpToLatest />
    </div>
  );
}

function JumpToLatest(): JSX.Element | null {
  const { follow } = useView();
  return follow.following.value ? null : (
    <button type="button" class="button jump" onClick={() => follow.jumpToEnd()}>
      <Icon name="arrow-down" />
      {t('Jump to latest')}
    </button>
  );
}
