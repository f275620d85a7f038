import { describe, expect, test } from 'vitest';
import { textPatch } from '../../src/editor/textPatch';

function applied(before: string, after: string): string {
  const patch = textPatch(before, after);
  return patch ? before.slice(0, patch.start) + patch.text + before.slice(patch.end) : before;
}

describe('the smallest replacement', () => {
  test('touches only what changed', () => {
    expect(textPatch('one two three', 'one 2 three')).toEqual({ start: 4, end: 7, text: '2' });
  });

  test('is nothing where nothing changed', () => {
    expect(textPatch('same', 'same')).toBeUndefined();
  });

  test('leads to the new text, also where both ends repeat each other', () => {
    for (const [before, after] of [['', 'a'], ['a', ''], ['aaa', 'aa'], ['aa', 'aaa'], ['abab', 'ab'], ['x\r\ny', 'x\ny'], ['x\ny', 'x\r\ny']]) {
      expect(applied(before ?? '', after ?? '')).toBe(after);
    }
  });

  test('cuts no line end and no character in two', () => {
    expect(textPatch('a\r\nb', 'a\rb')?.start).toBe(1);
    // Both emoji begin with the same half.
    expect(textPatch('😀', '😁')).toEqual({ start: 0, end: 2, text: '😁' });
    // These end with the same half.
    expect(applied('x\u{1F600}', 'x\u{1FA00}')).toBe('x\u{1FA00}');
  });
});
