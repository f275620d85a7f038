// Holdfast as people install it: dist/ built, packed into holdfast.vsix, and that file installed once into an extensions folder which
// every profile starts from. Done again only when something that goes into it has changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { codeServerEntry } from './codeServer.mjs';
import { command, lastLines } from './command.mjs';
import { outsideEnvironment } from './outsideEnvironment.mjs';
import { places } from './places.mjs';
import { Problem, step } from './step.mjs';

/** What the extension is made of; test/ is not. */
const ingredients = [
  'src', 'media', 'l10n', 'package.json', 'package.nls.json', 'package-lock.json', 'build.mjs', 'tsconfig.json', '.vscodeignore',
  'README.md', 'CHANGELOG.md', 'LICENSE',
];

export async function makeExtension() {
  const fingerprint = fingerprintOf(ingredients);
  const stamp = existsSync(places.vsixStamp) ? readFileSync(places.vsixStamp, 'utf8') : '';
  if (stamp === fingerprint && existsSync(places.vsix) && existsSync(places.extensions)) {
    return;
  }
  await mkdir(places.downloads, { recursive: true });
  await rm(places.vsixStamp, { force: true });
  await packExtension();
  await step('Installing holdfast.vsix into the workbench', async () => {
    const partial = `${places.extensions}.partial`;
    const user = path.join(places.profiles, 'install');
    await rm(partial, { recursive: true, force: true });
    const where = ['--config', path.join(user, 'config.yaml'), '--extensions-dir', partial, '--user-data-dir', user];
    await runOrProblem('The workbench did not take holdfast.vsix', [codeServerEntry, ...where, '--install-extension', places.vsix]);
    await rm(places.extensions, { recursive: true, force: true });
    await rename(partial, places.extensions);
  });
  await writeFile(places.vsixStamp, fingerprint);
}

/** Everything is bundled into dist/, so no node_modules go in; `vscode:prepublish` builds. */
export async function packExtension() {
  const packing = ['--no-dependencies', '--allow-missing-repository', '--no-rewrite-relative-links', '--out', places.vsix];
  await step('Building Holdfast and packing holdfast.vsix', async () => {
    await runOrProblem('The extension could not be packed', ['node_modules/@vscode/vsce/vsce', 'package', ...packing]);
  });
}

async function runOrProblem(what, args) {
  const { code, output } = await command(process.execPath, args, { cwd: places.clone, env: outsideEnvironment(process.env) });
  if (code !== 0) {
    throw new Problem(`${what} (exit code ${code}):\n${lastLines(output)}`);
  }
}

function fingerprintOf(names) {
  const hash = createHash('sha256');
  for (const file of names.flatMap((name) => filesUnder(name))) {
    hash.update(`${file}\0`).update(readFileSync(path.join(places.clone, file))).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(name) {
  if (!existsSync(path.join(places.clone, name))) {
    return [];
  }
  try {
    const entries = readdirSync(path.join(places.clone, name), { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map((entry) => path.relative(places.clone, path.join(entry.parentPath, entry.name))).sort();
  } catch (error) {
    if (error.code === 'ENOTDIR') {
      return [name];
    }
    throw error;
  }
}
