import { expect, test } from 'vitest';
import { redact, secretsOf } from '../../src/editor/redact';

test('the values of an agent’s environment never reach the log, plain or inside JSON', () => {
  const secrets = secretsOf({ mine: { command: 'x', env: { KEY: 'pass"word\n1', OTHER: 'pass"word\n12345' } } });
  const line = `plain pass"word\n12345, then ${JSON.stringify({ env: 'pass"word\n1' })}`;
  expect(redact(line, secrets)).toBe('plain ‹redacted›, then {"env":"‹redacted›"}');
});

test('values too short to be secrets stay, so that the log can be read', () => {
  expect(secretsOf({ mine: { env: { DEBUG: '1', MODE: 'true' } } })).toEqual([]);
});

test('what looks like a key is taken out although nobody told us of it', () => {
  expect(redact('Authorization: Bearer abcdefghijklmnop', [])).not.toContain('abcdefghijklmnop');
  expect(redact('key sk-ant-REDACTED', [])).not.toContain('abcdefghij');
});

test('an agent that is written wrongly has no secrets and does no harm', () => {
  expect(secretsOf({ a: null, b: 'text', c: { env: [] }, d: { env: { KEY: 12345678 } } })).toEqual([]);
});
