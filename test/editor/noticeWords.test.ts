import { describe, expect, test } from 'vitest';
import { sayEnding, sayNotices } from '../../src/editor/noticeWords';
import { endingOf } from '../../src/notice/notice';
import type { CardNews, Notice, ProcessNews, ProcessNotice } from '../../src/notice/notice';
import type { TurnOutcome } from '../../src/session/outcome';
import { english } from './english';

const names = { title: (id: string) => `Task ${id}`, agent: () => 'Claude', card: (id: string) => `Card ${id}` };
const answered = (stopReason = 'end_turn', empty = false): TurnOutcome => ({ kind: 'answered', stopReason, empty });
const failed: TurnOutcome = { kind: 'failed', failure: { kind: 'exited', exit: { code: 7 }, stderr: [] } };

function notice(outcome: TurnOutcome, sessionId = '1', preview = ''): Notice {
  return { sessionId, turnId: 't', at: 0, outcome, preview, state: 'owed', attempts: 0, hands: 'ours' };
}

function say(...notices: readonly Notice[]): string {
  return sayNotices(notices, names, english);
}

function ofProcess(news: ProcessNews, preview = ''): ProcessNotice {
  return { sessionId: '1', eventId: 'p', command: 'npm run dev', news, at: 0, preview, state: 'owed', attempts: 0, hands: 'ours' };
}

describe('a process', () => {
  test.each<[ProcessNews, string]>([
    [{ kind: 'ended', exit: { code: 1 } }, '“npm run dev” has ended: exit code 1. Gave up.'],
    [{ kind: 'ended', exit: { signal: 'SIGTERM' } }, '“npm run dev” has ended: signal SIGTERM. Gave up.'],
    [{ kind: 'ended', exit: {} }, '“npm run dev” has ended: nobody knows how. Gave up.'],
    [{ kind: 'endedWith', whom: 'agent' }, '“npm run dev” was ended together with its agent.'],
    [{ kind: 'endedWith', whom: 'window' }, '“npm run dev” was ended together with its window.'],
    [{ kind: 'printed', line: 'Listening', heldBack: 0 }, '“npm run dev” printed: Listening'],
    [{ kind: 'printed', line: 'Listening', heldBack: 3 }, '“npm run dev” printed: Listening (3 more since the last time)'],
    [{ kind: 'watchEnded', why: 'tooOften' }, '“npm run dev” prints what you look for again and again. From now on you hear only of its end.'],
    [{ kind: 'watchEnded', why: 'tooSlow' }, 'What you look for takes too long to find in the output of “npm run dev”. From now on you hear only of its end.'],
    [{ kind: 'storm', quietMs: 30_000 }, 'Processes print what you look for faster than anybody could read, “npm run dev” among them. You hear no more of it for 30 s.'],
    [{ kind: 'stormOver', heldBack: 3 }, 'You were not told of 3 lines that you look for.'],
  ])('is told: %o', (news, text) => {
    expect(say(ofProcess(news, 'First.\nGave up.'))).toBe(text);
  });

  test('shows no key that it was started with, nor one that it prints', () => {
    const notice = { ...ofProcess({ kind: 'printed', line: 'token=abcdef123456', heldBack: 0 }), command: 'API_KEY=abcdef123456 run' };
    expect(say(notice)).not.toContain('abcdef123456');
  });

  test('is counted beside tasks', () => {
    const ended = ofProcess({ kind: 'ended', exit: { code: 0 } });
    const printed = ofProcess({ kind: 'printed', line: 'x', heldBack: 0 });
    expect(say(ended, ended)).toBe('Processes left running: 2 processes ended.');
    expect(say(notice(answered()), ended, printed, printed)).toBe('“Task 1” has finished. Processes left running: 1 process ended, 2 lines of output.');
  });
});

describe('one ending', () => {
  test('says how it ended and what came of it, at most a hundred characters', () => {
    expect(say(notice(answered(), '1', 'All\n  green.'))).toBe('“Task 1” has finished. All green.');
    expect(say(notice(answered(), '1', 'x'.repeat(500)))).toHaveLength('“Task 1” has finished. '.length + 100);
  });

  test.each<[TurnOutcome, string]>([
    [answered('max_tokens'), '“Task 1” was stopped before its end. Claude stopped: the answer reached the model’s length limit.'],
    [answered('refusal'), '“Task 1” has failed. Claude refused to go on with this request.'],
    [failed, '“Task 1” has failed. Claude has ended: exit code 7.'],
    [
      { kind: 'stalled', silentMs: 1_800_000 },
      '“Task 1” timed out. Stopped: there was no activity of Claude for 30 min. How long that may be is set by holdfast.background.idleTimeoutSeconds.',
    ],
    [
      { kind: 'stalled', silentMs: 1_800_000, tool: 'npm\n test' },
      '“Task 1” timed out. Stopped: there was no activity of Claude for 30 min, in the tool call “npm test”. How long that may be is set by holdfast.background.idleTimeoutSeconds and holdfast.stream.toolIdleTimeoutSeconds; the larger one holds.',
    ],
    [{ kind: 'interrupted', by: 'crash' }, '“Task 1” was interrupted before it began. Nothing of it was sent; it waits in its session.'],
  ])('of another kind says why: %j', (outcome, words) => {
    expect(say(notice(outcome))).toBe(words);
  });

  test('an answer with nothing in it is no success', () => {
    expect(endingOf(answered('end_turn', true))).toBe('failed');
    expect(say(notice(answered('end_turn', true)))).toMatch(/^“Task 1” has failed\. Claude .+/);
  });

  test('has a word for a list', () => {
    expect([answered(), failed, answered('refusal'), answered('max_tokens')].map((outcome) => sayEnding(endingOf(outcome), english))).toEqual([
      'Finished',
      'Failed',
      'Failed: refused',
      'Stopped at a limit',
    ]);
  });
});

describe('several endings', () => {
  test('with one cause are one sentence with the cause', () => {
    expect(say(notice(failed, '1'), notice(failed, '2'), notice(failed, '3'))).toBe('Background tasks: 3 failed: Claude has ended: exit code 7.');
  });

  test('of several kinds are counted', () => {
    const other: TurnOutcome = { kind: 'failed', failure: { kind: 'disconnected', stderr: [] } };
    expect(say(notice(answered(), '1'), notice(failed, '2'), notice(other, '3'), notice({ kind: 'stalled', silentMs: 1 }, '4'))).toBe(
      'Background tasks: 1 finished, 2 failed, 1 timed out.',
    );
  });
});

describe('what became of tasks of the board', () => {
  const card = (news: CardNews, taskId = '1', preview = 'Because.'): Notice => ({ taskId, news, at: 0, preview, state: 'owed', attempts: 0, hands: 'ours' });

  test.each<[CardNews, string]>([
    ['done', 'The task “Card 1” has finished. Because.'],
    ['review', 'The task “Card 1” is to be reviewed. Because.'],
    ['blocked', 'The task “Card 1” is blocked. Because.'],
    ['gaveUp', 'The task “Card 1” has failed and is blocked. Because.'],
    ['loop', 'The task “Card 1” goes in circles and is blocked. Because.'],
  ])('%s', (news, words) => {
    expect(say(card(news))).toBe(words);
  });

  test('several are counted, beside what ended in the background', () => {
    const ended = notice(answered(), '1', 'All green.');
    expect(say(card('done'), card('done', '2'), card('gaveUp', '3'))).toBe('Task board: 2 finished, 1 failed.');
    expect(say(ended, card('blocked'))).toBe('“Task 1” has finished. All green. The task “Card 1” is blocked. Because.');
  });
});
