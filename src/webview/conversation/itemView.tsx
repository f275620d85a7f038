/** One item of the conversation, by its kind. It listens to its own cell and to nothing else that changes often. */
import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import { ToolCall } from '../tool/toolCall';
import { useView } from '../view';
import { Message } from './message';
import { Notice } from './notice';
import { PermissionCard } from './permissionCard';
import { Plan } from './plan';
import { TurnEnd } from './turnEnd';
import { UserPrompt } from './userPrompt';

export function ItemView({ id }: { readonly id: string }): JSX.Element | null {
  const { store } = useView();
  const cell = store.cell(id);
  const writing = useComputed(() => (store.liveId.value === id ? 'writing' : 'written'));
  if (cell === undefined) {
    return null;
  }
  const item = cell.item.value;
  switch (item.kind) {
    case 'user':
      // Queued prompts stand in their own list until it is their turn.
      return item.state === 'queued' ? null : <UserPrompt item={item} />;
    case 'message':
      return <Message item={item} cell={cell} writing={writing.value} />;
    case 'tool':
      return <ToolCall item={item} />;
    case 'plan':
      return <Plan item={item} />;
    case 'question':
      return <PermissionCard item={item} />;
    case 'notice':
      return <Notice item={item} />;
    case 'end':
      return <TurnEnd item={item} />;
    case 'terminal':
      // Shown by the tool call that owns it.
      return null;
    default:
      // A host of a newer version may know more kinds.
      return null;
  }
}
