import { expect, test } from 'vitest';
import type { Card } from '../../src/boardView/card';
import { sayDiagnostic } from '../../src/boardView/diagnosticWords';
import { sayCard, sayDispatching } from '../../src/boardView/words';
import { english } from '../editor/english';

const now = 1_800_000_000_000;
const minute = 60_000;

function card(more: Partial<Card>): Card {
  const nothing = { createdAt: 0, priority: 0, attempts: 0, comments: 0, waitsFor: 0, diagnostics: [] };
  return { id: 'a', title: 'A', status: 'ready', statusAt: now, agent: 'Codex', ...nothing, ...more };
}

test.each<[string, Partial<Card>]>([
  ['waits for 2 tasks', { status: 'todo', waitsFor: 2 }],
  ['due in 3h', { status: 'scheduled', scheduledAt: now + 200 * minute }],
  ['due now', { status: 'scheduled', scheduledAt: now - minute }],
  ['held: 2 of 2 workers are busy', { held: { kind: 'capacity', running: 2, limit: 2 } }],
  ['held: rate-limited for 4m', { held: { kind: 'cooldown', until: now + 4 * minute } }],
  ['waits for you to run it', { held: { kind: 'manual' } }],
  ['held: its last worker is still ending', { held: { kind: 'leaving' } }],
  ['held: its agent is rate-limited for 4m', { held: { kind: 'agentLimited', until: now + 4 * minute } }],
  ['held: its agent wants you to sign in; then unblock the task that says so', { held: { kind: 'signIn' } }],
  ['held: its last attempt opened a pull request', { held: { kind: 'pullRequest', until: now + 4 * minute } }],
  ['last attempt: Crashed: exit code 1', { lastEnd: { outcome: 'crashed', detail: 'exit code 1' } }],
  ['needs input: Which key?', { status: 'blocked', block: { kind: 'needs_input', reason: 'Which key?' } }],
  ['Gave up after 2 failed attempts: exit code 1', { status: 'blocked', block: { kind: 'gave_up', reason: 'Gave up after 2 failed attempts: exit code 1' } }],
  ['working', { status: 'running', worker: { state: 'working', where: 'here', since: now - 5_000 } }],
  ['working · for 7m · npm test', { status: 'running', worker: { state: 'working', where: 'here', since: now - 7 * minute, beatAt: now - minute, note: 'npm test' } }],
  ['working · for 7m · quiet for 2m', { status: 'running', worker: { state: 'working', where: 'here', since: now - 7 * minute, beatAt: now - 5 * minute, quietSince: now - 2 * minute } }],
  ['working · quiet', { status: 'running', worker: { state: 'working', where: 'here', since: now - 50_000, quietSince: now - 35_000 } }],
  ['needs you · for 9m', { status: 'running', worker: { state: 'waiting', where: 'here', since: now - 30 * minute, waitingSince: now - 9 * minute } }],
  ['not known to be alive · for 1h · on another computer · last heard of 40m ago', { status: 'running', worker: { state: 'unknown', where: 'otherMachine', since: now - 60 * minute, beatAt: now - 40 * minute } }],
])('a card says “%s”', (words, more) => {
  expect(sayCard(card(more), now, english).join(' · ')).toBe(words);
});

test.each<[string, Parameters<typeof sayDispatching>[0]]>([
  ['dispatch: manual', { mode: 'manual', by: 'nobody', running: 0, limit: 2 }],
  ['dispatch: manual · 1 of 2 running', { mode: 'manual', by: 'nobody', running: 1, limit: 2 }],
  ['dispatch: paused', { mode: 'auto', by: 'us', paused: { at: now }, running: 0, limit: 2 }],
  ['another window dispatches · 3 running', { mode: 'auto', by: 'elsewhere', running: 3, limit: 0 }],
  ['dispatch: auto · stuck: tasks are ready and none starts', { mode: 'auto', by: 'us', running: 0, limit: 2, stuckSince: now }],
])('the board says “%s”', (words, dispatching) => {
  expect(sayDispatching(dispatching, english)).toBe(words);
});

test('a diagnostic tells the actual error', () => {
  const facts = { count: 3, error: 'spawn EPERM' };
  expect(sayDiagnostic({ rule: 'repeatedFailures', severity: 'error', facts, actions: [] }, now, english)).toBe('3 attempts failed in a row. The last error: spawn EPERM');
});
