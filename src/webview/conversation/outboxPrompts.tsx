/** Prompts that the host has not confirmed yet: safe in the view's own state, and shown so. */
import type { JSX } from 'preact';
import { t } from '../translate';
import { useView } from '../view';
import { PromptStateLine } from './userPrompt';

export function OutboxPrompts(): JSX.Element {
  const view = useView();
  return (
    <>
      {view.outbox.entries.value
        .filter((entry) => entry.sessionId === view.sessionId)
        .map((entry) => (
          <article key={entry.clientId} class="article user" aria-label={t('You')}>
            <div class="article-body">
              <p class="typed">{entry.text}</p>
              <PromptStateLine tone="calm" text={t('Sending…')} />
            </div>
          </article>
        ))}
    </>
  );
}
