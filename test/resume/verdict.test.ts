import { describe, expect, test } from 'vitest';
import type { PendingRecord, PendingTurn } from '../../src/resume/record';
import { parsePending } from '../../src/resume/record';
import { decideResume, isHeldBack } from '../../src/resume/verdict';
import type { Circumstances, ResumePolicy, Verdict } from '../../src/resume/verdict';
import { closed, emptyAnswer, failure, outcomes, Said, success } from './conversation';

const t0 = 1_700_000_000_000;
const minute = 60_000;
const hour = 60 * minute;

const policy: ResumePolicy = { mode: 'ask', freshnessMs: hour, maxAttempts: 3, bootGuardCount: 3, bootGuardWindowMs: minute };
const around: Circumstances = { trusted: true, folder: 'open', agent: 'there', watched: true };

function record(turn: Partial<PendingTurn> = {}, attempts = 0): PendingRecord {
  return { attempts, turn: { turnId: 't', origin: 'user', phase: 'open', openedAt: t0, owner: { window: 'old', generation: 1 }, ...turn } };
}

interface Case {
  readonly record?: PendingRecord;
  readonly policy?: Partial<ResumePolicy>;
  readonly around?: Partial<Circumstances>;
  /** After the last event. */
  readonly ageMs?: number;
  readonly boots?: readonly number[];
  readonly reach?: 'whole' | 'cut';
}

function decide(said: Said, a: Case = {}): Verdict {
  const { events } = said;
  const now = (events.at(-1)?.at ?? t0) + (a.ageMs ?? minute);
  const boots = (a.boots ?? []).map((ago) => now - ago);
  return decideResume(a.record ?? record(), { events, reach: a.reach ?? 'whole' }, { ...policy, ...a.policy }, { ...around, ...a.around }, { now, boots });
}

const said = (): Said => new Said(t0);

describe('the transcript decides that there is nothing to go on with', () => {
  test.each<readonly [string, Said, Case, Verdict]>([
    ['where nothing is recorded', said().sent('t').says(), { record: { attempts: 2 } }, { kind: 'forget', why: 'nothing' }],
    ['where it is empty', said(), {}, { kind: 'forget', why: 'nothing' }],
    ['where the prompt was never sent', said().prompt('t'), {}, { kind: 'forget', why: 'neverSent' }],
    ['where the prompt was withdrawn', said().prompt('t').add({ kind: 'withdrawn', turnId: 't' }), {}, { kind: 'forget', why: 'neverSent' }],
    ['where the start failed before it was sent', said().prompt('t').ended('t', failure), {}, { kind: 'forget', why: 'ended' }],
    ['where the answer is complete', said().sent('t').says().ended('t', success), {}, { kind: 'forget', why: 'succeeded' }],
    ['where the answer came late, behind an interruption', said().sent('t').says().ended('t', closed).ended('t', success), {}, { kind: 'forget', why: 'succeeded' }],
    ['where Stop was pressed, and no end came', said().sent('t').says().stop('t'), {}, { kind: 'forget', why: 'stopped' }],
    ['where Stop was pressed before the window closed', said().sent('t').says().stop('t').ended('t', closed), {}, { kind: 'forget', why: 'stopped' }],
    ['where the user has sent something else since', said().sent('t').says().ended('t', closed).sent('u').says(), {}, { kind: 'forget', why: 'movedOn' }],
    ['where there is only a recovery note of ours', said().sent('t', 'recovery'), { record: record({ origin: 'recovery' }) }, { kind: 'forget', why: 'recoveryOnly' }],
    [
      'where a note that went by itself came to nothing but thoughts',
      said().sent('t').says().ended('t', closed).sent('u', 'recovery').thinks(),
      { record: record({ turnId: 'u', origin: 'recovery', resumes: { turnId: 't', origin: 'user', by: 'auto' } }, 1) },
      { kind: 'forget', why: 'recoveryOnly' },
    ],
    [
      'where the user stopped the resume',
      said().sent('t').says().ended('t', closed).sent('u', 'recovery').stop('u'),
      { record: record({ turnId: 'u', origin: 'recovery', resumes: { turnId: 't', origin: 'user', by: 'user' } }, 1) },
      { kind: 'forget', why: 'stopped' },
    ],
  ])('%s', (_, events, a, verdict) => {
    expect(decide(events, a)).toEqual(verdict);
  });

  test.each(Object.keys(outcomes))('where the turn ended: %s', (name) => {
    expect(decide(said().sent('t').says().tool('x', 'in_progress').ended('t', outcomes[name]!))).toMatchObject({ kind: 'forget' });
  });

  test('and does so in a folder that is not trusted too: what has ended is not shown as parked', () => {
    expect(decide(said().sent('t').ended('t', success), { around: { trusted: false } })).toEqual({ kind: 'forget', why: 'succeeded' });
  });
});

