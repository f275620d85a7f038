/** One message with its speaker: a heading to navigate by (for the eye the shape says it), the time, and what can be done with it. */
import { useId } from 'preact/hooks';
import type { ComponentChildren, JSX } from 'preact';
import { IconButton } from '../icon';
import { formatDateTime, formatTime, t } from '../translate';
import { useView } from '../view';

interface ArticleProps {
  readonly speaker: string;
  readonly at: number;
  readonly look: 'user' | 'agent' | 'recovery';
  /** Read when it is copied: it may have grown since. */
  readonly text: () => string;
  readonly children: ComponentChildren;
}

export function Article({ speaker, at, look, text, children }: ArticleProps): JSX.Element {
  const view = useView();
  const heading = useId();
  return (
    <article class={`article ${look}`} aria-labelledby={heading}>
      <h3 class="hidden-visually">
        <span id={heading}>{speaker}</span>
        {', '}
        <time dateTime={new Date(at).toISOString()}>{formatTime(at)}</time>
      </h3>
      <div class="article-body">{children}</div>
      <div class="article-actions">
        <span class="article-time" aria-hidden="true" title={formatDateTime(at)}>
          {formatTime(at)}
        </span>
        <IconButton icon="copy" name={t('Copy message')} onClick={() => view.copy(text())} />
      </div>
    </article>
  );
}
