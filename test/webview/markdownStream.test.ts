/** The picture that a stream of Markdown ends in is the picture of the whole text, however it was cut. */
import { describe, expect, test } from 'vitest';
import { renderMarkdown } from '../../src/webview/markdown/renderer';
import { MarkdownStream } from '../../src/webview/markdown/stream';
import type { MarkdownStep } from '../../src/webview/markdown/stream';
import { random, randomCuts, randomDocument } from './randomMarkdown';
import { TextPicture } from './textPicture';

function streamed(chunks: readonly string[]): TextPicture {
  const stream = new MarkdownStream();
  const picture = new TextPicture();
  for (const chunk of chunks) {
    picture.draw(stream.take(chunk));
  }
  picture.draw(stream.finish());
  return picture;
}

function sizeOf(steps: readonly MarkdownStep[]): number {
  return steps.reduce((sum, step) => sum + ('html' in step ? step.html.length : 'text' in step ? step.text.length : 0), 0);
}

describe('a stream of Markdown', () => {
  test('ends in the picture of the whole text, for random documents and random cuts', () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const next = random(seed);
      const source = randomDocument(next);
      const cuts = randomCuts(source, next);
      expect(streamed(cuts).html, JSON.stringify({ seed, cuts })).toBe(renderMarkdown(source));
    }
  });

  test('ends in the picture of the whole text when it comes one character at a time', () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const source = randomDocument(random(seed * 7_919));
      expect(streamed([...source]).html, JSON.stringify({ seed, source })).toBe(renderMarkdown(source));
    }
  });

  test('ends in the picture of the whole text when long blocks exceed what is drawn anew', () => {
    for (const [name, source] of Object.entries(longDocuments(10_000))) {
      expect(streamed(source.match(/[\s\S]{1,50}/g) ?? []).html, name).toBe(renderMarkdown(source));
    }
  });

  test('goes on after a finish', () => {
    const stream = new MarkdownStream();
    const picture = new TextPicture();
    picture.draw(stream.take('- one\n- t'));
    picture.draw(stream.finish());
    picture.draw(stream.take('wo\n\n```ts\nlet a'));
    picture.draw(stream.finish());
    picture.draw(stream.take(' = 1;\n```\nend'));
    picture.draw(stream.finish());
    expect(picture.html).toBe(renderMarkdown('- one\n- two\n\n```ts\nlet a = 1;\n```\nend'));
  });

  test('keeps a carriage return and its line feed together when a cut falls between them', () => {
    expect(streamed(['one\r', '\n\r', '\ntwo']).html).toBe(renderMarkdown('one\r\n\r\ntwo'));
  });

  test('draws the same amount per chunk late in a long block as early in it', () => {
    for (const [name, source] of Object.entries(longDocuments(15_000))) {
      const stream = new MarkdownStream();
      const sizes = (source.match(/[\s\S]{1,50}/g) ?? []).map((chunk) => sizeOf(stream.take(chunk)));
      const drawn = sizes.reduce((sum, size) => sum + size, 0);
      // Drawing all of the open block for every chunk would be about 150 times the text.
      expect(drawn / source.length, name).toBeLessThan(60);
    }
  });

  test('lets the picture of a long table wait, and that of code or short blocks not', () => {
    const pauseOf = (source: string): number => {
      const stream = new MarkdownStream();
      stream.take(source);
      return stream.pauseMs;
    };
    const { table, fence } = longDocuments(100_000);
    expect(pauseOf(table ?? '')).toBe(400);
    expect(pauseOf((fence ?? '').slice(0, 90_000))).toBe(0);
    expect(pauseOf(`${table}\n\nand a short paragraph`)).toBe(0);
  });

  test('never draws a closed block again', () => {
    const stream = new MarkdownStream();
    stream.take('# Title\n\nFirst paragraph.\n\nSecond');
    const steps = stream.take(' goes on');
    expect(steps).toEqual([{ kind: 'open', html: '<p>Second goes on</p>\n' }]);
  });
});

function longDocuments(length: number): Record<string, string> {
  const fill = (line: (n: number) => string): string => {
    let text = '';
    for (let n = 0; text.length < length; n += 1) {
      text += line(n);
    }
    return text;
  };
  return {
    list: fill((n) => `- item ${n} with some *words* in it\n`),
    looseList: fill((n) => (n > 50 ? `- item ${n}\n\n` : `- item ${n}\n`)),
    orderedList: fill((n) => `${n + 1}. item ${n}\n   and its second line\n`),
    nestedList: `- top\n${fill((n) => `  - nested ${n} \`code\`\n`)}`,
    fence: `\`\`\`ts\n${fill((n) => `const value${n} = ${n};\n`)}\`\`\`\n`,
    table: `| a | b |\n|---|:-:|\n${fill((n) => `| ${n} | *b* |\n`)}`,
    quote: fill((n) => `> line ${n} of a quote\n${n % 5 === 0 ? '>\n' : ''}`),
    paragraph: fill((n) => `word${n} and *emphasis* and \`code\` `),
    lines: fill((n) => `line ${n} of one paragraph\n`),
    indented: fill((n) => `    code line ${n}\n`),
    marks: fill(() => '*a **b _c '),
  };
}