describe('what was interrupted is told truthfully', () => {
  test.each<readonly [string, Said, object]>([
    ['sent without a sign', said().sent('t'), { kind: 'unsure' }],
    ['while it thought', said().sent('t').thinks(), { kind: 'answering' }],
    ['while it answered', said().sent('t').says(), { kind: 'answering' }],
    ['between tools', said().sent('t').tool('x', 'in_progress').tool('x', 'completed'), { kind: 'answering' }],
    ['inside a tool that changes things', said().sent('t').says().tool('x', 'in_progress', 'execute'), { kind: 'tool', title: 'Call x', effect: 'unknown' }],
    ['inside a tool of an unknown kind', said().sent('t').tool('x', 'in_progress'), { kind: 'tool', title: 'Call x', effect: 'unknown' }],
    ['at a call that was only announced', said().sent('t').tool('x', 'pending', 'edit'), { kind: 'tool', title: 'Call x', effect: 'unknown' }],
    ['inside a tool that only reads', said().sent('t').tool('x', 'in_progress', 'read'), { kind: 'tool', title: 'Call x', effect: 'none' }],
    [
      'inside two tools, of which one changes things',
      said().sent('t').tool('x', 'in_progress', 'edit').tool('y', 'in_progress', 'search'),
      { kind: 'tool', title: 'Call x', effect: 'unknown' },
    ],
    ['inside a tool that had been finished and was patched again', said().sent('t').tool('x', 'completed', 'edit').tool('x'), { kind: 'answering' }],
    ['at an open question', said().sent('t').asks('q', 'x'), { kind: 'question', title: 'May I x?' }],
    ['at a question that the closing window took back', said().sent('t').asks('q', 'x').answered('q').ended('t', closed), { kind: 'question', title: 'May I x?' }],
    ['after a question that the agent took back', said().sent('t').asks('q', 'x').answered('q').says(), { kind: 'tool', title: 'May I x?', effect: 'unknown' }],
    ['after an allowed question', said().sent('t').asks('q', 'x').answered('q', 'yes'), { kind: 'tool', title: 'May I x?', effect: 'unknown' }],
    ['after a rejected question', said().sent('t').asks('q', 'x').answered('q', 'no'), { kind: 'answering' }],
    ['asked once more after nothing came', said().sent('t').thinks().add({ kind: 'askedAgain', turnId: 't' }).add({ kind: 'sent', turnId: 't' }).says(), { kind: 'answering' }],
    ['behind events that nobody understands', said().sent('t').add({ kind: 'update' } as never).add({ kind: 'news' } as never).says(), { kind: 'answering' }],
  ])('%s', (_, events, reason) => {
    expect(decide(events)).toMatchObject({ kind: 'offer', turnId: 't', reason });
  });

  test('by whom: the transcript knows, else it was a crash', () => {
    expect(decide(said().sent('t').says())).toMatchObject({ by: 'crash' });
    expect(decide(said().sent('t').says().ended('t', closed))).toMatchObject({ by: 'shutdown' });
  });

  test('and what the window could not read makes it careful', () => {
    const far = said().says().says();
    expect(decide(far, { reach: 'cut', policy: { mode: 'auto' } })).toMatchObject({ kind: 'offer', reason: { kind: 'answering' }, action: 'tell', bars: ['unknownEffect'] });
    expect(decide(said(), { reach: 'cut', policy: { mode: 'auto' } })).toMatchObject({ kind: 'offer', lastSignAt: t0, bars: ['unknownEffect'] });
    expect(decide(said().says().ended('t', success), { reach: 'cut' })).toMatchObject({ kind: 'forget' });
    expect(decide(said().says().stop('t'), { reach: 'cut' })).toMatchObject({ kind: 'forget' });
    // The end of another turn stands before this one.
    expect(decide(said().says().ended('s', success).sent('t'), { reach: 'cut' })).toMatchObject({ kind: 'offer', reason: { kind: 'unsure' } });
  });
});

