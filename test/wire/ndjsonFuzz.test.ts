import { expect, test } from 'vitest';
import { note, ScriptedSide, settled } from './scriptedSide';

const hostile = [
  '',
  ' ',
  '{',
  '}',
  '[]',
  '[[[[',
  '"',
  'null',
  'NaN',
  '{}',
  '\u0000',
  '\ufeff',
  '💥',
  '{"jsonrpc":"2.0"}',
  '{"jsonrpc":"2.0","id":',
  '{"jsonrpc":"2.0","method":"test/note","params":7}',
  '{"jsonrpc":"2.0","method":"$/progress","params":[1,2]}',
  '{"jsonrpc":"2.0","method":"$/logTrace"}',
  '{"jsonrpc":"2.0","method":"$/setTrace","params":null}',
  '{"jsonrpc":"2.0","method":"$/cancel_request","params":{"requestId":"nobody"}}',
  '{"jsonrpc":"2.0","method":"constructor","params":{"__proto__":{"a":1}}}',
  '{"jsonrpc":"2.0","id":999,"result":1}',
  '{"jsonrpc":"2.0","id":"__proto__","error":{"code":"x"}}',
  '{"jsonrpc":"1.0","method":"test/note","params":{"n":-1}}',
];

test('whatever is thrown between the messages, and however it is cut, every message arrives once and in order', async () => {
  const random = seeded(20_261_120);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  for (let round = 0; round < 300; round += 1) {
    const side = new ScriptedSide({ limits: { pauseBytes: 300, resumeBytes: 50 } });
    const seen: number[] = [];
    side.peer.onNotification(note, ({ n }) => {
      if (Number.isInteger(n)) {
        seen.push(n);
      }
    });
    let text = '';
    for (let n = 0; n < 20; n += 1) {
      text += random() < 0.5 ? `${pick(hostile)}${pick(['\n', '\r\n'])}` : '';
      const params = { n, text: pick(['', 'ä', '{"', '\n']) };
      text += `${random() < 0.2 ? 'noise ' : ''}${JSON.stringify({ jsonrpc: '2.0', method: 'test/note', params })}\n`;
    }
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; ) {
      const length = 1 + Math.floor(random() ** 3 * 400);
      side.stdout.write(bytes.subarray(at, at + length));
      at += length;
    }
    await settled(side);
    expect(seen, `round ${round}`).toEqual([...Array(20).keys()]);
  }
});

/** mulberry32 */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
