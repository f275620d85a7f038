/** Takes pictures of every scene: `node test/webview/harness/pictures.mjs FOLDER [scene,…] [theme,…] [width,…]`. */
import { mkdir } from 'node:fs/promises';
import { bundleView, openBrowser, openView } from './page.mjs';
import { scenes } from './scenes.mjs';

const [folder = 'test-results/view', wanted, themes = 'dark', widths = '420'] = process.argv.slice(2);
await mkdir(folder, { recursive: true });
const outdir = await bundleView();
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
