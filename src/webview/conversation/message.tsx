/** What the agent says or thinks. */
import type { JSX } from 'preact';
import type { Content } from '../../session/content';
import type { MessageItem } from '../../session/item';
import { Contents } from '../contents';
import type { Cell } from '../store';
import { t } from '../translate';
import { useView } from '../view';
import { Article } from './article';
import { Thought } from './thought';

interface MessageProps {
  readonly item: MessageItem;
  readonly cell: Cell;
  readonly writing: 'writing' | 'written';
}

export function Message({ item, cell, writing }: MessageProps): JSX.Element {
  const { head } = useView().store;
  if (item.speaker === 'thought') {
    return <Thought item={item} cell={cell} writing={writing} />;
  }
  return (
    <Article
      speaker={head.value?.agent.name ?? t('Agent')}
      look="agent"
      at={item.at}
      text={() => plainText(item.content) + cell.appended}
    >
      <Contents contents={item.content} cell={cell} writing={writing} />
    </Article>
  );
}

/** The text of contents that have one. */
export function plainText(contents: readonly Content[]): string {
  return contents.map((content) => (content.kind === 'text' ? content.text : content.kind === 'link' ? content.name : '')).join('');
}
