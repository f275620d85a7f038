import { expect, test } from 'vitest';
import { rechunk } from '../../src/webview/board/chunks';
import type { Chunk } from '../../src/webview/board/chunks';
import { seeded } from '../fakes/seeded';

const many = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `c${n}`);
const idsOf = (chunks: readonly Chunk[]): readonly string[] => chunks.flatMap(({ ids }) => ids);
const newIn = (after: readonly Chunk[], before: readonly Chunk[]): number => after.filter((chunk) => !before.includes(chunk)).length;

test('a long column is in chunks of about what is seen at once, and nothing is no chunk', () => {
  expect(rechunk([], [])).toEqual([]);
  expect(rechunk([], many(3))).toEqual([{ key: 1, ids: ['c0', 'c1', 'c2'] }]);
  const chunks = rechunk([], many(600));
  expect(idsOf(chunks)).toEqual(many(600));
  expect(chunks).toHaveLength(50);
});

test.each<[string, (ids: string[]) => void, number]>([
  ['comes on top', (ids) => ids.unshift('new'), 1],
  ['comes in between', (ids) => ids.splice(300, 0, 'new'), 1],
  ['goes', (ids) => ids.splice(300, 1), 1],
  ['moves from the end to the top', (ids) => ids.unshift(ids.pop() ?? ''), 2],
  ['moves from the top to the end', (ids) => ids.push(ids.shift() ?? ''), 2],
  ['changes nothing', () => undefined, 0],
])('a card that %s changes only where that is', (_what, change, changed) => {
  const before = rechunk([], many(600));
  const ids = [...many(600)];
  change(ids);
  const after = rechunk(before, ids);
  expect(idsOf(after)).toEqual(ids);
  expect(newIn(after, before)).toBe(changed);
});

test('whatever happens, the order is kept, no key is there twice, and no chunk grows without end', () => {
  const random = seeded(7);
  let chunks: readonly Chunk[] = [];
  let ids: string[] = [];
  for (let n = 0; n < 500; n += 1) {
    const at = Math.floor(random() * ids.length);
    const what = random();
    if (what < 0.6) {
      ids.splice(random() < 0.7 ? 0 : at, 0, `n${n}`);
    } else if (what < 0.8) {
      ids.splice(at, 1);
    } else {
      ids = [...ids.slice(at), ...ids.slice(0, at)];
    }
    chunks = rechunk(chunks, ids);
    expect(idsOf(chunks)).toEqual(ids);
    expect(new Set(chunks.map(({ key }) => key)).size).toBe(chunks.length);
    expect(chunks.every(({ ids: own }) => own.length > 0 && own.length <= 24)).toBe(true);
  }
});
