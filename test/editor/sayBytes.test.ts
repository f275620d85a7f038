import { expect, test } from 'vitest';
import { sayBytes } from '../../src/editor/sayBytes';
import { english } from './english';

test('sizes are said as file managers say them', () => {
  expect([0, 999, 1_500, 999_400, 1_234_567, 100_000_000, 2_340_000_000].map((bytes) => sayBytes(bytes, english))).toEqual([
    '0 B',
    '999 B',
    '2 kB',
    '999 kB',
    '1.2 MB',
    '100.0 MB',
    '2.3 GB',
  ]);
});
