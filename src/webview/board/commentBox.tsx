/** A comment on the open card; the next worker reads it. */
import type { JSX } from 'preact';
import { Icon } from '../icon';
import { t } from '../translate';
import { usePage } from './pageContext';

export function CommentBox({ taskId }: { readonly taskId: string }): JSX.Element {
  const page = usePage();
  const key = { kind: 'comment', taskId } as const;
  const form = page.forms.find(key);
  const answer = form && page.forms.answerTo(form);
  return (
    <form
      class="comment-box"
      onSubmit={(event) => {
        event.preventDefault();
        page.forms.save(key);
      }}
    >
      <textarea
        class="field"
        dir="auto"
        rows={2}
        aria-label={t('Comment')}
        placeholder={t('A comment; the next worker reads it')}
        value={form?.text ?? ''}
        onInput={(event) => page.forms.type(key, { text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            page.forms.save(key);
          }
        }}
      />
      {answer?.kind === 'refused' && (
        <p class="refusal" role="alert">
          <Icon name="error" />
          <span>{answer.reason}</span>
        </p>
      )}
      <button type="submit" class="button secondary" disabled={(form?.text ?? '').trim() === ''}>
        {answer?.kind === 'waiting' ? t('Saving…') : t('Add Comment')}
      </button>
    </form>
  );
}
