/**
 * What streaming costs the view's main thread, as ratios inside one run: 100 kB of mixed Markdown into an empty view, the same below 1 MB of
 * older messages, hard documents (one list, one fence, one table, one quote, one paragraph), and a control that draws the whole message for
 * each chunk. `node test/bench/streaming.mjs [ROUNDS [CASE;…]]`; exits with 1 when a target is missed or the control does not show its weakness.
 */
import { rm } from 'node:fs/promises';
import { bundleView, openBrowser, openView } from '../webview/harness/page.mjs';
import { frame, head } from '../webview/harness/scenes.mjs';

const rounds = Number(process.argv[2] ?? 3);
const length = 100_000;
const frames = 300;

function fill(line) {
  let text = '';
  for (let n = 0; text.length < length; n += 1) {
    text += line(n);
  }
  return text.slice(0, length);
}
const mixed = fill(
  (n) =>
    `## Part ${n}\n\nSome *words* with \`code\`, **strong** ones and a [link](https://example.com/${n}), long enough to fill two or three lines of a narrow view.\n\n- first\n- second \`item\`\n- third\n\n\`\`\`ts\nexport const value${n} = compute(${n}, 'text'); // why\nreturn value${n} < 2;\n\`\`\`\n\n| a | b |\n|---|--:|\n| ${n} | 2 |\n\n> Quoted.\n\n`,
);
const documents = {
  list: fill((n) => `- item ${n} with some *words* in it\n`),
  fence: `\`\`\`ts\n${fill((n) => `const value${n} = ${n}; // a comment\n`)}`,
  table: `| a | b |\n|---|---|\n${fill((n) => `| row ${n} | *two* |\n`)}`,
  quote: fill((n) => `> line ${n} of a quote\n${n % 5 === 0 ? '>\n' : ''}`),
  paragraph: fill((n) => `word${n} and *emphasis* and \`code\` `),
};
const history = Array.from({ length: 20 }, (_, n) => ({
  kind: 'message', id: `h${n}`, speaker: 'agent', at: 0, content: [{ kind: 'text', text: mixed.slice(0, 50_000) }],
}));

const cases = {
  'idle, empty': { items: [], text: '' },
  'mixed, empty': { items: [], text: mixed },
  'idle, 1 MB above': { items: history, text: '' },
  'mixed, 1 MB above': { items: history, text: mixed },
  ...Object.fromEntries(Object.entries(documents).map(([name, text]) => [name, { items: [], text }])),
  'naive, mixed': { items: [], text: mixed, naive: true },
};

/** All of them, or those that the second argument names. */
const chosen = process.argv[3]?.split(';') ?? Object.keys(cases);

const ours = await bundleView();
const naive = await bundleView('test/bench/naiveView.ts');
const browser = await openBrowser();
const results = Object.fromEntries(chosen.map((name) => [name, []]));
for (let round = 1; round <= rounds; round += 1) {
  for (const [name, { items, text, naive: isNaive }] of Object.entries(cases).filter(([name]) => chosen.includes(name))) {
    results[name].push(await measure(isNaive ? naive : ours, items, text));
    console.error(`round ${round}: ${name}: ${JSON.stringify(results[name].at(-1))}`);
  }
}
await browser.close();
await Promise.all([ours, naive].map((folder) => rm(folder, { recursive: true, force: true })));
process.exitCode = report() ? 0 : 1;

async function measure(bundle, items, text) {
  const page = await browser.newPage();
  const view = await openView(page, bundle, { width: 420, height: 600 });
  const working = { ...head, state: { kind: 'working', since: Date.now(), what: undefined } };
  const live = { kind: 'message', id: 'live', speaker: 'agent', at: 0, content: [{ kind: 'text', text: '' }] };
  await view.snapshot({ frame, head: working, items: [...items, live], draft: '' });
  await view.settled();
  const cdp = await page.context().newCDPSession(page);
  // Thread time: what other processes take from the machine does not count.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await metrics(cdp);
  const gaps = await page.evaluate(
    ([text, frames]) =>
      new Promise((resolve) => {
        const size = Math.ceil(text.length / frames);
        const gaps = [];
        let at = 0;
        let last = performance.now();
        const step = () => {
          const now = performance.now();
          gaps.push(now - last);
          last = now;
          if (at === frames) {
            resolve(gaps);
            return;
          }
          const chunk = text.slice(at * size, (at + 1) * size);
          at += 1;
          if (chunk !== '') {
            window.postMessage({ kind: 'delta', seq: at + 1, changes: [{ kind: 'append', id: 'live', text: chunk }] }, '*');
          }
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      }),
    [text, frames],
  );
  const after = await metrics(cdp);
  await page.close();
  return {
    mainMs: Math.round(after.TaskDuration - before.TaskDuration),
    scriptMs: Math.round(after.ScriptDuration - before.ScriptDuration),
    layoutMs: Math.round(after.LayoutDuration + after.RecalcStyleDuration - before.LayoutDuration - before.RecalcStyleDuration),
    slowFrames: gaps.filter((gap) => gap > 25).length,
    worstFrameMs: Math.round(Math.max(...gaps)),
  };
}

async function metrics(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1_000]));
}

function median(name, key) {
  const values = results[name].map((result) => result[key]).sort((a, b) => a - b);
  return values[Math.floor(values.length / 2)];
}

function report() {
  console.table(Object.fromEntries(chosen.map((name) => [name, Object.fromEntries(Object.keys(results[name][0]).map((key) => [key, median(name, key)]))])));
  const net = (name, idle = 'idle, empty') => Math.max(1, median(name, 'mainMs') - median(idle, 'mainMs'));
  if (chosen.length < Object.keys(cases).length) {
    return true;
  }
  const lines = [
    { what: '1 MB above, against an empty view', ratio: net('mixed, 1 MB above', 'idle, 1 MB above') / net('mixed, empty'), most: 1.2 },
    ...Object.keys(documents).map((name) => ({ what: `one ${name}, against mixed`, ratio: net(name) / net('mixed, empty'), most: 2 })),
    { what: 'control, against ours (must be large)', ratio: net('naive, mixed') / net('mixed, empty'), least: 4 },
  ];
  for (const { what, ratio, most, least } of lines) {
    const met = most === undefined ? ratio >= least : ratio <= most;
    console.log(`${met ? 'met   ' : 'MISSED'}  ${what}: ${ratio.toFixed(2)} (${most === undefined ? `at least ${least}` : `at most ${most}`})`);
  }
  return lines.every(({ ratio, most, least }) => (most === undefined ? ratio >= least : ratio <= most));
}