describe('its age', () => {
  test('is the transcript’s, however new the record is', () => {
    const events = said().sent('t').says();
    const at = events.events.at(-1)!.at;
    const twoHours = { ageMs: 2 * hour, record: record({ openedAt: at + 2 * hour - minute }) };
    expect(decide(events, twoHours)).toMatchObject({ age: 'old', lastSignAt: at, action: 'list' });
    expect(decide(events, { ageMs: minute, record: record({ openedAt: at - 5 * hour }) })).toMatchObject({ age: 'fresh', action: 'tell' });
  });

  test('is not that of an end which was only presumed, or of a question taken back', () => {
    const events = said().sent('t').says();
    const at = events.events.at(-1)!.at;
    events.later(2 * hour).answered('q').ended('t', { kind: 'interrupted', by: 'crash' });
    expect(decide(events)).toMatchObject({ age: 'old', lastSignAt: at });
  });

  test.each([
    ['at the window’s edge it is fresh', hour, hour, 'fresh'],
    ['beyond it, it is old', hour + 1, hour, 'old'],
    ['without a window it is always fresh', 1000 * hour, 0, 'fresh'],
    ['a little in the future is fresh', -minute, hour, 'fresh'],
    ['far in the future, because the clock was set back, it is not fresh for ever', -2 * hour, hour, 'old'],
  ] as const)('%s', (_, ageMs, freshnessMs, age) => {
    expect(decide(said().sent('t').says(), { ageMs, policy: { freshnessMs } })).toMatchObject({ age });
  });
});

