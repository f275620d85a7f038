import { expect, test } from 'vitest';
import { plainText } from '../../src/boardView/plainText';

test.each([
  ['## Done\n\nAll **12** tests pass, see [the log](https://x.example/log "Log").', 'Done\n\nAll 12 tests pass, see the log.'],
  ['- [x] *first*\n- second\n\n\n\n---\n> said', '• first\n• second\n\nsaid'],
  ['Ran `npm **test**` in __src__', 'Ran npm **test** in src'],
  ['```ts\nconst a = `**`;\n# no heading\n```\nafter', 'const a = `**`;\n# no heading\nafter'],
  ['snake_case and other_name, 2 * 3 * 4, src/*.ts, a*b*c', 'snake_case and other_name, 2 * 3 * 4, src/*.ts, a*b*c'],
  ['<b onclick="x">bold</b> & \\*starred\\*', '<b onclick="x">bold</b> & *starred*'],
  ['It is sorted.', 'It is sorted.'],
  ['a lone ` stays', 'a lone ` stays'],
])('%j reads as %j', (markdown, text) => {
  expect(plainText(markdown)).toBe(text);
});

test.each(['*'.repeat(100_000), '['.repeat(100_000), '**a '.repeat(25_000), '_a'.repeat(50_000), '[a]('.repeat(25_000), '- '.repeat(50_000), '#'.repeat(100_000)])('hostile text takes no time: %.20s…', (text) => {
  const before = performance.now();
  plainText(text);
  expect(performance.now() - before).toBeLessThan(1_000);
});
