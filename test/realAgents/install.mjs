// Installs a real agent from npm under .vscode-test/agents, at the version of its recipe. Nothing is done when that version is there
// already. npm's exit code is not to be trusted with install scripts, so the program itself is looked at, and made where it is missing.
import { existsSync, statSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { command, lastLines } from '../workbench/command.mjs';
import { npm } from '../workbench/npm.mjs';
import { places } from '../workbench/places.mjs';
import { Problem, step } from '../workbench/step.mjs';

/** @param {import('./recipes.mjs').Recipe} recipe @returns {string} the program that starts it */
export function programOf(recipe) {
  return path.join(folderOf(recipe), 'node_modules', recipe.program);
}

/** @param {import('./recipes.mjs').Recipe} recipe */
export async function installAgent(recipe) {
  const folder = folderOf(recipe);
  const whole = path.join(folder, wholeMark(recipe));
  if (existsSync(whole)) {
    return;
  }
  await step(`Installing the agent ${recipe.package} under .vscode-test/agents/ (200 to 400 MB)`, async () => {
    const partial = `${folder}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await writeFile(path.join(partial, 'package.json'), '{ "private": true }\n');
    const { code, output } = await npm(['install', recipe.package], { cwd: partial });
    const program = path.join(partial, 'node_modules', recipe.program);
    if (code === 0 && !isProgram(program, recipe) && recipe.postinstall !== undefined) {
      const inside = path.join(partial, 'node_modules', recipe.postinstall.folder);
      await command(process.execPath, [recipe.postinstall.script], { cwd: inside });
    }
    if (code !== 0 || !isProgram(program, recipe)) {
      throw new Problem(`npm could not install ${recipe.package} (exit code ${code}):\n${lastLines(output)}`);
    }
    await writeFile(path.join(partial, path.basename(whole)), '');
    await rm(folder, { recursive: true, force: true });
    await rename(partial, folder);
  });
}

/** Where an install script makes the program, a small placeholder may stand in its place until then. */
function isProgram(file, { postinstall }) {
  return existsSync(file) && (postinstall === undefined || statSync(file).size > 1_000_000);
}

function folderOf({ name }) {
  return path.join(places.downloads, 'agents', name);
}

function wholeMark(recipe) {
  return `whole-${recipe.package.replaceAll(/[^\w.-]/g, '_')}`;
}
