import { describe, expect, test } from 'vitest';
import { evidenceOf, sayFailure, sayOutcome } from '../../src/chat/endWords';
import { sayDuration } from '../../src/chat/timeWords';
import { describeState, sayOrigin, sayPromptState, sayQuestionState, sayToolStatus } from '../../src/chat/words';
import type { Translate } from '../../src/chat/words';
import type { AgentFailure } from '../../src/session/failure';
import type { QuestionItem } from '../../src/session/item';
import type { TurnOutcome } from '../../src/session/outcome';

const t: Translate = (text, ...args) => text.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)]));

const failures: readonly AgentFailure[] = [
  { kind: 'untrusted' },
  { kind: 'unknownAgent', agent: 'x' },
  { kind: 'badSetting', agent: 'x', problem: 'no command' },
  { kind: 'commandNotFound', command: 'codex-acp', searched: ['/bin'] },
  { kind: 'cannotStart', command: 'codex-acp', reason: 'EACCES' },
  { kind: 'exited', exit: { code: 3 }, stderr: ['last'] },
  { kind: 'notAcp', sample: 'Welcome\nto it', stderr: ['last'] },
  { kind: 'noAnswer', method: 'initialize', afterMs: 600_000, stderr: [] },
  { kind: 'protocolVersion', wanted: 1, offered: 2 },
  { kind: 'authRequired', message: 'log in', methods: [] },
  { kind: 'rpc', code: -32603, message: 'Internal error', detail: 'overloaded' },
  { kind: 'keepsFailing', times: 5, withinMs: 120_000 },
  { kind: 'disconnected', stderr: [] },
  { kind: 'internal', reason: 'oops' },
];

describe('a failure', () => {
  test('is said in one sentence of its own, with what the user needs to act', () => {
    const said = failures.map((failure) => sayFailure(failure, 'Codex', t));
    expect(new Set(said).size).toBe(failures.length);
    for (const sentence of said) {
      expect(sentence).not.toMatch(/undefined|\{\d\}|\[object/);
    }
    expect(sayFailure({ kind: 'commandNotFound', command: 'codex-acp', searched: [] }, 'Codex', t)).toContain('codex-acp');
  });

  test('of a process tells its exit code or signal', () => {
    expect(sayFailure({ kind: 'exited', exit: { code: 3 }, stderr: [] }, 'Codex', t)).toBe('Codex has ended: exit code 3.');
    expect(sayFailure({ kind: 'exited', exit: { signal: 'SIGKILL' }, stderr: [] }, 'Codex', t)).toBe('Codex has ended: signal SIGKILL.');
    expect(sayFailure({ kind: 'exited', exit: {}, stderr: [] }, 'Codex', t)).toBe('Codex has ended.');
  });

  test('brings the last lines that the agent wrote', () => {
    expect(evidenceOf({ kind: 'notAcp', sample: 'Welcome\nto it', stderr: ['last'] })).toEqual(['Welcome', 'to it', 'last']);
    expect(evidenceOf({ kind: 'internal', reason: 'ENOSPC' })).toEqual([]);
  });
});

describe('an outcome', () => {
  const say = (outcome: TurnOutcome): string => sayOutcome(outcome, 'Codex', t);

  test('of a plain answer needs no words, of an empty one it does', () => {
    expect(say({ kind: 'answered', stopReason: 'end_turn', empty: false })).toBe('');
    expect(say({ kind: 'answered', stopReason: 'end_turn', empty: true })).toContain('ended without an answer');
  });

  test('names a limit, a refusal, and a reason that nobody knows', () => {
    expect(say({ kind: 'answered', stopReason: 'max_tokens', empty: false })).toContain('stopped');
    expect(say({ kind: 'answered', stopReason: 'refusal', empty: false })).toContain('refused');
    expect(say({ kind: 'answered', stopReason: 'made_up', empty: false })).toBe('Codex finished: made_up');
  });

  test('says who ended it', () => {
    expect(say({ kind: 'cancelled', late: false })).toBe('Stopped by you.');
    expect(say({ kind: 'cancelled', late: true })).toContain('had not confirmed');
    expect(say({ kind: 'interrupted', by: 'shutdown' })).toMatch(/^Interrupted: /);
    expect(say({ kind: 'failed', failure: { kind: 'disconnected', stderr: [] } })).toContain('connection');
  });
});

test('a state says what, and with what', () => {
  expect(describeState({ kind: 'working', since: 0, what: 'npm test' }, t, 'Codex')).toEqual({ what: 'Working', detail: 'npm test' });
  expect(describeState({ kind: 'working', since: 0, what: undefined }, t, 'Codex')).toEqual({ what: 'Working', detail: '' });
  expect(describeState({ kind: 'starting', since: 0, slow: true }, t, 'Codex')).toEqual({
    what: 'Starting Codex…',
    detail: 'a first start may be downloading',
  });
  expect(describeState({ kind: 'starting', since: 0, slow: false, waitMs: 3_100 }, t, 'Codex').detail).toBe('it failed before; tries again in 4 s');
  expect(describeState({ kind: 'idle' }, t, 'Codex')).toEqual({ what: '', detail: '' });
});

test('a duration has at most two units, and survives a clock that was set back', () => {
  expect([-8_000, 0, 999, 12_000, 60_000, 185_000, 3_600_000, 4_320_000].map((ms) => sayDuration(ms, t))).toEqual([
    '0 s', '0 s', '0 s', '12 s', '1 min', '3 min 5 s', '1 h', '1 h 12 min',
  ]);
});

test('a prompt that may not have arrived says so, one that did needs no words', () => {
  expect(sayPromptState('unknown', 'Codex', t)).toContain('may not have seen it');
  expect(sayPromptState('accepted', 'Codex', t)).toBe('');
});

test('every status of a tool call has a word', () => {
  expect((['pending', 'in_progress', 'completed', 'failed', 'cancelled'] as const).map((status) => sayToolStatus(status, t))).toEqual([
    'Waiting', 'Running', 'Done', 'Failed', 'Cancelled',
  ]);
});

describe('a question', () => {
  const question = (state: QuestionItem['state'], kind = 'allow_always'): QuestionItem => ({
    kind: 'question',
    id: 'q',
    title: 'Run',
    content: [],
    locations: [],
    options: [{ id: 'a', name: 'Yes', kind }],
    state,
    at: 0,
  });

  test('says what became of it', () => {
    expect(sayQuestionState(question({ kind: 'open' }), t)).toBe('');
    expect(sayQuestionState(question({ kind: 'withdrawn' }), t)).toBe('Withdrawn');
    expect(sayQuestionState(question({ kind: 'answered', optionId: 'a', name: 'Yes' }), t)).toBe('Always allowed');
    expect(sayQuestionState(question({ kind: 'answered', optionId: 'a', name: 'Yes' }, 'made_up'), t)).toBe('Answered: Yes');
    expect(sayQuestionState(question({ kind: 'answered', optionId: 'a', name: 'Yes' }, 'constructor'), t)).toBe('Answered: Yes');
  });
});

test('only the user’s own words are called theirs', () => {
  expect(sayOrigin('user', t)).toBe('You');
  expect(new Set((['user', 'api', 'recovery'] as const).map((origin) => sayOrigin(origin, t))).size).toBe(3);
});
