import { expect, test } from 'vitest';
import { strayRow } from '../../src/editor/strayRow';
import { english } from './english';

const now = 1_700_000_000_000;
const stray = { pid: 4242, startToken: 'x', command: 'claude --acp', startedAt: now - 300_000, window: 'w1', openedAt: now - 7_200_000 };

test('a stray process is shown with its command, number, age, window, and how that is known', () => {
  expect(strayRow({ ...stray, proof: 'start' }, now, english)).toEqual({
    label: 'claude --acp',
    description: 'process 4242, started 5m ago',
    detail: 'window w1, opened 2h ago · written down by that window when it started',
  });
  expect(strayRow({ ...stray, proof: 'mark' }, now, english).detail).toContain("carries that window's mark");
  expect(strayRow({ ...stray, proof: 'family' }, now, english).detail).toContain('descends');
});

test('what nobody knows is not made up', () => {
  expect(strayRow({ pid: 7, command: 'agent', window: 'w2', proof: 'none' }, now, english)).toEqual({
    label: 'agent',
    description: 'process 7',
    detail: 'window w2 · may be of that window, which cannot be known',
  });
});

test('neither a key nor an icon of its command line is shown', () => {
  const { label } = strayRow({ ...stray, command: '$(zap) agent --api-key=sk-verysecretkey1234', proof: 'mark' }, now, english);
  expect(label).not.toContain('verysecret');
  expect(label).toContain('\\$(zap)');
});
