import { effect } from '@preact/signals';
import { expect, test } from 'vitest';
import type { Card } from '../../src/boardView/card';
import type { BoardFrame } from '../../src/boardView/protocol';
import { Cards } from '../../src/webview/board/cards';
import { stepFrom } from '../../src/webview/board/steps';

const frame: BoardFrame = { agents: [], defaultAgent: 'Codex', trusted: true, dispatching: { mode: 'manual', by: 'nobody', running: 0, limit: 2 } };

function card(id: string, more: Partial<Card> = {}): Card {
  const nothing = { createdAt: 0, priority: 0, attempts: 0, comments: 0, waitsFor: 0, diagnostics: [] };
  return { id, title: id, status: 'ready', statusAt: 0, agent: 'Codex', ...nothing, ...more };
}

test('a card that changes in its place draws itself, and neither its column nor its neighbours', () => {
  const cards = new Cards();
  cards.show({ frame, cards: [card('a'), card('b')] });
  const drawn = { a: 0, b: 0, column: 0 };
  effect(() => void [cards.cell('a')?.value, (drawn.a += 1)]);
  effect(() => void [cards.cell('b')?.value, (drawn.b += 1)]);
  effect(() => void [cards.column('ready').value, (drawn.column += 1)]);
  cards.apply([card('a', { comments: 1 })], undefined, undefined);
  expect(drawn).toEqual({ a: 2, b: 1, column: 1 });
});

test('a card that moves leaves one column and stands in the other where it belongs', () => {
  const cards = new Cards();
  cards.show({ frame, cards: [card('a', { statusAt: 1 }), card('b', { statusAt: 2 }), card('d', { status: 'done', statusAt: 3 })] });
  cards.apply([card('a', { status: 'done', statusAt: 9 })], undefined, undefined);
  expect(cards.column('ready').value).toEqual(['b']);
  expect(cards.column('done').value).toEqual(['a', 'd']);
});

test('what is to be started next stands above: by priority, then by age; what was done last stands above', () => {
  const cards = new Cards();
  const ready = [card('new', { statusAt: 5 }), card('old', { statusAt: 1 }), card('urgent', { statusAt: 9, priority: 2 })];
  const done = [card('first', { status: 'done', statusAt: 1 }), card('last', { status: 'done', statusAt: 2 })];
  cards.show({ frame, cards: [...ready, ...done] });
  expect(cards.column('ready').value).toEqual(['urgent', 'old', 'new']);
  expect(cards.column('done').value).toEqual(['last', 'first']);
});

test('a snapshot takes away what is no longer there', () => {
  const cards = new Cards();
  cards.show({ frame, cards: [card('a'), card('b')] });
  cards.show({ frame, cards: [card('b')] });
  expect(cards.cell('a')).toBeUndefined();
  expect(cards.column('ready').value).toEqual(['b']);
});

const columns = [['a1', 'a2', 'a3'], [], ['c1']];

test.each([
  ['a2', 'up', 'a1'],
  ['a1', 'up', undefined],
  ['a2', 'down', 'a3'],
  ['a3', 'down', undefined],
  ['a1', 'last', 'a3'],
  ['a3', 'first', 'a1'],
  ['a3', 'after', 'c1'],
  ['c1', 'before', 'a1'],
  ['c1', 'after', undefined],
  ['gone', 'down', 'a1'],
] as const)('from %s, the step “%s” leads to %s', (from, step, to) => {
  expect(stepFrom(from, step, columns)).toBe(to);
});
