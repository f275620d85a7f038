/**
 * What an agent wrote in Markdown, as text that reads well where no Markdown is drawn: the marks go, the words and the lines stay. It makes
 * no HTML and knows none. What it does not understand stays as it is; nothing between backticks is touched.
 */
import { shorten } from '../chat/shorten';

export function plainText(markdown: string): string {
  const lines = markdown.replaceAll('\r\n', '\n').split('\n');
  const texts: string[] = [];
  let fence: string | undefined;
  for (const line of lines) {
    const [, mark] = /^\s{0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    if (mark !== undefined && (fence === undefined || (mark[0] === fence[0] && mark.length >= fence.length))) {
      fence = fence === undefined ? mark : undefined;
    } else {
      texts.push(fence === undefined ? plainLine(line) : line);
    }
  }
  return texts.join('\n').replace(/\n{3,}/g, '\n\n').trim();
}

function plainLine(line: string): string {
  if (/^\s{0,3}([-*_])(?:\s*\1){2,}\s*$/.test(line)) {
    return '';
  }
  const text = line
    .replace(/^\s{0,3}#{1,6}\s+/, '')
    .replace(/^(\s{0,3}>\s?)+/, '')
    .replace(/^(\s*)[-*+]\s+(?:\[[ xX]\]\s+)?/, '$1• ');
  // Every other part stands between backticks.
  const parts = text.split('`');
  const isEven = parts.length % 2 === 1;
  return isEven ? parts.map((part, index) => (index % 2 === 0 ? plainWords(part) : part)).join('') : plainWords(text);
}

function plainWords(text: string): string {
  return text
    .replace(/!?\[([^\][]{1,500})\]\([^()\s]{1,2000}(?:\s"[^"]{0,200}")?\)/g, '$1')
    .replace(/(\*\*|__|~~)(?=\S)([^*_~]{1,1000}?)(?<=\S)\1/g, '$2')
    .replace(/(?<![\w*\\])\*(?=[^\s*])([^*]{1,1000}?)(?<=[^\s*\\])\*(?![\w*])/g, '$1')
    .replace(/(?<![\w_\\])_(?=[^\s_])([^_]{1,1000}?)(?<=[^\s_\\])_(?![\w_])/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!~>|])/g, '$1');
}

/** Its beginning in one line. Cut first: what is long costs no more than what is shown of it. */
export function preview(markdown: string, characters: number): string {
  return shorten(plainText(markdown.slice(0, 8 * characters)), characters);
}
