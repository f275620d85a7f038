import { describe, expect, test } from 'vitest';
import { agentGuards } from '../../src/board/agentGuards';
import { failureLimit, holdfast, hour, LiveBoard, minute, person, t0 } from './liveBoard';

/** Two tasks of one agent, one of which has met something, and one of another agent. */
function met(what: 'limit' | 'signIn'): LiveBoard {
  const board = new LiveBoard();
  board.adds('a', { agent: 'one' });
  board.adds('b', { agent: 'one' });
  board.adds('c', { agent: 'two' });
  const runId = board.claims('a');
  if (what === 'limit') {
    board.does({ kind: 'fail', taskId: 'a', runId, by: holdfast, failureLimit, failure: { kind: 'rate_limited', until: t0 + hour, detail: 'Limit.' } });
  } else {
    board.does({ kind: 'giveBack', taskId: 'a', runId, by: holdfast, blockKind: 'needs_input', reason: 'Sign in.', wants: 'signIn' });
  }
  board.now += minute;
  return board;
}

const guardsOf = (board: LiveBoard): unknown => Object.fromEntries(agentGuards(board.board.tasks(), ({ agent = 'one' }) => agent));

describe('an agent’s usage limit', () => {
  test('keeps its other tasks, too, and nobody else’s', () => {
    expect(guardsOf(met('limit'))).toEqual({ one: { kind: 'agentLimited', until: t0 + hour } });
  });

  test('is that of the default agent, whether a card names it or not', () => {
    const board = met('limit');
    board.adds('d');
    board.finishes(board.claims('d', person), 'd');
    expect(guardsOf(board)).toEqual({});
  });

  test('is over when an attempt of the same agent comes to something, and not when one crashes', () => {
    const board = met('limit');
    board.crashes(board.claims('b', person), 'b');
    expect(guardsOf(board)).toHaveProperty('one');
    board.finishes(board.claims('b', person), 'b');
    expect(guardsOf(board)).toEqual({});
  });
});

describe('an agent that wants somebody to sign in', () => {
  test('keeps its other tasks until a person lets the one go on that says so', () => {
    const board = met('signIn');
    expect(guardsOf(board)).toEqual({ one: { kind: 'signIn' } });
    board.now += 1_000 * hour;
    expect(guardsOf(board)).toEqual({ one: { kind: 'signIn' } });
    board.does({ kind: 'unblock', taskId: 'a', by: person });
    expect(guardsOf(board)).toEqual({});
  });

  test('keeps nobody when another attempt of it worked', () => {
    const board = met('signIn');
    board.finishes(board.claims('b', person), 'b');
    expect(guardsOf(board)).toEqual({});
  });

  test('is told from one whose worker has a question', () => {
    const board = new LiveBoard();
    board.adds('t', { agent: 'one' });
    board.givesBack(board.claims(), 'needs_input');
    expect(guardsOf(board)).toEqual({});
  });
});
