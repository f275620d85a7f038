/** Beside the columns, or over them where there is little room: the open card, or a form. */
import { useRef } from 'preact/hooks';
import type { JSX } from 'preact';
import { t } from '../translate';
import { CardDetailView } from './cardDetailView';
import { useKeptFocus } from './keptFocus';
import { usePage } from './pageContext';
import { TaskForm } from './taskForm';

export function Pane(): JSX.Element | null {
  const page = usePage();
  const pane = useRef<HTMLElement>(null);
  const form = page.shownForm;
  const detail = page.cards.detail.value;
  const isOpen = page.openId.value !== undefined;
  // What can be done with a card changes with it, and the button that was pressed may be gone.
  useKeptFocus(pane);
  if (form === undefined && !isOpen) {
    return null;
  }
  // Of a card that was just made, the detail may be here before the card.
  const title = detail?.title ?? page.cards.cell(page.openId.value ?? '')?.value.title ?? '';
  const name = form?.kind === 'new' ? t('New Task') : t('Task: {0}', title);
  return (
    <section
      ref={pane}
      class="pane"
      tabIndex={-1}
      aria-label={name}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) {
          event.preventDefault();
          return form === undefined ? page.close() : page.leaveForm('keep');
        }
        return undefined;
      }}
    >
      {form !== undefined ? <TaskForm form={form} /> : detail === undefined ? <p class="hint">{t('Loading…')}</p> : <CardDetailView detail={detail} />}
    </section>
  );
}