describe('what may be done about it', () => {
  const fresh = (): Said => said().sent('t').says();
  const kinds: Readonly<Record<string, readonly [Said, Case]>> = {
    fresh: [fresh(), {}],
    old: [fresh(), { ageMs: 2 * hour }],
    'unknown effect': [fresh().tool('x', 'in_progress', 'edit'), {}],
    'open question': [fresh().asks('q', 'x'), {}],
    'not a sign': [said().sent('t'), {}],
    unwatched: [fresh(), { around: { watched: false } }],
    'boot guard': [fresh(), { boots: [0, 10_000, 50_000] }],
    untrusted: [fresh(), { around: { trusted: false } }],
    'folder closed': [fresh(), { around: { folder: 'closed' } }],
    'agent missing': [fresh(), { around: { agent: 'missing' } }],
    'attempts used up': [fresh(), { record: record({}, 3) }],
  };
  const actions: Readonly<Record<string, readonly [ask: string, auto: string, never: string]>> = {
    fresh: ['tell', 'run', 'list'],
    old: ['list', 'list', 'list'],
    'unknown effect': ['tell', 'tell', 'list'],
    'open question': ['tell', 'tell', 'list'],
    'not a sign': ['tell', 'tell', 'list'],
    unwatched: ['tell', 'tell', 'list'],
    'boot guard': ['tell', 'tell', 'list'],
    untrusted: ['parked', 'parked', 'parked'],
    'folder closed': ['parked', 'parked', 'parked'],
    'agent missing': ['parked', 'parked', 'parked'],
    'attempts used up': ['suspended', 'suspended', 'suspended'],
  };

  test.each(Object.keys(kinds))('is one thing only, in each mode: %s', (name) => {
    const [events, a] = kinds[name]!;
    const found = (['ask', 'auto', 'never'] as const).map((mode) => {
      const verdict = decide(events, { ...a, policy: { mode } });
      return verdict.kind === 'offer' ? verdict.action : verdict.kind;
    });
    expect(found).toEqual(actions[name]);
  });

  test('by itself only where every guard allows it, and the others say why not', () => {
    const everything = { ageMs: 2 * hour, around: { watched: false }, boots: [0, 1, 2], record: record({ phase: 'offered' }) } as const;
    const verdict = decide(said().sent('t').tool('x', 'in_progress').asks('q', 'y'), everything);
    expect(verdict).toMatchObject({ bars: ['mode', 'old', 'unknownEffect', 'openQuestion', 'failedBefore', 'bootGuard', 'unwatched'] });
    expect(decide(fresh(), { policy: { mode: 'auto' } })).toMatchObject({ action: 'run', bars: [] });
    expect(decide(fresh().tool('x', 'in_progress', 'read'), { policy: { mode: 'auto' } })).toMatchObject({ action: 'run', bars: [] });
  });

  test('is a fresh start after as many resumes as are allowed, and never where there is no limit', () => {
    expect(decide(fresh(), { record: record({}, 2) })).toMatchObject({ kind: 'offer', attempts: 2 });
    expect(decide(fresh(), { record: record({}, 3) })).toMatchObject({ kind: 'suspended', attempts: 3, turnId: 't' });
    expect(decide(fresh(), { record: record({}, 99), policy: { maxAttempts: 0 } })).toMatchObject({ kind: 'offer' });
  });

  test('is a fresh start that is only listed where nothing shall be offered, or the work is old', () => {
    const [tired, never] = [record({}, 3), { mode: 'never' }] as const;
    expect(decide(fresh(), { record: tired })).toMatchObject({ kind: 'suspended', action: 'tell' });
    expect(decide(fresh(), { record: tired, policy: never })).toMatchObject({ kind: 'suspended', action: 'list' });
    expect(decide(fresh(), { record: tired, ageMs: 2 * hour })).toMatchObject({ kind: 'suspended', action: 'list' });
  });

  test.each([
    ['three starts within a minute', [0, 30_000, 60_000], 3, true],
    ['two starts within a minute', [0, 30_000, 60_001], 3, false],
    ['starts in the future', [-1, -2, -3], 3, false],
    ['no guard', [0, 0, 0], 0, false],
  ] as const)('is held back by the guard of starts: %s', (_, ago, bootGuardCount, held) => {
    expect(isHeldBack({ now: t0, boots: ago.map((ms) => t0 - ms) }, { ...policy, bootGuardCount })).toBe(held);
  });
});

