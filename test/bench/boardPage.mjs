/**
 * What one card's change costs the board's page among 1,000 cards, beside what it costs among 10, as ratios inside one run: a change in its
 * place, and a move to another column. And how soon 1,000 cards are drawn. `node test/bench/boardPage.mjs [ROUNDS]`.
 */
import { rm } from 'node:fs/promises';
import { frame, many } from '../webview/harness/boardScenes.mjs';
import { bundleView, openBoard, openBrowser } from '../webview/harness/page.mjs';
import { atMost, median, report } from './shared/targets.mjs';

const rounds = Number(process.argv[2] ?? 3);
const changes = 200;

const bundle = await bundleView('src/webview/board/main.tsx');
const browser = await openBrowser();
const results = { few: [], many: [] };
for (let round = 0; round < rounds; round += 1) {
  results.few.push(await measure(10));
  results.many.push(await measure(1_000));
}
await browser.close();
await rm(bundle, { recursive: true, force: true });

const of = (name, key) => median(results[name].map((result) => result[key]));
for (const name of ['few', 'many']) {
  console.log(name, Object.fromEntries(Object.keys(results[name][0]).map((key) => [key, of(name, key)])));
}
// A board of 10 cards fills no screen, which is what is left of the difference: nothing grows with what is out of sight.
atMost('a change in its place among 1,000 cards, beside 10', of('many', 'inPlaceMs') / of('few', 'inPlaceMs'), 2);
atMost('a move to another column among 1,000 cards, beside 10', of('many', 'moveMs') / of('few', 'moveMs'), 2);
// The hand feels nothing: a frame has 16 ms, and changes come 50 ms apart.
atMost('main thread for a change in its place among 1,000 cards, ms', of('many', 'inPlaceMs'), 8);
atMost('main thread for a move among 1,000 cards, ms', of('many', 'moveMs'), 16);
atMost('main thread for the first picture of 1,000 cards, ms', of('many', 'firstMs'), 1_500);
process.exitCode = report();

/** Milliseconds of the main thread, per change. */
async function measure(count) {
  const page = await browser.newPage();
  const view = await openBoard(page, bundle, { width: 1_400, height: 900 });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const cards = many(count);
  const idleMs = await during(cdp, () => play(page, 2, Array.from({ length: changes }, () => [])));
  const firstMs = await during(cdp, async () => {
    await view.numbered({ kind: 'snapshot', snapshot: { frame, cards } });
    await view.settled();
  });
  const card = cards[3];
  const inPlace = Array.from({ length: changes }, (_, at) => [{ ...card, comments: at + 1 }]);
  const moves = Array.from({ length: changes }, (_, at) => [{ ...card, status: at % 2 === 0 ? 'done' : 'blocked', statusAt: card.statusAt + at }]);
  const inPlaceMs = ((await during(cdp, () => play(page, 2, inPlace))) - idleMs) / changes;
  const moveMs = ((await during(cdp, () => play(page, 2 + changes, moves))) - idleMs) / changes;
  await page.close();
  return { firstMs, inPlaceMs: Math.max(0.01, inPlaceMs), moveMs: Math.max(0.01, moveMs) };
}

/** One delta a frame, from this number on. */
function play(page, seq, deltas) {
  return page.evaluate(
    ([first, all]) =>
      new Promise((resolve) => {
        let at = 0;
        const step = () => {
          const cards = all[at];
          if (cards === undefined) {
            resolve();
            return;
          }
          window.postMessage(cards.length === 0 ? { kind: 'nothing' } : { kind: 'delta', seq: first + at, cards }, '*');
          at += 1;
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    [seq, deltas],
  );
}

async function during(cdp, run) {
  const before = await taskMs(cdp);
  await run();
  return (await taskMs(cdp)) - before;
}

async function taskMs(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1_000;
}
