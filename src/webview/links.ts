/** Clicks on what the agent wrote: links go to the host, copy buttons copy their block. One listener for the whole document. */
import { isOpenable } from './markdown/renderer';
import type { View } from './view';

export function listenForLinks(root: Document, view: View): void {
  root.addEventListener('click', (event) => activate(event, view));
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && event.target instanceof HTMLElement && event.target.dataset.href !== undefined) {
      activate(event, view);
    }
  });
}

function activate(event: Event, view: View): void {
  const target = event.target instanceof Element ? event.target : undefined;
  const link = target?.closest<HTMLElement>('[data-href]');
  if (link?.dataset.href !== undefined) {
    event.preventDefault();
    openHref(link.dataset.href, view);
    return;
  }
  const copy = target?.closest('[data-copy="code"]');
  if (copy !== null && copy !== undefined) {
    view.copy(copy.closest('.code-block')?.querySelector('pre')?.textContent ?? '');
  }
}

function openHref(href: string, view: View): void {
  if (!isOpenable(href)) {
    return;
  }
  const place = readPlace(href);
  if (place === undefined) {
    view.openLink(href);
  } else {
    view.openLocation(place.path, place.line);
  }
}

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
