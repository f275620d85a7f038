/** Begins one life of the chat view: connects it to VS Code and draws it. */
import { render } from 'preact';
import { openBridge } from './bridge';
import { Chat } from './chat';
import { listenForLinks } from './links';
import { loadLanguage } from './translate';
import { View } from './view';
import './style.css';

/** A window in the background gets no frames; what arrives there is taken at the latest after this. */
const latestFrameMs = 500;

loadLanguage(document);
const view = new View(openBridge(), {
  frame: (run) => {
    const take = (): void => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      run();
    };
    const frame = requestAnimationFrame(take);
    const timer = setTimeout(take, latestFrameMs);
  },
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
});
window.addEventListener('message', (event: MessageEvent<unknown>) => view.link.receive(event.data));
listenForLinks(document, view);
render(<Chat view={view} />, document.getElementById('root') ?? document.body);
view.open();
