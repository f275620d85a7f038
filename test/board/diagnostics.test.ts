import { describe, expect, test } from 'vitest';
import type { DiagnosticRule } from '../../src/board/diagnostic';
import { allRules, diagnose, diagnosticDefaults } from '../../src/board/diagnostics';
import type { Circumstances } from '../../src/board/diagnostics';
import type { BlockChange, Run, RunOutcome, Task } from '../../src/board/task';
import { holdfast, hour, LiveBoard, minute, person, t0 } from './liveBoard';

const around: Circumstances = { now: t0, settings: diagnosticDefaults, held: undefined };
const plain = new LiveBoard().adds();

function found(task: Partial<Task>, change: Partial<Circumstances> = {}): readonly string[] {
  return diagnose({ ...plain, ...task }, { ...around, ...change }).map(({ rule, severity }) => `${rule} ${severity}`);
}

/** `b` blocked, `u` unblocked, one after the other in the same millisecond. */
function history(letters: string, at = t0): readonly BlockChange[] {
  return [...letters].map((letter, n) => ({ seq: n + 1, at, kind: letter === 'b' ? 'blocked' : 'unblocked', ...(letter === 'b' && { reason: `R${n}` }) }));
}

function runs(...outcomes: readonly RunOutcome[]): readonly Run[] {
  return outcomes.map((outcome, n) => ({
    ...{ id: `r${n}`, attempt: n + 1, startedAt: t0, waitedMs: 0, sessionId: 's' },
    end: { at: t0, outcome, detail: `\n${outcome} ${n}: ${'x'.repeat(500)}\nmore` },
  }));
}

const blocked = { status: 'blocked', block: { at: t0, kind: 'needs_input', reason: 'What?', by: holdfast } } as const;

describe('cycling', () => {
  test.each([
    ['three times blocked after an unblocking', 'bububub', ['cycling warning']],
    ['two times', 'bubub', []],
    ['never unblocked', 'b', []],
  ])('%s', (_what, letters, expected) => {
    expect(found({ blockHistory: history(letters) })).toEqual(expected);
  });

  test('counts by the order of the log what happened within one second, and says the reasons', () => {
    const [one] = diagnose({ ...plain, blockHistory: history('bububub') }, around);
    expect(one?.facts).toEqual({ count: 3, since: t0, until: t0, reasons: ['R2', 'R4', 'R6'] });
  });

  test('forgets what is older than a day, and says nothing where it is off or the task is done with', () => {
    const old = [...history('bub', t0 - 24 * hour), ...history('ubub')];
    expect(found({ blockHistory: old })).toEqual([]);
    expect(found({ blockHistory: history('bububub') }, { settings: { ...diagnosticDefaults, cycleThreshold: 0 } })).toEqual([]);
    expect(found({ blockHistory: history('bububub'), status: 'archived' })).toEqual([]);
  });

  test('sees a real task that a person frees again and again', () => {
    const board = new LiveBoard();
    board.adds();
    for (let round = 0; round < 4; round += 1) {
      board.givesBack(board.claims(), (['capability', 'transient'] as const)[round % 2]);
      board.does({ kind: 'unblock', taskId: 't', by: person });
    }
    expect(diagnose(board.task(), around).map(({ rule }) => rule)).toContain('cycling');
  });
});

describe('repeated failures', () => {
  test.each<readonly [string, Partial<Task>, readonly string[]]>([
    ['as many as the limit', { failures: 2 }, ['repeatedFailures error']],
    ['twice the limit', { failures: 4 }, ['repeatedFailures critical']],
    ['fewer', { failures: 1 }, []],
    ['fewer than its own limit', { failures: 2, failureLimit: 3 }, []],
    ['of what is done', { failures: 2, status: 'done' }, []],
    ['of what is archived', { failures: 2, status: 'archived' }, []],
    ['of what runs', { failures: 2, status: 'running' }, []],
  ])('%s', (_what, task, expected) => {
    expect(found(task)).toEqual(expected);
  });

  test('tell the actual error, in a short line, and offer a transcript only where there is one', () => {
    const [one] = diagnose({ ...plain, failures: 2, runs: runs('timed_out', 'crashed', 'rate_limited') }, around);
    expect(one?.facts.error).toMatch(/^crashed 1: x+…$/);
    expect(one?.facts.error).toHaveLength(200);
    expect(one?.actions).toEqual(['run', 'edit', 'openTranscript']);
    expect(diagnose({ ...plain, failures: 2 }, around)[0]?.actions).toEqual(['run', 'edit']);
  });
});

describe('repeated crashes', () => {
  test.each<readonly [string, readonly RunOutcome[], readonly string[]]>([
    ['two in a row', ['crashed', 'spawn_failed'], ['repeatedCrashes error']],
    ['four in a row', ['crashed', 'crashed', 'crashed', 'crashed'], ['repeatedCrashes critical']],
    ['with something else in between', ['crashed', 'timed_out', 'crashed'], []],
  ])('%s', (_what, outcomes, expected) => {
    expect(found({ runs: runs(...outcomes), failureLimit: 9 })).toEqual(expected);
  });

  test('are not told twice when the breaker tells of them', () => {
    expect(found({ runs: runs('crashed', 'crashed'), failures: 2 })).toEqual(['repeatedFailures error']);
  });
});

