/**
 * Where a link in an agent's text may lead. Agents write addresses, `file:` URIs, and paths with a line behind them; everything else,
 * `command:` above all, leads nowhere.
 */
export type LinkTarget =
  | { readonly kind: 'address'; readonly href: string }
  /** `path` may be relative to the session's folder; `line` is 1-based. */
  | { readonly kind: 'file'; readonly path: string; readonly line?: number };

export function readLink(href: string): LinkTarget | undefined {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(href)?.[1]?.toLowerCase();
  if (scheme === 'http' || scheme === 'https' || scheme === 'mailto') {
    return { kind: 'address', href };
  }
  if (scheme === 'file') {
    return fileTarget(href.replace(/^file:\/\/(localhost)?/i, ''), true);
  }
  // `C:\…` has one letter before its colon, and `src/a.ts:12` a dot or a slash: neither is a scheme we do not know.
  return scheme !== undefined && !/[./\\]/.test(scheme) ? undefined : fileTarget(href, false);
}

function fileTarget(text: string, isUri: boolean): LinkTarget | undefined {
  const match = /^(.*?)(?:#L(\d+)[^#]*|:(\d+)(?::\d+)?)?$/s.exec(text);
  const path = decoded(match?.[1] ?? '');
  if (path === undefined || path === '' || path.startsWith('#')) {
    return undefined;
  }
  const line = match?.[2] ?? match?.[3];
  // The path of a file URI on Windows: `/c:/…`.
  return { kind: 'file', path: isUri ? path.replace(/^\/([a-z]:)/i, '$1') : path, ...(line === undefined ? {} : { line: Number(line) }) };
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all.
    return text.includes('\0') ? undefined : text;
  }
}
