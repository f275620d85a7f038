import { expect, test } from 'vitest';
import { processRow } from '../../src/editor/processWords';
import type { LeftProcess } from '../../src/running/leftProcess';
import { readPattern } from '../../src/running/linePattern';
import { english } from './english';

type Shown = Parameters<typeof processRow>[0];

const now = 1_000_000;
const running: Shown = { commandLine: 'npm run dev', state: { kind: 'left' }, startedAt: now - 180_000, lastLine: 'Ready.', wish: { kind: 'nothing' }, matches: 0 };

function row(change: Partial<Shown> = {}): ReturnType<typeof processRow> {
  return processRow({ ...running, ...change }, now, english);
}

function watching(typed: string): LeftProcess['wish'] {
  const read = readPattern(typed);
  return read.kind === 'pattern' ? { kind: 'output', pattern: read.pattern } : { kind: 'nothing' };
}

test('a process that runs says since when, and its last line', () => {
  expect(row({ startedAt: now - 59_000, lastLine: '' }).description).toBe('running');
  expect(row()).toEqual({
    title: 'npm run dev',
    description: 'running 3m · Ready.',
    icon: 'terminal',
    context: 'process live',
    spoken: 'npm run dev, Process left running, running 3m, Ready.',
  });
});

test('what the user is to hear of it is said, and drawn', () => {
  expect(row({ wish: { kind: 'end' } })).toMatchObject({ description: 'running 3m · Ready. · you hear when it ends', icon: 'bell', context: 'process live watched' });
  expect(row({ wish: watching('ready') }).description).toBe('running 3m · Ready. · you hear of “ready”');
  expect(row({ wish: watching('/e+/'), matches: 4 }).description).toBe('running 3m · Ready. · you hear of “/e+/”, 4 times so far');
});

test('one that has ended says how, and is not offered to be ended', () => {
  const ended = (how: Extract<LeftProcess['state'], { kind: 'ended' }>['how']): Partial<Shown> => ({ state: { kind: 'ended', at: now - 60_000, output: '', how } });
  expect(row(ended({ exit: { code: 0 } }))).toMatchObject({ description: 'ended: exit code 0 · Ready. · 1m', icon: 'pass', context: 'process over' });
  expect(row(ended({ exit: { code: 2 } }))).toMatchObject({ description: 'ended: exit code 2 · Ready. · 1m', icon: 'error' });
  expect(row(ended({ exit: { signal: 'SIGTERM' } }))).toMatchObject({ description: 'ended: signal SIGTERM · Ready. · 1m', icon: 'debug-stop' });
  expect(row(ended({ exit: { signal: 'SIGSEGV' } })).icon).toBe('error');
  expect(row(ended({ with: 'agent' })).description).toBe('ended with its agent · Ready. · 1m');
});

test('neither a key nor a colour stands in a row', () => {
  const { title, description } = row({ commandLine: 'API_KEY=abcdef123456 npm test', lastLine: '\u001b[31mred\u001b[0m password: hunter2222' });
  expect(title).not.toContain('abcdef');
  expect(description).not.toMatch(/\u001b|hunter/);
  expect(description).toContain('red');
});
