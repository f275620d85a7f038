/** The control of the streaming benchmark: a view that draws the whole message again for every change, as is easily written. */
import DOMPurify from 'dompurify';
import type { HostMessage } from '../../src/chat/protocol';
import { renderMarkdown } from '../../src/webview/markdown/renderer';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

const root = document.getElementById('root') ?? document.body;
const texts = new Map<string, { element: HTMLElement; text: string }>();
Object.assign(root.style, { height: '100vh', overflow: 'auto' });
root.setAttribute('role', 'log');

window.addEventListener('message', (event: MessageEvent<HostMessage>) => {
  if (event.data.kind === 'snapshot') {
    for (const item of event.data.snapshot.items) {
      const text = item.kind === 'message' && item.content[0]?.kind === 'text' ? item.content[0].text : '';
      const element = root.appendChild(document.createElement('div'));
      element.innerHTML = DOMPurify.sanitize(renderMarkdown(text));
      texts.set(item.id, { element, text });
    }
  } else if (event.data.kind === 'delta') {
    for (const change of event.data.changes) {
      const entry = change.kind === 'append' ? texts.get(change.id) : undefined;
      if (entry !== undefined && change.kind === 'append') {
        entry.text += change.text;
        entry.element.innerHTML = DOMPurify.sanitize(renderMarkdown(entry.text));
      }
    }
    root.scrollTop = root.scrollHeight;
  }
});
acquireVsCodeApi().postMessage({ kind: 'ready' });
