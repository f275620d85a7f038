// The real VS Code, without a desktop: code-server is VS Code's own workbench and extension host, served to a browser. A plain install
// of it compiles what we do not need and wants Kerberos headers for it; installing its three parts without their install scripts leaves
// that out. It is made beside its place and moved there when it is whole, so an interrupted installation is simply done again.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { command, lastLines } from './command.mjs';
import { canInstall, commandFor, install } from './debian.mjs';
import { npm, npmMajor, whyNpmFailed } from './npm.mjs';
import { places } from './places.mjs';
import { Problem, step } from './step.mjs';

const version = '4.139.1';

/** The script that Node 24 starts it with. */
export const codeServerEntry = path.join(places.codeServer(version), 'out', 'node', 'entry.js');

export async function installCodeServer() {
  const whole = places.codeServer(version);
  if (existsSync(whole)) {
    return;
  }
  await makeSureOfCompiler();
  await step(`Installing a real VS Code, code-server ${version}, under .vscode-test/ (half a minute, 600 MB)`, async () => {
    const partial = `${whole}.partial`;
    await rm(partial, { recursive: true, force: true });
    await mkdir(partial, { recursive: true });
    await npmOrProblem(['pack', `code-server@${version}`, '--ignore-scripts'], partial);
    const unpacked = await command('tar', ['-xzf', `code-server-${version}.tgz`], { cwd: partial });
    if (unpacked.code !== 0) {
      throw new Problem(`tar could not unpack code-server:\n${lastLines(unpacked.output)}`);
    }
    const codeServer = path.join(partial, 'package');
    const vscode = path.join(codeServer, 'lib', 'vscode');
    for (const part of [codeServer, vscode, path.join(vscode, 'extensions')]) {
      await installPart(part);
    }
    await buildAddons(vscode);
    await rename(codeServer, whole);
    await rm(partial, { recursive: true, force: true });
  });
}

/**
 * npm 12 knows no shrinkwrap any more, so the versions in it are given as a lock file, which every npm honours. Not `npm ci`: the
 * shrinkwrap of VS Code is a little out of step with its manifest, and that refuses.
 */
async function installPart(folder) {
  const shrinkwrap = path.join(folder, 'npm-shrinkwrap.json');
  if (existsSync(shrinkwrap)) {
    await rename(shrinkwrap, path.join(folder, 'package-lock.json'));
  }
  await npmOrProblem(['install', '--omit=dev', '--ignore-scripts'], folder);
}

async function npmOrProblem(args, cwd) {
  const { code, output } = await npm(args, { cwd });
  if (code !== 0) {
    throw new Problem(`npm ${args.join(' ')} failed in ${cwd} (exit code ${code}):\n${whyNpmFailed(output)}`);
  }
}

async function makeSureOfCompiler() {
  const missing = [];
  for (const [tool, name] of [['python3', 'python3'], ['make', 'make'], ['g++', 'g++']]) {
    if ((await command(tool, ['--version'])).code !== 0) {
      missing.push(name);
    }
  }
  if (missing.length > 0 && canInstall()) {
    await install(missing, 'to build the part of VS Code that writes log files');
  }
}

/**
 * Without the logging addon everything works but no extension writes a log file: say so and go on. node-gyp wants the headers of Node,
 * and would download them: where some are on this machine, those serve as well (the addons use the stable Node-API).
 */
async function buildAddons(vscode) {
  const flags = (await npmMajor(vscode)) >= 12 ? ['--dangerously-allow-all-scripts'] : [];
  const headers = ['/usr', '/usr/local', '/opt/homebrew'].find((prefix) => existsSync(path.join(prefix, 'include', 'node', 'node.h')));
  const env = headers === undefined ? {} : { npm_config_nodedir: headers, npm_package_config_node_gyp_nodedir: headers };
  const { output } = await npm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', ...flags], { cwd: vscode, env });
  if (!existsSync(path.join(vscode, 'node_modules', '@vscode', 'spdlog', 'build', 'Release', 'spdlog.node'))) {
    const compiler = commandFor({ debian: ['python3', 'make', 'g++'], mac: 'xcode-select --install', other: 'installing python3, make and g++' });
    console.log(`  VS Code's logging addon could not be built, so log files will be missing (a C++ compiler helps: ${compiler}).`);
    console.log(lastLines(output, 4).replace(/^/gm, '    '));
  }
}
