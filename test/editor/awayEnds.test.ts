import { expect, test } from 'vitest';
import { AwayEnds, sayAwayEnds } from '../../src/editor/awayEnds';
import type { AwayEnd } from '../../src/editor/awayEnds';
import type { TurnOutcome } from '../../src/session/outcome';
import { english } from './english';

const done: TurnOutcome = { kind: 'answered', stopReason: 'end_turn', empty: false };
const failed: TurnOutcome = { kind: 'failed', failure: { kind: 'exited', exit: { code: 7 }, stderr: [] } };
const stopped: TurnOutcome = { kind: 'cancelled', late: false };
const nothing = (): boolean => false;

function ends(...all: readonly (readonly [string, TurnOutcome])[]): AwayEnds {
  const away = new AwayEnds();
  all.forEach(([sessionId, outcome]) => away.note({ sessionId, outcome }));
  return away;
}

function say(away: readonly AwayEnd[]): string {
  return sayAwayEnds(away, { title: (id) => `Session ${id}`, agent: () => 'Claude' }, english);
}

test('one end is said with its session, several with how many', () => {
  expect(say(ends(['1', done]).take('all', nothing))).toBe('“Session 1” has finished.');
  expect(say(ends(['1', failed]).take('all', nothing))).toBe('“Session 1” has failed. Claude has ended: exit code 7.');
  expect(say(ends(['1', done], ['2', failed], ['3', done]).take('all', nothing))).toBe('While you were away: 2 finished, 1 failed.');
});

test('of each session the last end is told, once, and none that is in sight or was of the user’s own doing', () => {
  const away = ends(['1', failed], ['1', done], ['2', done], ['3', stopped]);
  expect(away.take('all', (id) => id === '2')).toEqual([{ sessionId: '1', outcome: done }]);
  expect(away.take('all', nothing)).toEqual([]);
});

test.each([
  ['all', ['1', '2']],
  ['result', ['1', '2']],
  ['error', ['2']],
  ['off', []],
] as const)('the level %s is obeyed', (level, told) => {
  expect(ends(['1', done], ['2', failed]).take(level, nothing).map(({ sessionId }) => sessionId)).toEqual(told);
});
