import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { presentable, redact } from '../../src/agent/redact';
import { sampleStdout } from '../../src/agent/stdoutSample';
import { trafficTrace } from '../../src/agent/trafficTrace';
import { QuietEditor } from '../fakes/agentHarness';

describe('keys', () => {
  test.each([
    'sk-proj-S3cretS3cret',
    'Authorization: Bearer S3cretS3cret.x',
    '{"apiKey":"S3cretS3cret"}',
    '{\\"api_key\\": \\"S3cretS3cret\\"}',
    'ANTHROPIC_API_KEY=S3cretS3cret',
    'https://x.test/?access_token=S3cretS3cret&a=1',
    'ghp_S3cretS3cretS3cret',
    'AIzaS3cretS3cret',
    'password: S3cretS3cret',
    'eyJS3cretS3cret.S3cretS3cret.S3cretS3cret',
    'HOLDFAST_BOARD_TOKEN=S3cretS3cret',
    '{"env":[{"name":"HOLDFAST_BOARD_TOKEN","value":"S3cretS3cret"}]}',
    '{"value":"S3cretS3cret","name":"NPM_TOKEN"}',
    '{\\"name\\": \\"MY_API_KEY\\", \\"value\\": \\"S3cretS3cret\\"}',
    '{"name":"DB_PASSWORD","value":"S3cretS3',
  ])('are taken out of %s', (text) => {
    expect(redact(text)).not.toContain('S3cret');
    expect(redact(text)).toContain('‹redacted');
  });

  test.each(['tokens: 12345 used of 200000', 'the task-force', 'no secret is safe', 'max_tokens reached', 'max_tokens: 1234567', '{"outputTokens":1234567}', '{"name":"monkey","value":"bananas"}', 'risk-averse'])(
    'are not seen in %s',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );
});

test('what should be one line cannot make itself two', () => {
  expect(presentable('Agent 1.0\r\n[error] forged\n')).toBe('Agent 1.0 [error] forged');
});

test('a line for a person has no colours, no bells and no end beyond sight', () => {
  expect(presentable('\u001b[1;31mError\u001b[0m\u0007: \u001b]0;title\u0007bad\r')).toBe('Error: bad');
  expect(presentable('x'.repeat(9000)).length).toBeLessThan(600);
});

test('a sample of stdout holds what is no message, and not much of it', async () => {
  const stdout = new PassThrough();
  const sample = sampleStdout(stdout);
  expect(sample()).toBeUndefined();
  stdout.write('{"jsonrpc":"2.0","id":1,"result":{}}\n');
  await new Promise(setImmediate);
  expect(sample()).toBeUndefined();
  stdout.write(`Welcome\n\n${'more\n'.repeat(100_000)}`);
  await new Promise(setImmediate);
  expect(sample()).toBe('Welcome\nmore\nmore\nmore\nmore');
  expect(stdout.listenerCount('data')).toBe(0);
});

test('the traffic is traced when the setting says so, at that moment, cut and redacted', () => {
  const editor = new QuietEditor([]);
  const trace = trafficTrace('fake', editor.log, editor.settings);
  expect(trace.enabled()).toBe(false);
  editor.own = { ...editor.own, trace: 'messages' };
  expect(trace.enabled()).toBe(true);
  const message = `{"method":"x","token":"S3cretS3cret","text":"${'y'.repeat(1000)}"}`;
  trace.message('out', message);
  editor.own = { ...editor.own, trace: 'verbose' };
  trace.message('in', message);
  const [short = '', long = ''] = editor.logged;
  expect(short.startsWith('fake → {"method":"x"')).toBe(true);
  expect(short.length).toBeLessThan(250);
  expect(long).toContain('y'.repeat(1000));
  expect(editor.logged.join()).not.toContain('S3cret');
});
