import { expect, test } from 'vitest';
import { statusText } from '../../src/editor/statusText';
import { english } from './english';

const now = 10 * 60_000;

test('one session that waits says so, and several say how many', () => {
  expect(statusText({ kind: 'needsYou', count: 1 }, now, english).text).toBe('$(bell-dot) 1 needs you');
  expect(statusText({ kind: 'needsYou', count: 2 }, now, english).text).toBe('$(bell-dot) 2 need you');
});

test('working agents are counted, with how long and what', () => {
  const { text, spoken } = statusText({ kind: 'working', count: 2, since: now - 12 * 60_000, what: 'npm test' }, now, english);
  expect(text).toBe('$(sync~spin) 2 agents · 12m · npm test');
  expect(spoken).toBe('Holdfast: 2 agents are working: npm test');
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
