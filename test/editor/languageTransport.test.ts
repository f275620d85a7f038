import { PassThrough } from 'node:stream';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { expect, onTestFinished, test } from 'vitest';
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

interface Connected {
  readonly input: PassThrough;
  readonly output: PassThrough;
  readonly transport: LanguageTransport;
  readonly connection: MessageConnection;
  readonly ended: Promise<PeerEnd>;
}

/** A connection over the transport, as the language client makes one. The test is the process: it writes `input` and reads `output`. */
function connect(trace: Trace = { enabled: () => false, message: () => undefined }): Connected {
  const input = new PassThrough();
  const output = new PassThrough();
  let end: (end: PeerEnd) => void;
  const ended = new Promise<PeerEnd>((resolve) => (end = resolve));
  const [reader, writer] = [new StreamMessageReader(input), new StreamMessageWriter(output)];
  const transport = new LanguageTransport({ input, output }, reader, writer, trace, (how) => transport.end(() => end(how)));
  const connection = createMessageConnection(transport.reader, transport.writer, undefined, { messageStrategy: transport });
  connection.onClose(() => connection.dispose());
  connection.listen();
  onTestFinished(() => connection.dispose());
  return { input, output, transport, connection, ended };
}

function frame(message: object): string {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  return `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
