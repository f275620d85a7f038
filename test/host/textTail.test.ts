import { expect, test } from 'vitest';
import { TextTail } from '../../src/host/textTail';

test('a text within its limit is kept as it is', () => {
  const tail = new TextTail(10);
  tail.append('12345');
  tail.append('');
  tail.append('67890');
  expect(tail.text()).toBe('1234567890');
  expect(tail.isTruncated).toBe(false);
});

test('a longer text loses its beginning, at a character\'s border', () => {
  const tail = new TextTail(10);
  tail.append('🙂🙂🙂ab');
  expect(tail.text()).toBe('🙂🙂ab');
  expect(tail.isTruncated).toBe(true);
  tail.append('c');
  expect(tail.text()).toBe('🙂abc');
});

test('nothing is kept where nothing may be', () => {
  const tail = new TextTail(0);
  tail.append('some');
  expect(tail.text()).toBe('');
  expect(tail.isTruncated).toBe(true);
});

test('any text in any pieces under any limit ends like the whole', () => {
  const letters = ['a', 'ß', '€', '🙂', '\n'];
  let seed = 1;
  const random = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 60; round += 1) {
    const limitBytes = random(200_000);
    const tail = new TextTail(limitBytes);
    let whole = '';
    for (let piece = 0; piece < 40; piece += 1) {
      const text = (letters[random(letters.length)] as string).repeat(random(round % 2 === 0 ? 20 : 8000));
      tail.append(text);
      whole += text;
    }
    const bytes = Buffer.from(whole);
    let start = Math.max(0, bytes.length - limitBytes);
    while (start < bytes.length && (bytes[start]! & 0xc0) === 0x80) {
      start += 1;
    }
    expect(tail.text() === bytes.subarray(start).toString()).toBe(true);
    expect(tail.isTruncated).toBe(start > 0);
  }
});
