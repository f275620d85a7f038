import { expect, test } from 'vitest';
import { Drafts } from '../../src/webview/drafts';

function drafts(saved: Readonly<Record<string, string>> = {}): { readonly drafts: Drafts; readonly told: string[]; readonly pause: () => void } {
  let state = saved;
  const told: string[] = [];
  let waiting: (() => void) | undefined;
  const port = {
    load: () => state,
    save: (next: Readonly<Record<string, string>>) => void (state = next),
    tell: (sessionId: string, text: string) => void told.push(`${sessionId}: ${text}`),
    after: (_: number, run: () => void) => {
      waiting = run;
      return () => void (waiting = undefined);
    },
  };
  return { drafts: new Drafts(port), told, pause: () => waiting?.() };
}

test('what is typed before the host has said which session this is stays, behind the draft of that session', () => {
  const { drafts: mine, told, pause } = drafts();
  mine.type('early bird');
  mine.show('session', 'kept by the host');
  expect(mine.text.value).toBe('kept by the host\n\nearly bird');
  pause();
  expect(told).toEqual(['session: kept by the host\n\nearly bird']);
});

test('what this view remembers is newer than what the host was told', () => {
  const { drafts: mine } = drafts({ session: 'newer' });
  mine.show('session', 'older');
  expect(mine.text.value).toBe('newer');
});

test('typing is told once it pauses, and at once when another session is shown', () => {
  const { drafts: mine, told } = drafts();
  mine.show('one', '');
  mine.type('a');
  mine.type('ab');
  expect(told).toEqual([]);
  mine.show('two', '');
  expect(told).toEqual(['one: ab']);
  expect(mine.text.value).toBe('');
});
