import { expect, test } from 'vitest';
import { statusText } from '../../src/editor/statusText';
import type { Pulse } from '../../src/session/activity';
import { english } from './english';

const now = 10 * 60_000;

test('one session that waits says so, and several say how many', () => {
  expect(statusText({ kind: 'needsYou', count: 1 }, now, english).text).toBe('$(bell-dot) 1 needs you');
  expect(statusText({ kind: 'needsYou', count: 2 }, now, english).text).toBe('$(bell-dot) 2 need you');
});

test('working agents are counted, with how long and what', () => {
  const { text, spoken } = statusText({ kind: 'working', count: 2, since: now - 12 * 60_000, what: 'npm test' }, now, english);
  expect(text).toBe('$(sync~spin) 2 agents · 12m · npm test');
  expect(spoken).toBe('Holdfast: 2 agents are working, one of them on “npm test”.');
});

test('a tool’s title cannot draw an icon or a second line', () => {
  const { text } = statusText({ kind: 'working', count: 1, since: now, what: 'echo $(sync)\nrm' }, now, english);
  expect(text).toBe('$(sync~spin) 1 agent · 0s · echo \\$(sync) rm');
});

test('an agent that is gone is told apart from one that waits', () => {
  expect(statusText({ kind: 'gone', count: 1 }, now, english).text).toBe('$(warning) 1 agent gone');
});

test('nothing to tell is told quietly', () => {
  expect(statusText({ kind: 'idle' }, now, english).text).toBe('$(pulse) Holdfast');
});

test('silence is told with how long, and warned of only when half of the limit is over', () => {
  const quiet = statusText({ kind: 'quiet', since: now - 8 * 60_000, long: false }, now, english);
  expect(quiet).toEqual({ text: '$(warning) quiet 8m', spoken: 'Holdfast: an agent has been quiet for 8 min.' });
  expect(statusText({ kind: 'quiet', since: now - 8 * 60_000, long: true }, now, english)).toEqual({ ...quiet, tone: 'warning' });
});

test('what is spoken changes once a minute at most', () => {
  const spoken = [31, 45, 59].map((seconds) => statusText({ kind: 'quiet', since: now - seconds * 1000, long: false }, now, english).spoken);
  expect(new Set(spoken)).toEqual(new Set(['Holdfast: an agent is quiet.']));
  const { spoken: later } = statusText({ kind: 'quiet', since: now - 125_000, long: false }, now, english);
  expect(later).toBe('Holdfast: an agent has been quiet for 2 min.');
});

test('nothing spins for people who want nothing to move by itself', () => {
  expect(statusText({ kind: 'working', count: 1, since: now, what: undefined }, now, english, 'still').text).toBe('$(sync) 1 agent · 0s');
});

test('every sentence is a whole one', () => {
  const pulses: readonly Pulse[] = [
    { kind: 'needsYou', count: 1 },
    { kind: 'needsYou', count: 2 },
    { kind: 'attention', count: 1 },
    { kind: 'attention', count: 2 },
    { kind: 'gone', count: 1 },
    { kind: 'gone', count: 2 },
    { kind: 'quiet', since: now, long: false },
    { kind: 'working', count: 1, since: now, what: undefined },
    { kind: 'working', count: 2, since: now, what: undefined },
    { kind: 'working', count: 1, since: now, what: 'npm test' },
    { kind: 'idle' },
  ];
  for (const pulse of pulses) {
    expect(statusText(pulse, now, english).spoken).toMatch(/^Holdfast: .+\.$/);
  }
});
