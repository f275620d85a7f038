// `npm run bench`: all benches in turn, never two at once, since they would measure each other. Names choose some: `npm run bench -- idleBound`.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { onOwnNode } from '../workbench/packages.mjs';
import { runNode } from '../workbench/runNode.mjs';
import { main, Problem } from '../workbench/step.mjs';

const folder = import.meta.dirname;
const benches = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs') && file !== 'run.mjs')
  .map((file) => path.basename(file, '.mjs'));

await main(() =>
  onOwnNode(async () => {
    const names = process.argv.length > 2 ? process.argv.slice(2) : benches;
    const unknown = names.filter((name) => !benches.includes(name));
    if (unknown.length > 0) {
      throw new Problem(`There is no bench ${unknown.join(', ')}; there is ${benches.join(', ')}.`);
    }
    const missed = [];
    for (const name of names) {
      console.log(`\n${name}`);
      if ((await runNode([path.join(folder, `${name}.mjs`)])) !== 0) {
        missed.push(name);
      }
    }
    console.log(missed.length === 0 ? '\nAll targets met.' : `\nMissed a target: ${missed.join(', ')}.`);
    return missed.length === 0 ? 0 : 1;
  }),
);
