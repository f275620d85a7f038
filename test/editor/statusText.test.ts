import { expect, test } from 'vitest';
import { statusText } from '../../src/editor/statusText';
import type { Motion, StatusText } from '../../src/editor/statusText';
import type { Pulse } from '../../src/session/activity';
import { english } from './english';

const now = 10 * 60_000;

function look(pulse: Pulse, motion: Motion = 'moving', stuckTasks = 0): StatusText {
  return statusText({ pulse, stuckTasks, now, motion }, english);
}

test('one session that waits says so, and several say how many', () => {
  expect(look({ kind: 'needsYou', count: 1 }).text).toBe('$(bell-dot) 1 needs you');
  expect(look({ kind: 'needsYou', count: 2 }).text).toBe('$(bell-dot) 2 need you');
});

test('tasks that stand still weigh as much as sessions that wait, and more than what works', () => {
  const working = { kind: 'working', count: 1, since: now, what: undefined } as const;
  expect(look(working, 'moving', 1)).toEqual({ text: '$(bell-dot) 1 needs you', spoken: 'Holdfast: 1 task needs you.' });
  expect(look({ kind: 'needsYou', count: 1 }, 'moving', 2)).toEqual({
    text: '$(bell-dot) 3 need you',
    spoken: 'Holdfast: 2 tasks need you. 1 session needs you, too.',
  });
});

test('working agents are counted, with how long and what', () => {
  const { text, spoken } = look({ kind: 'working', count: 2, since: now - 12 * 60_000, what: 'npm test' });
  expect(text).toBe('$(sync~spin) 2 agents · 12m · npm test');
  expect(spoken).toBe('Holdfast: 2 agents are working, one of them on “npm test”.');
});

test('a tool’s title cannot draw an icon or a second line', () => {
  const { text } = look({ kind: 'working', count: 1, since: now, what: 'echo $(sync)\nrm' });
  expect(text).toBe('$(sync~spin) 1 agent · 0s · echo \\$(sync) rm');
});

test('an agent that is gone is told apart from one that waits', () => {
  expect(look({ kind: 'gone', count: 1 }).text).toBe('$(warning) 1 agent gone');
});

test('nothing to tell is told quietly', () => {
  expect(look({ kind: 'idle' }).text).toBe('$(pulse) Holdfast');
});

test('silence is told with how long, and warned of only when half of the limit is over', () => {
  const quiet = look({ kind: 'quiet', since: now - 8 * 60_000, long: false });
  expect(quiet).toEqual({ text: '$(warning) quiet 8m', spoken: 'Holdfast: an agent has been quiet for 8 min.' });
  expect(look({ kind: 'quiet', since: now - 8 * 60_000, long: true })).toEqual({ ...quiet, tone: 'warning' });
});

test('what is spoken changes once a minute at most', () => {
  const spoken = [31, 45, 59].map((seconds) => look({ kind: 'quiet', since: now - seconds * 1000, long: false }).spoken);
  expect(new Set(spoken)).toEqual(new Set(['Holdfast: an agent is quiet.']));
  const { spoken: later } = look({ kind: 'quiet', since: now - 125_000, long: false });
  expect(later).toBe('Holdfast: an agent has been quiet for 2 min.');
});

test('nothing spins for people who want nothing to move by itself', () => {
  expect(look({ kind: 'working', count: 1, since: now, what: undefined }, 'still').text).toBe('$(sync) 1 agent · 0s');
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
    expect(look(pulse).spoken).toMatch(/^Holdfast: .+\.$/);
  }
});
