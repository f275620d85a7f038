import { PassThrough } from 'node:stream';
import { createMessageConnection, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { LanguageTransport } from '../../src/editor/languageTransport';
import type { Trace } from '../../src/port';
import type { PeerEnd } from '../../src/wire/peer';

test('what a process said last is heard before its end, the answer included', async () => {
  const { input, connection, ended } = connect();
  const heard: number[] = [];
  connection.onNotification('said', ({ number }: { number: number }) => void heard.push(number));
  const answer = connection.sendRequest('ask', {});
  const numbers = Array.from({ length: 500 }, (_, number) => number);
  for (const number of numbers) {
    input.write(frame({ method: 'said', params: { number } }));
  }
  input.end(frame({ id: 0, result: 'answer' }));
  expect(await answer).toBe('answer');
  expect(heard).toEqual(numbers);
  expect(await ended).toEqual({ kind: 'ended' });
});

test('a stream that breaks says why', async () => {
  const { input, ended } = connect();
  input.destroy(new Error('The cable was cut.'));
  expect(await ended).toMatchObject({ kind: 'broken', error: { message: 'The cable was cut.' } });
});

test('what we said last is written before our end', async () => {
  const { connection, transport, output } = connect();
  void connection.sendNotification('cancel', {});
  void connection.sendNotification('goodbye', {});
  await new Promise<void>((resolve) => transport.end(resolve));
  expect(String(output.read())).toMatch(/"cancel"[\s\S]*"goodbye"/);
  expect(output.writableEnded).toBe(true);
});

test('a process that reads nothing is not waited for', async () => {
  const { connection, transport, output } = connect();
  void connection.sendNotification('big', { text: 'x'.repeat(1_000_000) }).catch(() => undefined);
  void connection.sendNotification('cancel', {}).catch(() => undefined);
  await new Promise<void>((resolve) => transport.end(resolve));
  expect(output.writableEnded).toBe(true);
});

test('traffic is traced only while somebody wants it', async () => {
  const traced: string[] = [];
  let enabled = false;
  const { connection, input } = connect({ enabled: () => enabled, message: (direction, text) => void traced.push(`${direction} ${text}`) });
  const ask = async (id: number): Promise<void> => {
    const answer = connection.sendRequest('ask', {});
    input.write(frame({ id, result: 'answer' }));
    await answer;
  };
  await ask(0);
  expect(traced).toEqual([]);
  enabled = true;
  await ask(1);
  expect(traced).toEqual(['out {"jsonrpc":"2.0","id":1,"method":"ask","params":{}}', 'in {"jsonrpc":"2.0","id":1,"result":"answer"}']);
});

describe('what arrives', () => {
  const update = (sessionId: unknown, more: object = {}): string => frame({ method: 'session/update', params: { sessionId, ...more } });

  test('is told of under its session’s name at once, however much waits before it to be handled', async () => {
    const { input, connection, heard } = connect();
    let handled = 0;
    connection.onNotification('session/update', () => void (handled += 1));
    input.write(`${update('a').repeat(500)}${update('b')}`);
    await turn();
    expect(heard).toHaveLength(501);
    expect(heard.at(-1)).toBe('b');
    expect(handled).toBeLessThan(10);
    while (handled < 501) {
      await turn();
    }
  });

  test('as an answer is for the session that the request was for, once', async () => {
    const { input, connection, heard } = connect();
    const answer = connection.sendRequest('session/prompt', { sessionId: 'a' });
    await turn();
    input.write(frame({ id: 0, result: 'end_turn' }));
    expect(await answer).toBe('end_turn');
    input.write(`${frame({ id: 0, result: 'again' })}${frame({ id: 7, result: 'unasked' })}`);
    await turn();
    expect(heard).toEqual(['a']);
  });

  test('as a request is for the session that it names', async () => {
    const { input, connection, heard } = connect();
    connection.onRequest('session/request_permission', () => ({}));
    input.write(frame({ id: 1, method: 'session/request_permission', params: { sessionId: 'a' } }));
    await turn();
    expect(heard).toEqual(['a']);
  });

  test.each([
    ['names that are no text', [1, null, {}, ['a'], true].map((id) => update(id)).join('')],
    ['names deeper inside', update(undefined, { update: { rawInput: { sessionId: 'a' } } })],
    ['parameters that are none', [null, 'a', 1, ['a']].map((params) => frame({ method: 'said', params })).join('')],
    ['what is no message', ['null', '1', '"a"', '[]', '{', 'a'].map(framed).join('')],
    ['an answer to nothing', frame({ id: null, result: { sessionId: 'a' } }) + frame({ result: 1 })],
    ['what the whole connection is told', frame({ method: 'window/logMessage', params: { message: 'sessionId' } })],
  ])('with %s is nobody’s life, and what follows is heard', async (_name, bytes) => {
    const { input, connection, heard } = connect();
    const said = new Promise<void>((resolve) => {
      connection.onNotification('session/update', ({ sessionId }: { sessionId?: unknown }) => (sessionId === 'b' ? resolve() : undefined));
    });
    input.write(`${bytes}${update('b')}`);
    await said;
    expect(heard).toEqual(['b']);
  });

  test('is read however the bytes are cut', async () => {
    const bytes = Buffer.from(`${update('ä€😀', { text: 'x\r\n\r\ny' })}Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n${update('b')}`);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const { input, heard } = connect();
      input.write(bytes.subarray(0, cut));
      await turn();
      input.write(bytes.subarray(cut));
      await turn();
      expect(heard).toEqual(['ä€😀', 'b']);
    }
    const { input, heard } = connect();
    bytes.forEach((byte) => input.write(Buffer.of(byte)));
    await turn();
    expect(heard).toEqual(['ä€😀', 'b']);
  });

  test.each([
    ['without a length', 'Content-Type: text\r\n\r\n{}', 'A message does not say its length.'],
    ['with a length that is none', 'Content-Length: -5\r\n\r\n{}', 'A message does not say its length.'],
    ['with a length that nobody means', 'Content-Length: 99999999999\r\n\r\n', 'A message of 99999999999 bytes is too long.'],
    ['that does not end', 'x'.repeat(5_000), 'The header of a message does not end.'],
  ])('with a header %s breaks the connection, behind what was said before', async (_name, bytes, message) => {
    const { input, connection, ended, heard } = connect();
    let handled = 0;
    connection.onNotification('session/update', () => void (handled += 1));
    input.write(`${update('a').repeat(100)}${bytes}${update('b')}`);
    input.write(update('b'));
    expect(await ended).toMatchObject({ kind: 'broken', error: { message } });
    expect([handled, heard.length]).toEqual([100, 100]);
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

interface Connected {
  readonly input: PassThrough;
  readonly output: PassThrough;
  readonly transport: LanguageTransport;
  readonly connection: MessageConnection;
  readonly ended: Promise<PeerEnd>;
  /** For which sessions something arrived, in order. */
  readonly heard: string[];
}

/** A connection over the transport, as the language client makes one. The test is the process: it writes `input` and reads `output`. */
function connect(trace: Trace = { enabled: () => false, message: () => undefined }): Connected {
  const input = new PassThrough();
  const output = new PassThrough();
  let end: (end: PeerEnd) => void;
  const ended = new Promise<PeerEnd>((resolve) => (end = resolve));
  const heard: string[] = [];
  const ears = { trace, onHeard: (sessionId: string) => void heard.push(sessionId), onEnd: (how: PeerEnd) => transport.end(() => end(how)) };
  const transport: LanguageTransport = new LanguageTransport({ input, output }, new StreamMessageWriter(output), ears);
  const connection = createMessageConnection(transport.reader, transport.writer, undefined, { messageStrategy: transport });
  connection.onClose(() => connection.dispose());
  connection.listen();
  onTestFinished(() => connection.dispose());
  return { input, output, transport, connection, ended, heard };
}

function frame(message: object): string {
  return framed(JSON.stringify({ jsonrpc: '2.0', ...message }));
}

function framed(body: string): string {
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
