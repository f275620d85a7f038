// Runs npm: the very npm that started us when there is one (npm tells its path in npm_execpath), otherwise the one on the PATH.
// What npm leaves in the environment about *this* package is taken out, so that an install in another folder is not led astray;
// the person's own settings (registry, cache, proxy) stay. npm's exit code is not to be trusted: npm 12 leaves out install
// scripts and still exits 0, so callers look for the file that they wanted.
import { command, lastLines } from './command.mjs';

const aboutThisPackage = /^(npm_(package|lifecycle|command|config_(local_prefix|prefix|global_prefix|allow_scripts)\b)|NODE_OPTIONS$|INIT_CWD$)/i;

/** @param {readonly string[]} args @param {{ cwd: string, env?: Record<string, string> }} options */
export function npm(args, { cwd, env }) {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !aboutThisPackage.test(name)));
  const quiet = ['--no-audit', '--no-fund', '--no-progress', '--no-update-notifier'];
  const options = { cwd, env: { ...inherited, ...env } };
  const own = process.env.npm_execpath;
  return own?.endsWith('npm-cli.js') === true
    ? command(process.execPath, [own, ...args, ...quiet], options)
    : command('npm', [...args, ...quiet], options);
}

/** @returns {Promise<number>} the major version of that npm, 0 when there is none */
export async function npmMajor(cwd) {
  const { code, output } = await npm(['--version'], { cwd });
  return code === 0 ? Number(/^(\d+)\.\d+\.\d+/m.exec(output)?.[1] ?? 0) : 0;
}

/** What npm says of the reason stands at the beginning, before pages of usage. */
export function whyNpmFailed(output) {
  const said = output.split('\n').filter((line) => /^npm (error|ERR!) .*\S/i.test(line));
  return said.length === 0 ? lastLines(output) : said.slice(0, 15).join('\n');
}
