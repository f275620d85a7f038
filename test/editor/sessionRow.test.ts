import { expect, test } from 'vitest';
import { byNeed } from '../../src/editor/need';
import { sessionRow } from '../../src/editor/sessionRow';
import type { SessionSummary } from '../../src/session/sessions';
import type { SessionStatus } from '../../src/session/status';
import { english } from './english';

const now = 1_000_000_000;

function summary(status: SessionStatus, more: Partial<SessionSummary> = {}): SessionSummary {
  return { id: 'a', title: 'Fix the tests', agent: 'claude', status, updatedAt: now - 5 * 60_000, queued: 0, ...more };
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
