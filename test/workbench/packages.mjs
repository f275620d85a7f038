// The npm packages of the clone, and the Node that comes with them. Plain JavaScript for Node 20 and without a dependency, because it
// runs before anything is installed. Nothing happens when what is installed is what the lock file asks for.
import { spawn } from 'node:child_process';
import { existsSync, lstatSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { command, lastLines } from './command.mjs';
import { untilAskedToEnd } from './ending.mjs';
import { npm, npmMajor, whyNpmFailed } from './npm.mjs';
import { places } from './places.mjs';
import { Problem, step } from './step.mjs';

/**
 * Makes sure of the packages, then goes on with the same script on the Node that they brought (code-server and Vitest want Node 24).
 * @param {() => Promise<number | void>} run what to do once we are on that Node
 */
export async function onOwnNode(run) {
  await installPackages();
  return nodeMajor() === ownNodeMajor() ? run() : rerun();
}

async function installPackages() {
  if (nodeMajor() < 20) {
    throw new Problem(`Holdfast needs Node 20 or newer to set itself up; this is Node ${process.versions.node}.`);
  }
  if (!isInstalled()) {
    const folder = path.join(places.clone, 'node_modules');
    // npm would empty it first, under those whose folder it is.
    if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      throw new Problem(`${folder} is a link to a folder that does not hold what package-lock.json asks for. Remove the link, or run npm ci there.`);
    }
    await step('Installing the npm packages (about a minute with an empty cache)', async () => {
      const { code, output } = await npm(['ci'], { cwd: places.clone });
      if (code !== 0 || !isInstalled()) {
        throw new Problem(`npm could not install the packages (npm ci, exit code ${code}):\n${whyNpmFailed(output)}`);
      }
    });
  }
  if (!existsSync(places.node)) {
    await step('Fetching Node 24, whose install script npm did not run', bringNode);
  }
}

/** Compares the lock file with npm's own note of what it installed: no stamp of ours that could disagree with either. */
function isInstalled() {
  if (!existsSync(places.installedLock)) {
    return false;
  }
  const wanted = JSON.parse(readFileSync(places.lockFile, 'utf8')).packages;
  const installed = JSON.parse(readFileSync(places.installedLock, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([where, entry]) => where === '' || installed[where]?.version === entry.version || (entry.optional === true && installed[where] === undefined),
  );
}

/** npm 12 runs no install script that package.json does not allow; the one of `node` only installs a package and links its binary. */
async function bringNode() {
  const folder = path.join(places.clone, 'node_modules', 'node');
  const flags = (await npmMajor(places.clone)) >= 12 ? ['--dangerously-allow-all-scripts'] : [];
  let tried = await npm(['rebuild', 'node', ...flags], { cwd: places.clone });
  if (!existsSync(places.node)) {
    tried = await command(process.execPath, ['installArchSpecificPackage.js'], { cwd: folder });
  }
  if (!existsSync(places.node)) {
    throw new Problem(`There is no Node 24 at ${places.node}: the install script of the package "node" failed.\n${lastLines(tried.output)}`);
  }
}

function nodeMajor() {
  return Number(process.versions.node.split('.')[0]);
}

function ownNodeMajor() {
  return Number(JSON.parse(readFileSync(path.join(places.clone, 'node_modules', 'node', 'package.json'), 'utf8')).version.split('.')[0]);
}

/** We only stand in between: what asks us to end is passed on, and the child decides when. */
function rerun() {
  const child = spawn(places.node, process.argv.slice(1), { stdio: 'inherit' });
  void untilAskedToEnd().then((why) => child.kill(why.startsWith('SIG') ? why : 'SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