describe('restarting', () => {
  test.each<readonly [string, readonly RunOutcome[], readonly string[]]>([
    ['three attempts that count as nothing', ['reclaimed', 'stale', 'rate_limited'], ['restarting warning']],
    ['six of them', ['reclaimed', 'stale', 'rate_limited', 'reclaimed', 'stale', 'reclaimed'], ['restarting error']],
    ['two of them', ['reclaimed', 'stale'], []],
    ['three with failures in between', ['reclaimed', 'crashed', 'rate_limited', 'timed_out', 'unreported'], ['restarting warning']],
    ['with a report in between', ['reclaimed', 'blocked', 'stale', 'reclaimed'], []],
  ])('%s', (_what, outcomes, expected) => {
    expect(found({ runs: runs(...outcomes) })).toEqual(expected);
  });

  test('is told of four of them, however long they took', () => {
    const slowly = { runs: runs('reclaimed', 'crashed', 'unreported', 'stale', 'reclaimed') };
    expect(found(slowly, { now: t0 + 1_000 * hour, held: { kind: 'manual' } })).toEqual(['restarting warning']);
    expect(found({ ...slowly, status: 'done' }, { now: t0 + 1_000 * hour })).toEqual([]);
  });

  test('forgets three that are older than a day', () => {
    expect(found({ runs: runs('reclaimed', 'stale', 'reclaimed') }, { now: t0 + 24 * hour, held: { kind: 'manual' } })).toEqual([]);
  });
});

describe('what stands still', () => {
  test('in blocked is told after a day, with its reason', () => {
    expect(found(blocked, { now: t0 + 24 * hour - 1 })).toEqual([]);
    expect(diagnose({ ...plain, ...blocked }, { ...around, now: t0 + 24 * hour })).toMatchObject([
      { rule: 'stuckInBlocked', severity: 'warning', facts: { since: t0, reasons: ['What?'] }, actions: ['unblock', 'edit', 'archive'] },
    ]);
  });

  test.each([
    [29 * minute, []],
    [30 * minute, ['strandedInReady warning']],
    [hour, ['strandedInReady error']],
    [3 * hour, ['strandedInReady critical']],
  ])('in ready is told the louder the longer it does (%d ms)', (ms, expected) => {
    expect(found({}, { now: t0 + ms })).toEqual(expected);
    expect(found({}, { now: t0 + ms, held: { kind: 'capacity', running: 2, limit: 2 } })).toEqual(expected);
  });

  test.each([{ kind: 'manual' }, { kind: 'paused' }, { kind: 'cooldown', until: t0 + 9 * hour }, { kind: 'justDone', until: t0 + 9 * hour }] as const)(
    'in ready is not stranded while it is held back: $kind',
    (held) => {
      expect(found({}, { now: t0 + 3 * hour, held })).toEqual([]);
    },
  );
});

test('a loop is told with both reasons side by side', () => {
  const board = new LiveBoard();
  board.adds();
  board.givesBack(board.claims(), 'needs_input', 'Which?');
  expect(diagnose(board.task(), around)).toEqual([]);
  board.does({ kind: 'unblock', taskId: 't', by: person });
  board.givesBack(board.claims(), 'needs_input', 'Which one?');
  expect(diagnose(board.task(), around)).toMatchObject([{ rule: 'loop', severity: 'error', facts: { count: 2, reasons: ['Which?', 'Which one?'] } }]);
});

test('a task that workers of workers made, or one of very many, is told of until a person has let it go on', () => {
  const made: Task = { ...plain, status: 'triage', createdBy: { kind: 'worker', taskId: 'x' }, generation: 3, doubt: 'generation' };
  expect(diagnose(made, around)).toMatchObject([{ rule: 'remote', severity: 'warning', facts: { count: 3 }, actions: ['edit', 'archive'] }]);
  expect(diagnose({ ...made, generation: 1, doubt: 'number' }, around)).toMatchObject([{ rule: 'multiplying', facts: { count: 20 } }]);
  expect(diagnose({ ...made, status: 'todo' }, around)).toEqual([]);
});

test('a rule that breaks costs itself, and is heard of', () => {
  const broken: string[] = [];
  const breaks = (): never => {
    throw new Error('Nobody thought of that.');
  };
  const told = diagnose({ ...plain, failures: 4 }, around, (rule) => broken.push(rule), { ...allRules, cycling: breaks });
  expect(told.map(({ rule }) => rule)).toEqual(['repeatedFailures']);
  expect(broken).toEqual(['cycling']);
});

test('the worst comes first', () => {
  const task = { ...blocked, failures: 4, blockHistory: history('bububub', t0 + 23 * hour), statusAt: t0, runs: runs('reclaimed', 'stale', 'reclaimed', 'stale', 'stale', 'stale') };
  const told = found(task, { now: t0 + 24 * hour - 1 });
  expect(told).toEqual(['repeatedFailures critical', 'restarting error', 'cycling warning']);
  const rules: readonly DiagnosticRule[] = ['cycling', 'loop', 'multiplying', 'remote', 'repeatedCrashes', 'repeatedFailures', 'restarting', 'strandedInReady', 'stuckInBlocked'];
  expect(Object.keys(allRules).sort()).toEqual([...rules].sort());
});
