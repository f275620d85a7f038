/** Above the columns: what can be done with the board as a whole, and who starts tasks. */
import type { JSX } from 'preact';
import { sayDispatching } from '../../boardView/words';
import { Icon, IconButton } from '../icon';
import { plural, t } from '../translate';
import { usePage } from './pageContext';

export function Toolbar(): JSX.Element {
  const page = usePage();
  const frame = page.cards.frame.value;
  const paused = frame?.dispatching.paused !== undefined;
  const archived = page.cards.column('archived').value.length;
  return (
    <header class="board-bar">
      <button type="button" class="button" onClick={() => page.newTask()}>
        <Icon name="add" />
        {t('New Task')}
      </button>
      <button type="button" class="button secondary" aria-pressed={paused} onClick={() => page.run(paused ? 'resumeBoard' : 'pauseBoard')}>
        <Icon name={paused ? 'debug-continue' : 'debug-pause'} />
        {paused ? t('Resume All') : t('Pause All')}
      </button>
      <button type="button" class="button secondary" onClick={() => page.run('dryRunBoard')}>
        <Icon name="beaker" />
        {t('Dry Run')}
      </button>
      <span class="board-space" />
      {frame && (
        <span class="board-dispatch" role="status">
          {sayDispatching(frame.dispatching, t)}
        </span>
      )}
      <IconButton icon="settings-gear" name={t('Board Settings')} onClick={() => page.run('openSettings')} />
      {(archived > 0 || page.archived.value === 'shown') && (
        <button type="button" class="link-button" aria-pressed={page.archived.value === 'shown'} onClick={() => page.toggleArchived()}>
          {page.archived.value === 'shown' ? t('Hide Archived') : plural(archived, 'Show 1 Archived', 'Show {0} Archived')}
        </button>
      )}
    </header>
  );
}
