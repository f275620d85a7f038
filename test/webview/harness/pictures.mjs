/**
 * Takes pictures of every scene of the chat, or of the board: `node test/webview/harness/pictures.mjs FOLDER [scene,…] [theme,…] [width,…]
 * [chat|board]`.
 */
import { mkdir } from 'node:fs/promises';
import { scenes as boardScenes } from './boardScenes.mjs';
import { bundleView, openBrowser, openView } from './page.mjs';
import { scenes as chatScenes } from './scenes.mjs';

const [folder = 'test-results/view', wanted, themes = 'dark', widths = '420', subject = 'chat'] = process.argv.slice(2);
const scenes = subject === 'board' ? boardScenes : chatScenes;
await mkdir(folder, { recursive: true });
const outdir = await bundleView(subject === 'board' ? 'src/webview/board/main.tsx' : undefined);
const browser = await openBrowser();
for (const name of wanted === undefined || wanted === 'all' ? Object.keys(scenes) : wanted.split(',')) {
  for (const theme of themes.split(',')) {
    for (const width of widths.split(',')) {
      const view = await openView(await browser.newPage(), outdir, { theme, width: Number(width) });
      await scenes[name](view);
      await view.settled();
      const overflow = await view.tooWideBy();
      await view.page.screenshot({ path: `${folder}/${name}-${theme}-${width}.png` });
      const troubles = [...(overflow > 0 ? [`wider than the page by ${overflow}`] : []), ...view.problems];
      console.log(`${name} ${theme} ${width}${troubles.length === 0 ? '' : `: ${troubles.join(' | ')}`}`);
      await view.page.close();
    }
  }
}
await browser.close();
