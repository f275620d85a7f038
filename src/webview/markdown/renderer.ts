/**
 * The one door to markdown-it: source in, HTML text out. HTML in the source stays text; links carry their target as data, because
 * only the host opens anything; remote pictures become links. Link reference definitions are off: with them a later line could change
 * what stands above, and nothing that was shown could ever be called finished.
 */
import MarkdownIt from 'markdown-it';
import type { Token } from 'markdown-it';
import { highlight } from './highlight';
import { t } from '../translate';

/** A block at the top of the document, from its first line to the next block's. */
export interface TopBlock {
  readonly type: string;
  readonly line: number;
  readonly endLine: number;
  /** Whether lines that follow can still belong to it. */
  readonly state: 'open' | 'closed';
}

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: false, highlight });
markdown.disable(['reference']);
// `README.md` is a file, not a site in Moldova.
markdown.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });
markdown.validateLink = (href) => isOpenable(href) || isDataImage(href);

markdown.renderer.rules.link_open = (tokens, index) => {
  const href = String(tokens[index]?.attrGet('href') ?? '');
  return isOpenable(href) ? `<a data-href="${escape(href)}" title="${escape(href)}" role="link" tabindex="0">` : '<a>';
};
markdown.renderer.rules.image = (tokens, index) => {
  const token = tokens[index];
  const source = String(token?.attrGet('src') ?? '');
  const name = escape(token?.content === undefined || token.content === '' ? t('Image') : token.content);
  return isDataImage(source)
    ? `<img src="${escape(source)}" alt="${name}">`
    : `<a data-href="${escape(source)}" title="${escape(source)}" role="link" tabindex="0">${name}</a>`;
};
markdown.renderer.rules.fence = (tokens, index) => {
  const token = tokens[index];
  return codeBlock(token?.info ?? '', highlight(token?.content ?? '', languageOf(token?.info ?? '')));
};
markdown.renderer.rules.code_block = (tokens, index) => codeBlock('', escape(tokens[index]?.content ?? ''));
markdown.renderer.rules.table_open = () => '<div class="table-scroll"><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';
for (const cell of ['th_open', 'td_open']) {
  // A style attribute would be refused by the page's security policy.
  markdown.renderer.rules[cell] = (tokens, index) => {
    const align = /text-align:(\w+)/.exec(String(tokens[index]?.attrGet('style') ?? ''))?.[1];
    const tag = cell.slice(0, 2);
    return align === undefined ? `<${tag}>` : `<${tag} class="align-${align}">`;
  };
}

export function renderMarkdown(source: string): string {
  return markdown.render(source);
}

/** `source` consists of complete lines. */
export function topBlocks(source: string): readonly TopBlock[] {
  const tokens: Token[] = [];
  markdown.block.parse(source, markdown, {}, tokens);
  const tops = tokens.filter((token) => token.level === 0 && token.nesting >= 0);
  return tops.map((token, index) => {
    const [line, endLine] = token.map ?? [0, 0];
    const next = tops[index + 1]?.map?.[0];
    return { type: token.type, line, endLine: next ?? endLine, state: next !== undefined || endsBehind(source, token) ? 'closed' : 'open' };
  });
}

/** Whether the last block has ended without another behind it: by itself, or with a blank line. */
function endsBehind(source: string, token: Token): boolean {
  switch (token.type) {
    case 'heading_open':
    case 'hr':
      return true;
    case 'paragraph_open':
    case 'blockquote_open':
    case 'table_open':
      return source.split('\n').length - 1 > (token.map?.[1] ?? 0);
    default:
      return false;
  }
}

export function parseMarkdown(source: string): readonly Token[] {
  return markdown.parse(source, {});
}

export function renderTokens(tokens: readonly Token[]): string {
  return markdown.renderer.render([...tokens], markdown.options, {});
}

/** The frame of a code block around its highlighted content. */
export function codeBlock(info: string, html: string): string {
  const language = languageOf(info);
  const head = `<div class="code-head"><span class="code-language">${escape(language)}</span>${copyButton()}</div>`;
  return `<div class="code-block">${head}<pre><code>${html}</code></pre></div>\n`;
}

/** What may be opened when it is clicked: the web, mail, files and paths. `command:` and its like are not links. */
export function isOpenable(href: string): boolean {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(href)?.[1]?.toLowerCase();
  return scheme === undefined ? !href.trim().startsWith('//') : ['http', 'https', 'mailto', 'file'].includes(scheme);
}

function isDataImage(href: string): boolean {
  return /^data:image\/(?:png|gif|jpeg|webp);base64,/i.test(href);
}

function copyButton(): string {
  const name = escape(t('Copy code'));
  return `<button type="button" class="icon-button" data-copy="code" aria-label="${name}" title="${name}"><span class="codicon codicon-copy" aria-hidden="true"></span></button>`;
}

function languageOf(info: string): string {
  return markdown.utils.unescapeAll(info).trim().split(/\s+/, 1)[0] ?? '';
}

function escape(text: string): string {
  return markdown.utils.escapeHtml(text);
}
