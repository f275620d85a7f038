/** What can be done with a card, and where it can be moved: a menu in the usual manner. Escape and Tab leave it; nothing is chosen by moving. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { JSX, TargetedKeyboardEvent } from 'preact';
import type { Card } from '../../boardView/card';
import { intentOf, menuOf } from '../../boardView/moves';
import type { CardAction } from '../../boardView/moves';
import { sayAction, sayStatus } from '../../boardView/words';
import { t } from '../translate';
import { usePage } from './pageContext';

export function CardMenu({ card }: { readonly card: Card }): JSX.Element {
  const page = usePage();
  const menu = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = menu.current;
    if (element === null) {
      return undefined;
    }
    // On top of everything, because its column would cut it off.
    element.showPopover();
    placeBeside(element, element.parentElement);
    itemsOf(element)[0]?.focus();
    const leave = (event: Event): void => {
      if (event.target instanceof Node && !element.contains(event.target)) {
        page.closeMenu('stay');
      }
    };
    document.addEventListener('pointerdown', leave, true);
    return () => document.removeEventListener('pointerdown', leave, true);
  }, []);
  const choose = (run: () => void): void => {
    page.closeMenu('focusCard');
    run();
  };
  const onKeyDown = (event: TargetedKeyboardEvent<HTMLDivElement>): void => {
    const items = itemsOf(event.currentTarget);
    const at = items.findIndex((item) => item === document.activeElement);
    const go: Readonly<Record<string, number>> = { ArrowDown: (at + 1) % items.length, ArrowUp: (at - 1 + items.length) % items.length, Home: 0, End: items.length - 1 };
    const next = go[event.key];
    if (next !== undefined) {
      event.preventDefault();
      items[next]?.focus();
    } else if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      page.closeMenu('focusCard');
    }
    event.stopPropagation();
  };
  const { work, card: onCard, moves } = menuOf(card.status, card.sessionId === undefined ? 'none' : 'there');
  const itemOf = (action: CardAction): JSX.Element => <MenuItem key={action} name={sayAction(action, t)} onChoose={() => choose(() => page.act(card.id, action))} />;
  return (
    <div ref={menu} class="card-menu" popover="manual" role="menu" aria-label={t('Actions for “{0}”', card.title)} onKeyDown={onKeyDown} onClick={(event) => event.stopPropagation()}>
      <MenuItem name={t('Open')} onChoose={() => choose(() => page.open(card.id))} />
      {work.map(itemOf)}
      <div role="group" aria-label={t('Card')} class="menu-group">
        {onCard.map(itemOf)}
      </div>
      {moves.length > 0 && (
        <div role="group" aria-label={t('Move to')} class="menu-group">
          <p class="menu-label hint" aria-hidden="true">
            {t('Move to')}
          </p>
          {moves.map((to) => {
            const intent = intentOf(card.status, to);
            const note = intent === undefined || intent === 'move' ? undefined : sayAction(intent, t);
            return <MenuItem key={to} name={sayStatus(to, t)} {...(note === undefined ? {} : { note })} onChoose={() => choose(() => page.move(card.id, to))} />;
          })}
        </div>
      )}
    </div>
  );
}

function MenuItem({ name, note, onChoose }: { readonly name: string; readonly note?: string; readonly onChoose: () => void }): JSX.Element {
  return (
    <button type="button" role="menuitem" class="menu-item" tabIndex={-1} onClick={onChoose}>
      <span>{name}</span>
      {note !== undefined && <span class="hint">{note}</span>}
    </button>
  );
}

/** At the upper end of its card, and all of it within the page. */
function placeBeside(menu: HTMLElement, card: Element | null): void {
  const { top, left, right } = (card ?? menu).getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const end = getComputedStyle(menu).direction === 'rtl' ? left + edge : right - width - edge;
  menu.style.top = `${Math.max(edge, Math.min(top + belowHead, window.innerHeight - height - edge))}px`;
  menu.style.left = `${Math.max(edge, Math.min(end, window.innerWidth - width - edge))}px`;
}

const edge = 4;
const belowHead = 28;

function itemsOf(menu: HTMLElement): readonly HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>('[role=menuitem]')];
}
