import { expect, test } from 'vitest';
import type { Dispatching } from '../../src/board/taskBoard';
import { explainDryRun, titleOfDryRun } from '../../src/boardView/dryRunWords';
import { english } from '../editor/english';

const auto: Dispatching = { mode: 'auto', by: 'us', running: 0, limit: 2 };

test.each<[string, Dispatching]>([
  ['What would be done now', auto],
  ['Another window starts tasks: what it would do now', { ...auto, by: 'elsewhere' }],
  ['Nothing starts by itself: dispatch is manual', { ...auto, mode: 'manual', by: 'elsewhere' }],
  ['The board is paused: nothing starts', { ...auto, mode: 'manual', paused: { at: 1 } }],
])('a dry run says first how things are: “%s”', (title, dispatching) => {
  expect(titleOfDryRun(dispatching, english)).toBe(title);
});

test('only where nothing starts by itself does it speak of what auto would do', () => {
  expect(explainDryRun({ ...auto, mode: 'manual' }, english)).toContain('With auto, this would be done now');
  expect(explainDryRun(auto, english)).not.toContain('auto');
});
