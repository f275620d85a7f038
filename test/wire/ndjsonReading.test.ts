import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ndjsonPeer } from '../../src/wire/ndjson';
import { echo, note, ScriptedSide, settled } from './scriptedSide';

const line = (n: number, text = ''): string => JSON.stringify({ jsonrpc: '2.0', method: 'test/note', params: { n, text } });

describe('lines', () => {
  test.each([
    ['CRLF and blank lines', `${line(1)}\r\n\r\n\n  ${line(2)}  \n`, [1, 2], 0],
    ['junk between messages', `hello\n${line(1)}\n[debug] {"a":1}\n{"level":"info","id":3,"method":"GET"}\n${line(2)}\n`, [1, 2], 3],
    ['a batch', `[${line(1)}]\n${line(2)}\n`, [2], 1],
    ['bare JSON values', `42\nnull\n"text"\n${line(1)}\n`, [1], 3],
    ['ids that are null', `{"jsonrpc":"2.0","id":null,"method":"x"}\n{"jsonrpc":"2.0","id":null,"error":{}}\n${line(1)}\n`, [1], 2],
    ['ids that are no ids', `{"jsonrpc":"2.0","id":1.5,"method":"x"}\n{"jsonrpc":"2.0","id":{},"result":1}\n${line(1)}\n`, [1], 2],
    ['neither request nor answer', `{"jsonrpc":"2.0"}\n{"jsonrpc":"2.0","method":7,"id":1}\n${line(1)}\n`, [1], 2],
    ['text in front of a message', `Enter the authorization code: ${line(1)}\n`, [1], 1],
    ['two messages on a line', `${line(1)}${line(2)} ${line(3)}\n`, [1, 2, 3], 1],
    ['text behind a message', `${line(1)} done.\n${line(2)}\n`, [1, 2], 1],
    ['half a message in front of a whole one', `{"jsonrpc":"2.0","method":"te${line(1)}\n`, [1], 1],
    ['a message that carries another', `x ${line(1).replace('"text":""', '"inner":{"jsonrpc":"2.0"}')}\n`, [1], 1],
    ['braces and quotes inside strings', `x ${line(1, '"} {"jsonrpc"')}${line(2)}\n`, [1, 2], 1],
    ['nothing but beginnings', `${'{"jsonrpc":'.repeat(1000)}\n${line(1)}\n`, [1], 1],
    ['nesting that no file and no view could take', `${line(1).replace('""', `${'['.repeat(5000)}${']'.repeat(5000)}`)}\n${line(2)}\n`, [2], 1],
    ['brackets inside a string, which nest nothing', `${line(1, '["{'.repeat(1000)).replace('"text":', '"other":')}\n${line(2)}\n`, [1, 2], 0],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from([0xff, 0xfe, 0x0a]), Buffer.from(`${line(1)}\n`)]), [1], 1],
  ])('%s', async (_name, bytes, expected, skipped) => {
    for (const chunkBytes of [Infinity, 1, 7]) {
      const { side, seen } = noted();
      write(side, Buffer.from(bytes), chunkBytes);
      await settled(side);
      expect(seen.map(({ n }) => n)).toEqual(expected);
      expect(side.warnings.length).toBe(Math.min(skipped, 4));
    }
  });

  test('characters of several bytes survive every way of cutting them', async () => {
    const text = 'ä€😀👩‍👩‍👧 \u2028';
    const bytes = Buffer.from(`${line(1, text)}\n`);
    for (let cut = 1; cut < bytes.length; cut += 1) {
      const { side, seen } = noted();
      side.stdout.write(bytes.subarray(0, cut));
      side.stdout.write(bytes.subarray(cut));
      await settled(side);
      expect(seen).toEqual([{ n: 1, text }]);
    }
  });

  test('an input that was given an encoding is read as well', async () => {
    const { side, seen } = noted();
    side.stdout.setEncoding('utf8');
    write(side, Buffer.from(`${line(1, 'ä€😀')}\n`), 3);
    await settled(side);
    expect(seen).toEqual([{ n: 1, text: 'ä€😀' }]);
  });

  test('junk is told ever more rarely, and what it says only to a trace', async () => {
    const { side } = noted();
    side.stdout.write('secret\n'.repeat(1_000));
    await settled(side);
    expect(side.warnings).toHaveLength(3 + 8);
    expect(side.warnings[0]).toBe('Skipped a line of 6 characters: it is not JSON (1 so far).');
    expect(side.warnings.join('\n')).not.toContain('secret');
  });

  test('a line as long as the limit is read, one byte more is skipped', async () => {
    const text = 'x'.repeat(500);
    const maxLineBytes = line(1, text).length;
    for (const chunkBytes of [Infinity, 100]) {
      const { side, seen } = noted({ maxLineBytes });
      write(side, Buffer.from(`${line(1, text)}\n${line(2, text)} \n${line(3, text)}\n`), chunkBytes);
      await settled(side);
      expect(seen.map(({ n }) => n)).toEqual([1, 3]);
      expect(side.warnings).toEqual([`Skipped a line of ${maxLineBytes + 1} bytes, over the limit of ${maxLineBytes} (1 so far).`]);
    }
  });

  test('a line of 64 MB is skipped without being held', async () => {
    const { side, seen } = noted({ maxLineBytes: 1024 * 1024 });
    const chunk = Buffer.alloc(65_536, 'x');
    const before = process.memoryUsage().arrayBuffers;
    let heldBytes = 0;
    for (let n = 0; n < 1024; n += 1) {
      side.stdout.write(chunk);
      heldBytes = Math.max(heldBytes, process.memoryUsage().arrayBuffers - before);
    }
    side.stdout.write(`\n${line(1)}\n`);
    await settled(side);
    expect(seen.map(({ n }) => n)).toEqual([1]);
    expect(side.warnings).toEqual([`Skipped a line of ${64 * 1024 * 1024} bytes, over the limit of ${1024 * 1024} (1 so far).`]);
    expect(heldBytes).toBeLessThan(8 * 1024 * 1024);
  });

  test('a message just under 32 MiB arrives whole', async () => {
    const { side, seen } = noted();
    const text = 'x'.repeat(32 * 1024 * 1024 - 200);
    write(side, Buffer.from(`${line(1, text)}\n`), 65_536);
    await settled(side);
    expect(seen[0]?.text?.length).toBe(text.length);
  });
});

