/** Begins one life of the chat view: connects it to VS Code and draws it. */
import { render } from 'preact';
import { openBridge } from './bridge';
import { Chat } from './chat';
import { listenForLinks } from './links';
import { loadLanguage } from './translate';
import { View } from './view';
import { viewTime } from './viewTime';
import './style.css';

loadLanguage(document);
const view = new View(openBridge(), viewTime);
window.addEventListener('message', (event: MessageEvent<unknown>) => view.link.receive(event.data));
listenForLinks(document, view);
render(<Chat view={view} />, document.getElementById('root') ?? document.body);
view.open();
