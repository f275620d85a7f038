import { expect, test } from 'vitest';
import { countDiff, hunks, lineDiff } from '../../src/webview/tool/lineDiff';
import type { DiffLine } from '../../src/webview/tool/lineDiff';
import { random } from './randomMarkdown';

const marks = (lines: readonly DiffLine[]): string[] => lines.map(({ kind, text }) => `${{ same: ' ', added: '+', removed: '-' }[kind]}${text}`);
const side = (lines: readonly DiffLine[], without: DiffLine['kind']): string => lines.filter(({ kind }) => kind !== without).map(({ text }) => text).join('\n');

test('shows what was added and removed, in place', () => {
  expect(marks(lineDiff('a\nb\nc\n', 'a\nB\nc\nd\n'))).toEqual([' a', '-b', '+B', ' c', '+d']);
});

test('shows a new file as added and an emptied one as removed', () => {
  expect(countDiff(lineDiff('', 'a\nb\n'))).toEqual({ added: 2, removed: 0 });
  expect(countDiff(lineDiff('a\nb\n', ''))).toEqual({ added: 0, removed: 2 });
  expect(lineDiff('', '')).toEqual([]);
});

test('both texts can be read from the difference of random texts', () => {
  for (let seed = 1; seed <= 2_000; seed += 1) {
    const next = random(seed);
    const text = (): string => Array.from({ length: next(12) }, () => 'abcd'.charAt(next(4))).join('\n');
    const [before, after] = [text(), text()];
    const lines = lineDiff(before, after);
    expect([side(lines, 'added'), side(lines, 'removed')], JSON.stringify({ seed, before, after })).toEqual([before, after]);
  }
});

test('line numbers are those of the text that the line stands in', () => {
  const numbers = lineDiff('a\nb\nc\nd', 'a\nc\nx\nd').map(({ kind, line }) => `${kind} ${line}`);
  expect(numbers).toEqual(['same 1', 'removed 2', 'same 2', 'added 3', 'same 4']);
});

test('texts that differ throughout are one replacement, found quickly', () => {
  const text = (mark: string): string => Array.from({ length: 5_000 }, (_, n) => `${mark}${n}`).join('\n');
  expect(countDiff(lineDiff(text('a'), text('b')))).toEqual({ added: 5_000, removed: 5_000 });
});

test('only changes and the lines around them are shown, with gaps between', () => {
  const before = Array.from({ length: 20 }, (_, n) => `line ${n}`);
  const after = before.map((line, n) => (n === 3 || n === 15 ? 'changed' : line));
  const shown = hunks(lineDiff(before.join('\n'), after.join('\n')), 1).map((line) => (line === 'gap' ? 'gap' : line.text));
  expect(shown).toEqual(['line 2', 'line 3', 'changed', 'line 4', 'gap', 'line 14', 'line 15', 'changed', 'line 16']);
});
