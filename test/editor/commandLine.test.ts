import { expect, test } from 'vitest';
import { splitCommandLine } from '../../src/editor/commandLine';

test('words are taken apart at spaces', () => {
  expect(splitCommandLine('  my-agent   --acp ')).toEqual(['my-agent', '--acp']);
});

test('quotes keep words together, and may be empty', () => {
  expect(splitCommandLine(`agent "two words" 'and more' ""`)).toEqual(['agent', 'two words', 'and more', '']);
});

test('a backslash escapes what has a meaning', () => {
  expect(splitCommandLine(String.raw`a\ b "say \"hi\"" it\'s`)).toEqual(['a b', 'say "hi"', "it's"]);
});

test('a Windows path survives', () => {
  expect(splitCommandLine(String.raw`C:\Tools\agent.exe "C:\Program Files\x"`)).toEqual([String.raw`C:\Tools\agent.exe`, String.raw`C:\Program Files\x`]);
});

test('an open quote is an error', () => {
  expect(splitCommandLine('agent "oops')).toBeUndefined();
});

test('nothing has no words', () => {
  expect(splitCommandLine('   ')).toEqual([]);
});
