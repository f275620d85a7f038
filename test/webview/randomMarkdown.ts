/** Random Markdown with everything that can stand next to everything else, and random places to cut it. */
export type Random = (below: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const lines = [
  'plain words', 'more *emphasis* here', '**bold** and `code`', '# Heading', '### Third', 'Setext', '===', '---', '- - -', '***', '- item', '- item `a`',
  '* star', '+ plus', '  - nested', '    - deeper', '  continued', '1. one', '2. two', '7) seven', '   indented three', '> quote', '> - in quote', '>',
  '> > twice', 'lazy | words', '| a | b |', '|---|:-:|', '| 1 | *2* |', '| 3 |', '```ts', '```', '~~~', '  ```', 'const a = 1 < 2;', '    code', '\tcode',
  '[link](https://example.com)', '[ref]: https://example.com', '[ref]', '![image](https://example.com/a.png)', 'https://example.com/a_b', '<b>html</b>', '<div>',
  'a line  ', 'back\\', '&amp; &lt;', '-', '*', '1.', '#', '>', '', '', '', '   ', '\t', '🙂 smile', 'مرحبا', '\\*not\\*', '**open', '`open', '[x](command:run)',
];

export function randomDocument(next: Random): string {
  const count = 1 + next(24);
  const ends = ['\n', '\n', '\n', '\n', '\r\n', '\n\n'];
  let source = '';
  for (let n = 0; n < count; n += 1) {
    source += `${next(6) === 0 ? ' '.repeat(next(5)) : ''}${lines[next(lines.length)]}${ends[next(ends.length)]}`;
  }
  return next(2) === 0 ? source : source.trimEnd();
}

export function randomCuts(source: string, next: Random): readonly string[] {
  const longest = 1 + next(40);
  const chunks: string[] = [];
  for (let at = 0; at < source.length; ) {
    const length = 1 + next(longest);
    chunks.push(source.slice(at, at + length));
    at += length;
  }
  return chunks;
}
