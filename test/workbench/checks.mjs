// Everything that can be checked without a VS Code, all at once: one line for each that passes, the whole output of each that does not.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { command } from './command.mjs';
import { places } from './places.mjs';

/** Scripts of package.json, where what each does is written once. */
const checks = [
  { script: 'lint', name: 'types and lint' },
  { script: 'check:core', name: 'the core bundle needs no VS Code' },
  { script: 'test:node', name: 'Node tests' },
];

/** @returns {Promise<boolean>} whether all of them passed */
export async function check() {
  const from = performance.now();
  console.log('Checking types, lint, layers and the Node tests …');
  const results = await Promise.all(checks.map((one) => runOne(one)));
  const passed = results.filter(Boolean).length;
  console.log(`Checks: ${passed} passed, ${results.length - passed} failed (${seconds(from)})`);
  return passed === results.length;
}

/** The short form of `npm run test:crash`: not beside anything else, because it kills at moments that it has measured. */
export async function checkKills() {
  console.log('Killing windows at random moments …');
  return runOne({ script: 'test:node', name: 'nothing is lost, nothing runs twice' }, { HOLDFAST_KILLS: '20' }, ' test/crash.test.ts');
}

async function runOne({ script, name }, more = {}, args = '') {
  const from = performance.now();
  const { scripts } = JSON.parse(readFileSync(path.join(places.clone, 'package.json'), 'utf8'));
  const tools = path.join(places.clone, 'node_modules', '.bin');
  const env = { ...process.env, ...more, NO_COLOR: '1', PATH: `${tools}${path.delimiter}${process.env.PATH}` };
  const { code, output } = await command('sh', ['-c', scripts[script] + args], { cwd: places.clone, env });
  if (code !== 0) {
    console.log(`✗ ${name} (${seconds(from)}; npm run ${script})\n${output.trimEnd().replace(/^/gm, '    ')}\n`);
    return false;
  }
  const closing = output.match(/^\s*Tests\s+(.*)$/m)?.[1];
  console.log(`✓ ${name} (${seconds(from)}${closing === undefined ? '' : `; ${closing.trim()}`})`);
  return true;
}

function seconds(from) {
  return `${((performance.now() - from) / 1000).toFixed(1)} s`;
}