describe('a resume that was itself interrupted', () => {
  const resumed = (by: 'user' | 'auto', turnId = 'u') => record({ turnId, origin: 'recovery', resumes: { turnId: 't', origin: 'user', by } }, 1);
  const work = (): Said => said().sent('t').tool('x', 'in_progress', 'edit').ended('t', closed);

  test('before it showed anything leaves the work as it was, where the user wanted it', () => {
    expect(decide(work().sent('u', 'recovery'), { record: resumed('user') })).toMatchObject({ kind: 'offer', turnId: 't', attempts: 1, reason: { kind: 'tool', title: 'Call x' } });
  });

  test('and had waited while something else was sent is still wanted where the user asked for it', () => {
    const events = (): Said => work().prompt('u', 'recovery').sent('v').ended('v', closed).add({ kind: 'sent', turnId: 'u' });
    expect(decide(events(), { record: resumed('user') })).toMatchObject({ kind: 'offer', turnId: 't' });
    expect(decide(events(), { record: resumed('auto') })).toMatchObject({ kind: 'forget' });
  });

  test.each(['user', 'auto'] as const)('before it was sent leaves the work as it was (%s)', (by) => {
    expect(decide(work(), { record: resumed(by) })).toMatchObject({ kind: 'offer', turnId: 't' });
    expect(decide(work().prompt('u', 'recovery'), { record: resumed(by) })).toMatchObject({ kind: 'offer', turnId: 't' });
    expect(decide(work(), { record: record({ phase: by === 'user' ? 'acceptedByUser' : 'acceptedByAuto' }, 1) })).toMatchObject({ kind: 'offer', turnId: 't' });
  });

  test('after it did something is the work from then on', () => {
    expect(decide(work().sent('u', 'recovery').says(), { record: resumed('auto') })).toMatchObject({ kind: 'offer', turnId: 'u', reason: { kind: 'answering' } });
  });

  test.each([
    ['failed', failure, 'offer'],
    ['was silent', outcomes.stalled!, 'offer'],
    ['said nothing', emptyAnswer, 'offer'],
    ['was stopped', outcomes.stopped!, 'forget'],
    ['was refused', outcomes.refusal!, 'forget'],
    ['succeeded', success, 'forget'],
  ] as const)('and %s before any output is offered once more, never by itself: %s', (_, outcome, kind) => {
    const verdict = decide(work().sent('u', 'recovery').ended('u', outcome), { record: resumed('auto'), policy: { mode: 'auto' } });
    expect(verdict).toMatchObject(kind === 'offer' ? { kind, turnId: 't', action: 'tell' } : { kind });
    if (verdict.kind === 'offer') {
      expect(verdict.bars).toContain('failedBefore');
    }
  });

  test('and failed after some output has ended: the user sees how', () => {
    expect(decide(work().sent('u', 'recovery').says().ended('u', failure), { record: resumed('user') })).toEqual({ kind: 'forget', why: 'ended' });
  });

  test('is not taken for the user having moved on', () => {
    const events = work().sent('u', 'recovery').ended('u', failure);
    expect(decide(events, { record: record({ phase: 'offered' }, 1) })).toMatchObject({ kind: 'offer', turnId: 't', bars: ['mode', 'unknownEffect', 'failedBefore'] });
    expect(decide(events.sent('v'), { record: record({ phase: 'offered' }, 1) })).toEqual({ kind: 'forget', why: 'movedOn' });
  });
});

describe('a record', () => {
  test('survives the way to the disk and back', () => {
    const full = record({ resumes: { turnId: 's', origin: 'api', by: 'user' }, phase: 'acceptedByAuto' }, 2);
    expect(parsePending(JSON.parse(JSON.stringify(full)))).toEqual(full);
    expect(parsePending({ attempts: 0 })).toEqual({ attempts: 0 });
  });

  test('with missing or malformed fields is read as far as it can be', () => {
    expect(parsePending({ turn: { turnId: 't', openedAt: 'yesterday', origin: 7, resumes: [], owner: null, phase: 'new' }, attempts: -1 })).toEqual({
      attempts: 0,
      turn: { turnId: 't', origin: 'user', phase: 'open', owner: { window: '', generation: 0 } },
    });
    expect(parsePending({ attempts: 1, turn: { openedAt: 5 } })).toEqual({ attempts: 1 });
    expect(decide(said().sent('t').says(), { record: parsePending({ turn: { turnId: 't' } }) })).toMatchObject({ kind: 'offer', age: 'fresh' });
  });

  test.each([['a list', []], ['a text', 'pending'], ['null', null]])('that is %s is none', (_, raw) => {
    expect(() => parsePending(raw)).toThrow(/no record of a turn/);
  });
});
