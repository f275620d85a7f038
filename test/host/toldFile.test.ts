import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStateRoot } from '../../src/host/stateRoot';
import { ToldFile } from '../../src/host/toldFile';
import { tempDir } from './tempDir';

function windows() {
  const asides: unknown[] = [];
  const root = openStateRoot({ globalStoragePath: tempDir(), workspace: [] });
  const open = (window: string): ToldFile => new ToldFile(root, window, (aside) => asides.push(aside));
  return { asides, path: join(root.path, 'told.json'), open };
}

test('of two windows that could tell the same, one does', () => {
  const { open } = windows();
  const [one, other] = [open('one'), open('other')];
  expect(one.claim(['a', 'b'])).toEqual(['a', 'b']);
  expect(other.claim(['b', 'c'])).toEqual(['c']);
  expect(one.claim(['a'])).toEqual([]);
});

test('what a window told that closes is told anew by the next one, although its process may live on for a moment', () => {
  const { open } = windows();
  const [closing, other] = [open('closing'), open('other')];
  closing.claim(['a']);
  other.claim(['b']);
  closing.close();
  expect(open('next').claim(['a', 'b'])).toEqual(['a']);
});

test('what a window told that was killed is told anew', () => {
  const { open, path } = windows();
  const dead = { pid: 2 ** 22 + 1 };
  writeFileSync(path, JSON.stringify({ told: [{ key: 'a', window: 'killed', by: dead }, { key: 5 }] }));
  expect(open('next').claim(['a'])).toEqual(['a']);
});

test('a file that cannot be read is set aside, and all is told', () => {
  const { open, path, asides } = windows();
  writeFileSync(path, '{"told":');
  expect(open('next').claim(['a'])).toEqual(['a']);
  expect(asides).toHaveLength(1);
});
