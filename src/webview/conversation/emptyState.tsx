/** A session in which nothing was asked: what this is, and three ways to begin. The examples only fill the composer. */
import type { JSX } from 'preact';
import { Icon } from '../icon';
import { t } from '../translate';
import { useView } from '../view';

export function EmptyState(): JSX.Element {
  const view = useView();
  const fill = (text: string): void => {
    view.type(text);
    view.wishFocus();
  };
  const builtIn = view.store.head.value?.agent.id === 'builtin';
  const examples = builtIn
    ? ['/help', '/find TODO', '/run git status']
    : [t('Explain how this project is put together'), t('Find the cause of a failing test and fix it'), t('Review my uncommitted changes')];
  return (
    <div class="empty">
      <Icon name="pulse" />
      <h2>{t('Agents you can leave alone')}</h2>
      <p>{t('Ask for a change, a fix or an answer. You see what the agent does, it asks before it acts, and Stop always stops it.')}</p>
      <ul class="examples" aria-label={t('Examples')}>
        {examples.map((example) => (
          <li key={example}>
            <button type="button" class="example" onClick={() => fill(example)}>
              <span>{example}</span>
            </button>
          </li>
        ))}
      </ul>
      {builtIn && (
        <p class="hint">
          {t('This is the built-in agent: it needs no account.')}{' '}
          <button type="button" class="link-button" onClick={() => view.run('addAgent')}>
            {t('Add an agent…')}
          </button>
        </p>
      )}
    </div>
  );
}
