import { expect, test } from 'vitest';
import { sayRefused } from '../../src/boardView/refusalWords';
import { FakeTaskBoard } from '../fakes/fakeTaskBoard';

test('a refusal is said in the language of whoever reads it, down to the statuses in it', () => {
  const board = new FakeTaskBoard();
  board.adds('a', { title: 'ready' });
  const german = new Map([
    ['{0} is {1}, which does not allow it.', '{0} ist „{1}“, was das nicht erlaubt.'],
    ['Ready', 'Bereit'],
  ]);
  const refused = board.store.change({ kind: 'unblock', by: { kind: 'person' }, taskId: 'a' });
  const words = refused.kind === 'refused' ? sayRefused(refused, (text, ...args) => (german.get(text) ?? text).replace(/\{(\d)\}/g, (_, at) => String(args[Number(at)]))) : '';
  expect(words).toBe('“ready” ist „Bereit“, was das nicht erlaubt.');
  expect(refused).toMatchObject({ text: '“ready” is ready, which does not allow it.' });
});
