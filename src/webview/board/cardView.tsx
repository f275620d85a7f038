/**
 * One card: a title that opens it, its state in words, what is wrong with it, and a menu. Exactly one card of the board is a stop of the Tab
 * key; arrow keys go to the others. It draws itself alone when its task changes.
 */
import { useComputed } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { JSX, TargetedDragEvent, TargetedKeyboardEvent } from 'preact';
import type { Card } from '../../boardView/card';
import { sayDiagnostic } from '../../boardView/diagnosticWords';
import { sayAction, sayAttempts, sayCard } from '../../boardView/words';
import { age } from '../../chat/ago';
import { Icon } from '../icon';
import { plural, t } from '../translate';
import { CardMenu } from './cardMenu';
import { minute } from './minute';
import { usePage } from './pageContext';
import type { Step } from './steps';

export function CardView({ id }: { readonly id: string }): JSX.Element | null {
  const page = usePage();
  const card = page.cards.cell(id)?.value;
  const isOpen = useIs(page.openId, id);
  const isTabStop = useIs(page.cursor.tabStop, id);
  const hasMenu = useIs(page.menuOf, id);
  const isDragged = useIs(page.dragged, id);
  if (card === undefined) {
    return null;
  }
  const onDragStart = (event: TargetedDragEvent<HTMLElement>): void => {
    event.dataTransfer?.setData('text/plain', card.title);
    // Not at once: what is being picked up must not change under the pointer.
    setTimeout(() => (page.dragged.value = id));
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLElement>): void => {
    const step = stepOf(event);
    if (step !== undefined) {
      event.preventDefault();
      page.cursor.step(id, step);
    } else if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) || (event.key === 'm' && !event.ctrlKey && !event.metaKey && !event.altKey)) {
      event.preventDefault();
      page.openMenu(id);
    }
  };
  return (
    <li class="card-slot" role="listitem">
      <article
        class={`board-card ${card.status}${isOpen ? ' open' : ''}${isDragged ? ' dragged' : ''}`}
        aria-labelledby={titleId(id)}
        draggable
        onDragStart={onDragStart}
        onDragEnd={() => (page.dragged.value = undefined)}
        onContextMenu={(event) => {
          event.preventDefault();
          page.openMenu(id);
        }}
      >
        <div class="card-head">
          <Icon name={iconOf(card)} />
          <button
            type="button"
            id={titleId(id)}
            class="card-title"
            dir="auto"
            title={card.title.length > longTitle ? card.title : undefined}
            tabIndex={isTabStop ? 0 : -1}
            aria-describedby={`state-${id}`}
            aria-current={isOpen ? 'true' : undefined}
            aria-keyshortcuts="M"
            onFocus={() => page.cursor.focused(id)}
            onBlur={() => (page.cursor.focusedId = undefined)}
            onKeyDown={onKeyDown}
            onClick={() => page.open(id)}
          >
            {card.title}
          </button>
          {card.status === 'ready' && (
            <button type="button" class="icon-button card-run" tabIndex={isTabStop ? 0 : -1} aria-label={t('Run “{0}” now', card.title)} title={sayAction('run', t)} onClick={() => page.act(id, 'run')}>
              <Icon name="play" />
            </button>
          )}
        </div>
        <div id={`state-${id}`}>
          <CardState card={card} />
        </div>
        <button
          type="button"
          class="icon-button card-more"
          tabIndex={isTabStop ? 0 : -1}
          aria-haspopup="menu"
          aria-expanded={hasMenu}
          aria-label={t('Actions for “{0}”', card.title)}
          title={t('Actions and Move to… (M)')}
          onClick={() => (hasMenu ? page.closeMenu('focusCard') : page.openMenu(id))}
        >
          <Icon name="ellipsis" />
        </button>
        {hasMenu && <CardMenu card={card} />}
      </article>
    </li>
  );
}

/** Of the element that has the keyboard when the card has. */
export function titleId(id: string): string {
  return `title-${id}`;
}

/** So that only the two cards draw themselves again between which it changes. */
function useIs(which: ReadonlySignal<string | undefined>, id: string): boolean {
  return useComputed(() => which.value === id).value;
}

function CardState({ card }: { readonly card: Card }): JSX.Element {
  const now = minute.value;
  const [first, ...more] = sayCard(card, now, t);
  const foot = [card.agent, sayAttempts(card.attempts, t), age(now - card.statusAt, t)].filter((part) => part !== '');
  return (
    <>
      {first !== undefined && (
        <p class={`card-state${card.worker?.waitingSince === undefined ? '' : ' needy'}`} dir="auto">
          {[first, ...more].join(' · ')}
        </p>
      )}
      {card.diagnostics.slice(0, 2).map((diagnostic) => (
        <p key={diagnostic.rule} class={`card-trouble ${diagnostic.severity}`} dir="auto">
          <Icon name={diagnostic.severity === 'warning' ? 'warning' : 'error'} />
          <span>{sayDiagnostic(diagnostic, now, t)}</span>
        </p>
      ))}
      <p class="card-foot">
        <span>{foot.join(' · ')}</span>
        {card.comments > 0 && (
          <span class="card-comments">
            <Icon name="comment" />
            <span aria-hidden="true">{card.comments}</span>
            <span class="hidden-visually">{plural(card.comments, '1 comment', '{0} comments')}</span>
          </span>
        )}
      </p>
    </>
  );
}

export function iconOf({ status, worker, block }: Card): string {
  if (worker?.waitingSince !== undefined) {
    return 'bell-dot';
  }
  return block?.kind === 'loop' || block?.kind === 'gave_up' ? 'warning' : icons[status];
}

/** Where one card is looked at. On a board of many each would be a layer of its own for the browser to put together, at every change. */
export function isSpinning({ status, worker }: Card): boolean {
  return status === 'running' && worker?.state === 'working' && worker.waitingSince === undefined;
}

function stepOf({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): Step | undefined {
  const isRightToLeft = document.documentElement.dir === 'rtl' || getComputedStyle(document.body).direction === 'rtl';
  const steps = new Map<string, Step>([
    ['ArrowUp', 'up'],
    ['ArrowDown', 'down'],
    ['ArrowLeft', isRightToLeft ? 'after' : 'before'],
    ['ArrowRight', isRightToLeft ? 'before' : 'after'],
    ['Home', 'first'],
    ['End', 'last'],
  ]);
  return ctrlKey || metaKey || altKey || shiftKey ? undefined : steps.get(key);
}

/** What may be cut off on a card. */
const longTitle = 60;

const icons: { readonly [S in Card['status']]: string } = {
  triage: 'inbox',
  todo: 'circle-large-outline',
  scheduled: 'clock',
  ready: 'circle-filled',
  running: 'sync',
  blocked: 'circle-slash',
  review: 'eye',
  done: 'pass',
  archived: 'archive',
};
