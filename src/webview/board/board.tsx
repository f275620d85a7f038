/** The board as a whole: its toolbar, the columns, the open card beside them, and the regions that a screen reader listens to. */
import { useSignalEffect } from '@preact/signals';
import type { JSX } from 'preact';
import { Icon } from '../icon';
import { t } from '../translate';
import { titleId } from './cardView';
import { Column } from './column';
import type { FocusTarget } from './cursor';
import type { BoardPage } from './page';
import { PageProvider, usePage } from './pageContext';
import { Pane } from './pane';
import { Toolbar } from './toolbar';

export function Board({ page }: { readonly page: BoardPage }): JSX.Element {
  useSignalEffect(() => {
    const { what, count } = page.cursor.wish.value;
    if (count > 0) {
      focusTarget(what, page);
    }
  });
  return (
    <PageProvider value={page}>
      <main class="board" aria-label={t('Task board')}>
        <Toolbar />
        <Fault />
        <div class="board-body">
          <Columns />
          <Pane />
        </div>
      </main>
      <div class="hidden-visually">
        <div aria-live="polite">{page.announcer.polite.value}</div>
      </div>
    </PageProvider>
  );
}

/** At once, so that no key is lost, and again when it was drawn anew. The keyboard may have gone elsewhere meanwhile, and is not called back. */
function focusTarget(what: FocusTarget, page: BoardPage): void {
  const focus = (): void => (document.hasFocus() ? findTarget(what, page.cursor.currentId.peek())?.focus() : undefined);
  focus();
  const focused = document.activeElement;
  requestAnimationFrame(() => (document.activeElement === focused || document.activeElement === document.body ? focus() : undefined));
}

function Columns(): JSX.Element {
  const page = usePage();
  if (page.cards.frame.value === undefined) {
    const words = page.link.waiting.value === 'long' ? t('Still waiting for the board. If this lasts, reload the window.') : t('Loading the board…');
    return <p class="board-empty" role="status">{words}</p>;
  }
  const columns = page.shownColumns.value;
  const isEmpty = columns.every((column) => page.cards.column(column).value.length === 0);
  return isEmpty ? (
    <Empty />
  ) : (
    <div class="board-columns">
      {columns.map((status) => (
        <Column key={status} status={status} />
      ))}
    </div>
  );
}

function Empty(): JSX.Element {
  const page = usePage();
  return (
    <div class="board-empty">
      <Icon name="project" />
      <h2>{t('There is no task yet')}</h2>
      <p>{t('A task is a prompt that an agent works at in a session of its own. You see every attempt, what became of it, and where it needs you.')}</p>
      <p>
        <button type="button" class="button" onClick={() => page.newTask()}>
          {t('New Task')}
        </button>
      </p>
      <p class="hint">{page.cards.frame.value?.dispatching.mode === 'auto' ? t('Tasks that are ready are started by themselves.') : t('Nothing is started by itself: you run each task.')}</p>
    </div>
  );
}

/** What is wrong with the board itself. */
function Fault(): JSX.Element | null {
  const page = usePage();
  const frame = page.cards.frame.value;
  if (frame?.fault !== undefined) {
    return (
      <p class="board-fault" role="alert">
        <Icon name="error" />
        <span>{frame.fault}</span>
        <button type="button" class="link-button" onClick={() => page.run('showLog')}>
          {t('Show Log')}
        </button>
      </p>
    );
  }
  return frame?.trusted === false ? (
    <p class="board-fault" role="status">
      <Icon name="shield" />
      <span>{t('No agent is started in a folder that you have not trusted.')}</span>
      <button type="button" class="link-button" onClick={() => page.run('manageTrust')}>
        {t('Manage Workspace Trust')}
      </button>
    </p>
  ) : null;
}

/** Only because the user asked for it. */
function findTarget(what: FocusTarget, currentId: string | undefined): HTMLElement | null | undefined {
  const selectors = { detail: '.pane', form: '.task-form input', comment: '.comment-box textarea' };
  return what === 'card' ? document.getElementById(titleId(currentId ?? '')) : document.querySelector<HTMLElement>(selectors[what]);
}
