/** Begins one life of the board in the editor: connects it to VS Code and draws it. */
import { render } from 'preact';
import { loadLanguage } from '../translate';
import { viewTime } from '../viewTime';
import { Board } from './board';
import { openBoardBridge } from './bridge';
import { BoardPage } from './page';
import './style.css';

loadLanguage(document);
const page = new BoardPage(openBoardBridge(), viewTime);
window.addEventListener('message', (event: MessageEvent<unknown>) => page.link.receive(event.data));
render(<Board page={page} />, document.getElementById('root') ?? document.body);
page.begin();
