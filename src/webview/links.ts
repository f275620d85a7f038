/** Clicks on what the agent wrote: links go to the host, copy buttons copy their block. One listener for the whole document. */
import { isOpenable } from './markdown/renderer';
import { readPlace } from './place';
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
