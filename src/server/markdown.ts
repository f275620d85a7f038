/** Text of others inside our Markdown, so that it stays text. */

/** As inline code, whatever backticks it contains. */
export function inlineCode(text: string): string {
  const fence = '`'.repeat(longestRun(text) + 1);
  const pad = text.startsWith('`') || text.endsWith('`') || text === '' ? ' ' : '';
  return `${fence}${pad}${text.replace(/\s*\r?\n\s*/g, ' ')}${pad}${fence}`;
}

/** As a block of code, whatever fences it contains. */
export function codeBlock(text: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}

/** As the visible text of a link. */
export function linkText(text: string): string {
  return text.replace(/[\\[\]`*_<>]/g, '\\$&');
}

/** As a link's target: a parenthesis would end it. */
export function linkTarget(url: string): string {
  return url.replaceAll('(', '%28').replaceAll(')', '%29');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
