/** A file's path with an optional line, as agents write it: `file:///a.ts#L12`, `src/a.ts:12`, `/a.ts#L12-L20`. */
export function readPlace(href: string): { readonly path: string; readonly line: number | undefined } | undefined {
  if (/^(?!file:)[a-z][a-z0-9+.-]+:/i.test(href) || href.startsWith('#')) {
    return undefined;
  }
  const line = /#L(\d+)|:(\d+)(?::\d+)?$/.exec(href);
  const bare = href.replace(/#.*$/, '').replace(/(?::\d+){1,2}$/, '').replace(/^file:\/\/(?:localhost)?/i, '');
  return { path: decoded(bare.replace(/^\/(?=[a-z]:)/i, '')), line: line === null ? undefined : Number(line[1] ?? line[2]) };
}

/** A stray percent sign makes a path no URI; then it is the path itself. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
