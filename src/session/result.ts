/** What came of the last turn: what the agent said behind its last tool call, or else what it said last at all. */
import { textOf } from './content';
import type { Item, MessageItem } from './item';

export function resultOf(items: readonly Item[]): string {
  const from = items.findLastIndex((item) => item.kind === 'user' && item.state !== 'queued');
  const turn = items.slice(from + 1);
  const lastWork = turn.findLastIndex(({ kind }) => kind === 'tool' || kind === 'question');
  const answer = textsOf(turn.slice(lastWork + 1));
  return (answer.length > 0 ? answer : textsOf(turn).slice(-1)).join('\n\n');
}

function textsOf(items: readonly Item[]): readonly string[] {
  return items
    .filter((item): item is MessageItem => item.kind === 'message' && item.speaker === 'agent')
    .map(({ content }) => textOf(content).trim())
    .filter((text) => text !== '');
}
