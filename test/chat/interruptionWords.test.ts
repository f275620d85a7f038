import { describe, expect, test } from 'vitest';
import { sayInterrupted, sayInterruptions, sayWayOn, shortReason } from '../../src/chat/interruptionWords';
import { sayAge } from '../../src/chat/timeWords';
import type { InterruptedTurn, Interruption } from '../../src/session/interruption';
import { english } from '../editor/english';

function say(reason: Interruption, more: Partial<InterruptedTurn> = {}, ageMs: number | undefined = 310_000): string {
  return sayInterrupted({ turnId: 't', reason, by: 'shutdown', way: 'resume', ...more }, ageMs, 'Codex', english);
}

describe('what was interrupted', () => {
  test('is said with its age, what happened to the window, and at what the agent was', () => {
    expect(say({ kind: 'answering' })).toBe('Interrupted 5 min ago: the window was closed or reloaded. Codex was answering.');
    expect(say({ kind: 'unsure' }, { by: 'crash' })).toBe(
      'Interrupted 5 min ago: the window or the computer went away. Your message had just been sent; it is not known whether Codex got it.',
    );
    expect(say({ kind: 'tool', title: 'Read a.ts', effect: 'none' })).toMatch(/Codex was at this: Read a\.ts$/);
    expect(say({ kind: 'tool', title: 'npm test', effect: 'unknown' })).toMatch(/at this, and its effect is unknown: npm test$/);
    expect(say({ kind: 'question', title: 'Run rm' })).toMatch(/waiting for your answer, and has to ask again: Run rm$/);
  });

  test('is said without an age where nothing tells it', () => {
    expect(sayInterrupted({ turnId: 't', reason: { kind: 'answering' }, by: 'shutdown', way: 'resume' }, undefined, 'Codex', english)).toBe(
      'Interrupted: the window was closed or reloaded. Codex was answering.',
    );
  });

  test('quotes of a title no more than a sentence can bear, in one line', () => {
    const words = say({ kind: 'tool', title: `one\ntwo ${'x'.repeat(1_000)}`, effect: 'unknown' });
    expect(words).toContain('unknown: one two xxx');
    expect(words).toMatch(/x…$/);
    expect(words.length).toBeLessThan(350);
  });

  test('has an age in one unit, and a clock that was set back makes none below zero', () => {
    const ages = [-5_000, 59_999, 60_000, 3_599_000, 3_600_000, 47 * 3_600_000, 48 * 3_600_000].map((ms) => sayAge(ms, english));
    expect(ages).toEqual(['0 s', '59 s', '1 min', '59 min', '1 h', '47 h', '2 days']);
  });
});

test.each([
  [2, 0, '2 sessions were interrupted, the last one 5 min ago.'],
  [2, 1, '2 sessions and 1 background task were interrupted, the last one 5 min ago.'],
  [1, 3, '1 session and 3 background tasks were interrupted, the last one 5 min ago.'],
  [0, 2, '2 background tasks were interrupted, the last one 5 min ago.'],
])('%i sessions and %i background tasks are named together, each as what it is', (sessions, tasks, words) => {
  expect(sayInterruptions({ sessions, tasks }, 310_000, english)).toBe(words);
  expect(sayInterruptions({ sessions, tasks }, undefined, english)).toBe(words.replace(', the last one 5 min ago', ''));
});

test('what can be done about it is said where it cannot simply go on', () => {
  expect(sayWayOn('resume', 'Codex', english)).toBe('');
  expect(sayWayOn('agentMissing', 'Codex', english)).toBe('It can go on once Codex is in the settings again.');
  expect(sayWayOn('dismissed', 'Codex', english)).toContain('not offered again');
});

test('a row says the reason in few words', () => {
  expect(shortReason({ kind: 'answering' }, english)).toBe('');
  expect(shortReason({ kind: 'tool', title: 'npm test', effect: 'none' }, english)).toBe('npm test');
  expect(shortReason({ kind: 'question', title: 'Run rm' }, english)).toBe('a question was open');
});
