import { expect, test } from 'vitest';
import { byNeed, matters } from '../../src/editor/need';
import { sessionLine, sessionRow } from '../../src/editor/sessionRow';
import type { SessionSummary } from '../../src/session/sessions';
import type { SessionStatus } from '../../src/session/status';
import { english } from './english';

const now = 1_000_000_000;

function summary(status: SessionStatus, more: Partial<SessionSummary> = {}): SessionSummary {
  return { id: 'a', title: 'Fix the tests', agent: 'claude', status, updatedAt: now - 5 * 60_000, queued: 0, archived: false, ...more };
}

test('a quiet session says its agent and its age', () => {
  const row = sessionRow(summary({ kind: 'idle' }), 'Claude', now, english);
  expect(row).toMatchObject({ title: 'Fix the tests', description: 'Claude · 5m', context: 'session idle', spoken: 'Fix the tests, Claude, 5m' });
});

test('a session that works says at what, and can be stopped', () => {
  const row = sessionRow(summary({ kind: 'working', since: now, what: 'npm test' }, { queued: 2 }), 'Claude', now, english);
  expect(row.description).toBe('Working · npm test · 2 queued · Claude · 5m');
  expect(row.context).toMatch(/\brunning\b/);
  expect(row.icon).toBe('sync~spin');
});

test('the time that passes while an agent works does not redraw its row', () => {
  const status: SessionStatus = { kind: 'working', since: now, what: 'npm test' };
  expect(sessionRow(summary(status), 'Claude', now + 20_000, english)).toEqual(sessionRow(summary(status), 'Claude', now, english));
});

test('an agent that does not confirm a stop can be forced', () => {
  expect(sessionRow(summary({ kind: 'stopping', since: now, force: 'byItself' }), 'Claude', now, english).context).toMatch(/\bforceable\b/);
  expect(sessionRow(summary({ kind: 'stopping', since: now, force: 'notYet' }), 'Claude', now, english).context).not.toMatch(/\bforceable\b/);
});

test('interrupted work says so and can be gone on with from its row; once dismissed it is at rest', () => {
  const turn = { turnId: 't', reason: { kind: 'tool', title: 'npm test', effect: 'unknown' }, by: 'crash' } as const;
  const offered = sessionRow(summary({ kind: 'interrupted', turn: { ...turn, way: 'resume' } }), 'Claude', now, english);
  expect(offered).toMatchObject({ description: 'Interrupted · npm test · Claude · 5m', icon: 'debug-pause', context: 'session interrupted' });
  const dismissed = sessionRow(summary({ kind: 'interrupted', turn: { ...turn, way: 'dismissed' } }), 'Claude', now, english);
  expect(dismissed).toEqual(sessionRow(summary({ kind: 'idle' }), 'Claude', now, english));
});

test('those that need their human come first, then what runs, then the newest', () => {
  const sessions = [
    summary({ kind: 'idle' }, { id: 'old', updatedAt: 1 }),
    summary({ kind: 'idle' }, { id: 'new', updatedAt: 2 }),
    summary({ kind: 'working', since: 0, what: undefined }, { id: 'working' }),
    summary({ kind: 'waitingForYou', since: 0 }, { id: 'waiting' }),
    summary({ kind: 'gone', failure: { kind: 'internal', reason: 'x' } }, { id: 'gone' }),
  ];
  expect(byNeed(sessions).map(({ id }) => id)).toEqual(['waiting', 'gone', 'working', 'new', 'old']);
});

test('what was put away comes last, does not matter any more, and its row can take it out again', () => {
  const away = summary({ kind: 'idle' }, { id: 'away', archived: true, updatedAt: now, queued: 1 });
  expect(byNeed([away, summary({ kind: 'idle' }, { id: 'old', updatedAt: 1 })]).map(({ id }) => id)).toEqual(['old', 'away']);
  expect(matters(away)).toBe(false);
  expect(sessionRow(away, 'Claude', now, english).context).toBe('session archived idle');
});

test('a line says the last activity, the tool and the queue', () => {
  const works = summary({ kind: 'working', since: now - 720_000, what: 'npm test' }, { heardAt: now - 8_000, queued: 2 });
  expect(sessionLine(works, 'Claude', now, english)).toBe('Fix the tests — Claude · Working · last activity 8 s ago · npm test · 2 queued');
  expect(sessionLine(works, 'Claude', now + 200_000, english)).toContain('last activity 3 min ago');
});

test('the last activity of a silent agent is its last sign of life, whatever the conversation heard', () => {
  const status: SessionStatus = { kind: 'working', since: 0, what: undefined, silence: { kind: 'quiet', since: now - 31_000 } };
  const line = sessionLine(summary(status, { heardAt: now - 90_000 }), 'Claude', now, english);
  expect(line).toBe('Fix the tests — Claude · Quiet · last activity 31 s ago');
});

test('a start is its own last activity: what was heard before does not count', () => {
  const line = sessionLine(summary({ kind: 'starting', since: now - 2_000, slow: false }, { heardAt: now - 7_200_000 }), 'Claude', now, english);
  expect(line).toBe('Fix the tests — Claude · Starting Claude… · last activity 2 s ago');
});

test('a line of a session in which nothing runs has no time that goes on', () => {
  expect(sessionLine(summary({ kind: 'idle' }, { queued: 1, heardAt: now }), 'Claude', now, english)).toBe('Fix the tests — Claude · Idle · 1 queued');
});

test('a background task has a picture of its own at rest, is seen to work like everything else, and says what it is', () => {
  const task = (status: SessionStatus): ReturnType<typeof sessionRow> => sessionRow(summary(status, { kind: 'background' }), 'Claude', now, english);
  expect(task({ kind: 'idle' })).toMatchObject({ icon: 'server-process', context: 'session background idle', spoken: 'Fix the tests, Background task, Claude, 5m' });
  expect(task({ kind: 'working', since: now, what: 'npm test' })).toMatchObject({ icon: 'sync~spin', context: 'session background working running' });
  expect(sessionRow(summary({ kind: 'idle' }, { kind: 'task' }), 'Claude', now, english)).toMatchObject({ icon: 'checklist', context: 'session task idle', spoken: 'Fix the tests, Task of the board, Claude, 5m' });
  expect(task({ kind: 'waitingForYou', since: now }).icon).toBe('bell-dot');
});

test('a background task says for how long it has been quiet, its last tool, and how it ended until somebody has seen it', () => {
  const quiet = { kind: 'quiet', since: now - 3 * 60_000 } as const;
  const status: SessionStatus = { kind: 'working', since: 0, what: undefined, silence: quiet };
  const row = (kind?: 'background') => sessionRow(summary(status, { ...(kind && { kind }), lastTool: 'npm test' }), 'Claude', now, english).description;
  expect(row('background')).toBe('Quiet · for 3m · last: npm test · Claude · 5m');
  expect(row()).toBe('Quiet · Claude · 5m');
  expect(sessionRow(summary({ kind: 'idle' }, { kind: 'background' }), 'Claude', now, english, 'Failed').description).toBe('Failed · Claude · 5m');
});
