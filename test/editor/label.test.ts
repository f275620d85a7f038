import { expect, test } from 'vitest';
import { label, shorten } from '../../src/editor/label';

test('a title cannot smuggle in an icon', () => {
  expect(label('echo $(sync~spin) done')).toBe('echo \\$(sync~spin) done');
});

test('a shell expression that is no icon stays as it is', () => {
  expect(label('date=$(date +%s)')).toBe('date=$(date +%s)');
});

test('a title becomes one line without control characters or changes of direction', () => {
  expect(shorten('  one\n two\u0007\u202Ethree ')).toBe('one two three');
});

test('a long title is cut between characters, never inside one', () => {
  expect(shorten('😀😀😀😀', 3)).toBe('😀😀…');
});
