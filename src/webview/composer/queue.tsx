/** Prompts that wait for their turn: seen, changed or taken back here, never lost. */
import type { JSX } from 'preact';
import { plainText } from '../conversation/message';
import { Icon, IconButton } from '../icon';
import { plural, t } from '../translate';
import { useView } from '../view';

export function Queue(): JSX.Element | null {
  const view = useView();
  const { queued } = view.store;
  if (queued.value.length === 0) {
    return null;
  }
  const held = view.store.head.value?.queueHeld === true;
  return (
    <section class="queue">
      <p class="queue-title">
        <Icon name={held ? 'debug-pause' : 'clock'} />
        <span>
          {held
            ? t('Held back, because the turn before did not end well')
            : plural(queued.value.length, '{0} message is queued', '{0} messages are queued')}
        </span>
        {held && (
          <button type="button" class="link-button" onClick={() => view.sendQueued()}>
            {t('Send now')}
          </button>
        )}
      </p>
      <ul aria-label={t('Queued messages')}>
        {queued.value.map((item) => (
          <li key={item.id}>
            <span class="queue-text" title={plainText(item.content)}>
              {plainText(item.content)}
            </span>
            <IconButton icon="edit" name={t('Edit')} onClick={() => view.edit(item.id, plainText(item.content))} />
            <IconButton icon="close" name={t('Remove')} onClick={() => view.withdraw(item.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
