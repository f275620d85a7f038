import { expect, test } from 'vitest';
import { Drafts } from '../../src/webview/drafts';

function drafts(): { readonly drafts: Drafts; readonly told: string[]; readonly pass: () => void } {
  const told: string[] = [];
  let waiting: (() => void) | undefined;
  const port = {
    tell: (sessionId: string, text: string) => void told.push(`${sessionId}: ${text}`),
    after: (_: number, run: () => void) => {
      waiting = run;
      return () => void (waiting = undefined);
    },
  };
  const pass = (): void => {
    const run = waiting;
    waiting = undefined;
    run?.();
  };
  return { drafts: new Drafts(port), told, pass };
}

test('what is typed before the host has said which session this is stays, behind the draft of that session', () => {
  const { drafts: mine, told } = drafts();
  mine.type('early bird');
  expect(told).toEqual([]);
  mine.show('session', 'kept by the host');
  expect(mine.text.value).toBe('kept by the host\n\nearly bird');
  expect(told).toEqual(['session: kept by the host\n\nearly bird']);
});

test('what the host tells is shown, and not told back', () => {
  const { drafts: mine, told, pass } = drafts();
  mine.show('one', '');
  mine.type('old');
  pass();
  mine.show('two', '');
  mine.show('one', 'newer');
  expect(mine.text.value).toBe('newer');
  pass();
  expect(told).toEqual(['one: old']);
});

test('the first key is told at once, those that follow together a little later', () => {
  const { drafts: mine, told, pass } = drafts();
  mine.show('one', '');
  mine.type('a');
  expect(told).toEqual(['one: a']);
  mine.type('ab');
  mine.type('abc');
  expect(told).toEqual(['one: a']);
  pass();
  expect(told).toEqual(['one: a', 'one: abc']);
  mine.type('abcd');
  expect(told).toHaveLength(2);
  pass();
  expect(told.at(-1)).toBe('one: abcd');
  pass();
  mine.type('abcde');
  expect(told.slice(3)).toEqual(['one: abcde']);
});

test('an emptied text is told at once', () => {
  const { drafts: mine, told } = drafts();
  mine.show('one', '');
  mine.type('a');
  mine.type('');
  expect(told).toEqual(['one: a', 'one: ']);
});

test('what was typed last is told at once when another session is shown', () => {
  const { drafts: mine, told, pass } = drafts();
  mine.show('one', '');
  mine.type('a');
  mine.type('ab');
  mine.show('two', '');
  expect(told).toEqual(['one: a', 'one: ab']);
  expect(mine.text.value).toBe('');
  pass();
  mine.type('b');
  expect(told.at(-1)).toBe('two: b');
});

test('a refused prompt comes back in front of what is being typed', () => {
  const { drafts: mine, told, pass } = drafts();
  mine.show('one', '');
  mine.type('new words');
  mine.putBack('refused');
  expect(mine.text.value).toBe('refused\n\nnew words');
  pass();
  expect(told.at(-1)).toBe('one: refused\n\nnew words');
});
