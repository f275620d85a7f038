// `npm start [-- PATH]`: sets up what is missing and opens a real VS Code with Holdfast in a browser, in a copy of the sample workspace
// or in PATH. Ctrl-C, an end of the terminal or the end of npm leaves no process behind.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installCodeServer } from './codeServer.mjs';
import { untilAskedToEnd } from './ending.mjs';
import { makeExtension } from './extensionPackage.mjs';
import { onOwnNode } from './packages.mjs';
import { places } from './places.mjs';
import { isAlive } from './processTree.mjs';
import { main, Problem, step } from './step.mjs';
import { steadyPort } from './steadyPort.mjs';
import { startWorkbench } from './workbench.mjs';

await main(() => onOwnNode(start));

async function start() {
  const folder = await folderToOpen(process.argv[2]);
  const profile = path.join(places.profiles, 'start');
  const owner = path.join(profile, 'owner.json');
  refuseSecond(owner);
  await installCodeServer();
  await makeExtension();
  await mkdir(profile, { recursive: true });
  const asked = untilAskedToEnd();
  const { port, taken } = await steadyPort(profile);
  const extraExtensions = [places.chatOpener];
  const workbench = await step('Starting the workbench', () => startWorkbench({ profile, extraExtensions, port }));
  const url = workbench.urlOf(folder);
  await writeFile(owner, JSON.stringify({ pid: process.pid, url }));
  console.log(`\nHoldfast is open in ${folder}\n\n  ${url}\n\nCtrl-C ends it.`);
  if (taken !== undefined) {
    console.log(`\nPort ${taken}, where it was before, is taken by another program, so the address is another one this time.`);
    console.log('VS Code keeps its windows by address: this one may look empty. What you had comes back when that port is free again.');
  }
  openInBrowser(url);
  const why = await Promise.race([asked, workbench.exited.then(() => 'gone')]);
  console.log(why === 'gone' ? '\nThe workbench ended by itself.' : '\nEnding the workbench …');
  const killed = await workbench.stop();
  for (const { pid, command } of killed) {
    console.log(`  had to be killed: ${pid} ${command.slice(0, 120)}`);
  }
  await rm(owner, { force: true });
  return why === 'gone' ? 1 : 0;
}

/** Two workbenches on one profile would share their files. */
function refuseSecond(owner) {
  const { pid, url } = existsSync(owner) ? JSON.parse(readFileSync(owner, 'utf8')) : {};
  if (pid !== undefined && isAlive(pid)) {
    throw new Problem(`It is open already, at\n\n  ${url}\n\nEnd that one first (Ctrl-C there, or: kill ${pid}).`);
  }
}

/** The sample is copied once, so that what people do in it neither dirties the clone nor is lost. */
async function folderToOpen(wanted) {
  if (wanted === undefined) {
    const copy = path.join(places.downloads, 'sample');
    if (!existsSync(copy)) {
      await cp(places.sample, copy, { recursive: true });
    }
    return copy;
  }
  // npm runs us in the clone, whatever folder the person is in.
  const folder = path.resolve(process.env.INIT_CWD ?? process.cwd(), wanted);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new Problem(`There is no folder ${folder}.`);
  }
  return folder;
}

/** A convenience: the address is printed, so nothing depends on it. Where it does not work, it says so. */
function openInBrowser(url) {
  const sayNot = (why) => console.log(`\nNo browser was opened (${why}): open the address above in yours.`);
  const hasScreen = process.platform === 'darwin' || process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (!hasScreen || process.env.CI !== undefined) {
    sayNot(hasScreen ? 'CI is set' : 'there is no screen here');
    return;
  }
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const opener = spawn(command, [url], { stdio: 'ignore', detached: true });
  opener.once('error', (error) => sayNot(`${command}: ${error.message}`));
  opener.once('exit', (code) => (code === 0 || code === null ? undefined : sayNot(`${command} ended with ${code}`)));
  opener.unref();
}
