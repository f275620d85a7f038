/** What the agent thought: there for who wants it, closed for everybody else, and not drawn while it is closed. */
import type { JSX } from 'preact';
import type { MessageItem } from '../../session/item';
import { Contents } from '../contents';
import { Disclosure } from '../disclosure';
import type { Cell } from '../store';
import { t } from '../translate';

interface ThoughtProps {
  readonly item: MessageItem;
  readonly cell: Cell;
  readonly writing: 'writing' | 'written';
}

export function Thought({ item, cell, writing }: ThoughtProps): JSX.Element {
  return (
    <div class="thought">
      <Disclosure initially="closed" summary={<span class="thought-title">{writing === 'writing' ? t('Thinking…') : t('Thought')}</span>}>
        {() => <Contents contents={item.content} cell={cell} writing={writing} />}
      </Disclosure>
    </div>
  );
}