describe('flow control', () => {
  test('a flood pauses the input, and nothing is lost or reordered', async () => {
    const flow: string[] = [];
    const input = new PassThrough();
    const peer = ndjsonPeer({ input, output: new PassThrough(), onFlow: (state) => flow.push(state) });
    const seen: number[] = [];
    peer.onNotification(note, ({ n }) => void seen.push(n));
    const total = 20_000;
    for (let n = 0; n < total; n += 1) {
      if (!input.write(`${line(n, 'x'.repeat(50))}\n`)) {
        await new Promise<void>((resolve) => input.once('drain', resolve));
      }
    }
    input.end();
    await peer.closed;
    expect(seen).toEqual([...Array(total).keys()]);
    expect(flow.slice(0, 2)).toEqual(['paused', 'flowing']);
    expect(flow.at(-1)).toBe('flowing');
  });

  test('no more is read while too much waits', async () => {
    const states: string[] = [];
    const { side, seen } = noted({ pauseBytes: 1_000, resumeBytes: 100 }, (state) => states.push(`${state} at ${seen.length}`));
    const one = `${line(1, 'x'.repeat(100))}\n`;
    side.stdout.write(one.repeat(20));
    side.stdout.write(one);
    await settled(side);
    expect(states).toEqual(['paused at 0', 'flowing at 18']);
    expect(seen).toHaveLength(21);
  });

  test('requests that share an id, and cancellations, cannot keep the input paused', async () => {
    const { side, seen } = noted({ pauseBytes: 500, resumeBytes: 10 });
    const request = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'test/none', params: { text: 'x'.repeat(100) } });
    const cancel = JSON.stringify({ jsonrpc: '2.0', method: '$/cancel_request', params: { requestId: 1 } });
    side.stdout.write(`${request}\n${cancel}\n`.repeat(100));
    side.stdout.write(`${line(1)}\n`);
    await settled(side);
    expect(seen).toHaveLength(1);
  });

  test('cancellations of what runs are not waited for', async () => {
    const { side, seen } = noted({ pauseBytes: 500, resumeBytes: 10 });
    side.peer.onRequest(echo, () => new Promise(() => undefined));
    side.say({ id: 1, method: 'test/echo' });
    await settled(side);
    side.stdout.write('{"jsonrpc":"2.0","method":"$/cancel_request","params":{"requestId":1}}\n'.repeat(100));
    side.stdout.write(`${line(1)}\n`);
    await settled(side);
    expect(seen).toHaveLength(1);
  });

  test('a closed peer lets the other side finish writing', async () => {
    const flow: string[] = [];
    const { side } = noted({ pauseBytes: 10, resumeBytes: 1 }, (state) => flow.push(state));
    side.stdout.write(`${line(1)}\n${line(2)}\n`);
    side.peer.close();
    await side.peer.closed;
    expect(flow).toEqual(['paused', 'flowing']);
    const ended = new Promise<void>((resolve) => side.stdout.once('end', resolve));
    for (let n = 0; n < 100; n += 1) {
      side.stdout.write(Buffer.alloc(65_536, 'x'));
    }
    side.stdout.end();
    await ended;
  });
});

function noted(limits: object = {}, onFlow?: (state: string) => void): { side: ScriptedSide; seen: { n: number; text?: string }[] } {
  const side = new ScriptedSide({ limits, ...(onFlow ? { onFlow } : {}) });
  const seen: { n: number; text?: string }[] = [];
  side.peer.onNotification(note, ({ n, text }) => void seen.push({ n, ...(text === undefined ? {} : { text }) }));
  return { side, seen };
}

function write(side: ScriptedSide, bytes: Buffer, chunkBytes: number): void {
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    side.stdout.write(bytes.subarray(at, Math.min(at + chunkBytes, bytes.length)));
  }
}
