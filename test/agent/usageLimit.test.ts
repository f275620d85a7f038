import { describe, expect, test } from 'vitest';
import { usageLimitReset } from '../../src/agent/usageLimit';
import { RpcError } from '../../src/wire/peer';

const now = Date.parse('2026-01-02T12:00:00Z');
const six = Date.parse('2026-01-02T18:00:00Z');
const read = (message: string, data?: unknown): number | undefined => usageLimitReset(new RpcError(-32603, message, data), now);

describe('the end of a usage limit', () => {
  test.each([
    ['seconds since the epoch', 'Usage limit', { resets_at: six / 1_000 }],
    ['milliseconds since the epoch', 'Usage limit', { resetsAt: six }],
    ['a date with its zone', 'Rate limit exceeded', { resetsAt: '2026-01-02T19:00:00+01:00' }],
    ['a wait in seconds', 'Rate limited: limit', { 'retry-after': '21600' }],
    ['a wait in milliseconds', 'Quota exceeded', { retryAfterMs: 21_600_000 }],
    ['a field deep inside', 'Internal error', { error: { type: 'usage_limit_reached', details: { resets_in_seconds: 21_600 } } }],
    ['JSON as text', 'Internal error', JSON.stringify({ error: { code: 429, resets_at: six / 1_000 } })],
    ['the text of an agent', `Claude AI usage limit reached|${six / 1_000}`, undefined],
    ['the text of an agent as details', 'Internal error', { details: `Claude AI usage limit reached|${six / 1_000}` }],
  ])('is read from %s', (_, message, data) => {
    expect(read(message, data)).toBe(six);
  });

  test.each([
    ['an error that is of no limit', 'Overloaded', { retryAfter: 30 }],
    ['a time without a place', 'Usage limit reached, resets 6pm', undefined],
    ['a date without a zone', 'Usage limit', { resetsAt: '2026-01-02T18:00:00' }],
    ['a time that is over', 'Usage limit', { resetsAt: now - 1 }],
    ['a time in a far future', 'Usage limit', { resetsAt: now + 40 * 86_400_000 }],
    ['what is no time', 'Usage limit', { resetsAt: 'soon', retry_after: -5, reset_at: null, resets_in_seconds: Number.NaN }],
    ['nothing', 'Usage limit', undefined],
  ])('is not guessed from %s', (_, message, data) => {
    expect(read(message, data)).toBeUndefined();
  });

  test('costs little for hostile data', () => {
    let deep: object = { resetsAt: six };
    for (let n = 0; n < 50; n += 1) {
      deep = { limit: deep };
    }
    expect(read('limit', deep)).toBeUndefined();
    expect(read('limit', Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`limit${n}`, n])))).toBeUndefined();
  });
});
