import { expect, test } from 'vitest';
import { redact } from '../../src/editor/redact';
import { Secrets } from '../../src/editor/secrets';
import { FakeClock } from '../fakes/fakeClock';

function secretsIn(agents: Readonly<Record<string, unknown>>): readonly string[] {
  return new Secrets(() => agents, new FakeClock()).all();
}

test('the values of an agent’s environment never reach the log, plain or inside JSON', () => {
  const secrets = secretsIn({ mine: { command: 'x', env: { KEY: 'pass"word\n1', OTHER: 'pass"word\n12345' } } });
  const line = `plain pass"word\n12345, then ${JSON.stringify({ env: 'pass"word\n1' })}`;
  expect(redact(line, secrets)).toBe('plain ‹redacted›, then {"env":"‹redacted›"}');
});

test('values too short to be secrets stay, so that the log can be read', () => {
  expect(secretsIn({ mine: { env: { DEBUG: '1', MODE: 'true' } } })).toEqual([]);
});

test('a new secret is known within a second, and an old one is not forgotten while its agent may run', async () => {
  const clock = new FakeClock();
  let env = { KEY: 'first-secret' };
  const secrets = new Secrets(() => ({ mine: { env } }), clock);
  expect(secrets.all()).toEqual(['first-secret']);
  env = { KEY: 'second-secret' };
  await clock.tick(1000);
  expect(secrets.all()).toEqual(['second-secret', 'first-secret']);
});

test('what looks like a key is taken out although nobody told us of it', () => {
  expect(redact('Authorization: Bearer abcdefghijklmnop', [])).not.toContain('abcdefghijklmnop');
  expect(redact('key sk-ant-REDACTED', [])).not.toContain('abcdefghij');
});

test('an agent that is written wrongly has no secrets and does no harm', () => {
  expect(secretsIn({ a: null, b: 'text', c: { env: [] }, d: { env: { KEY: 12345678 } } })).toEqual([]);
});
