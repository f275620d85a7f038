// Runs one command to its end and keeps what it printed, so that it can be shown when (and only when) it failed. Used by the set-up
// and by the checks. It does not know what the commands are for.
import { spawn } from 'node:child_process';

/**
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<{ code: number, output: string }>} code 127 when the command does not exist
 */
export function command(file, args, { cwd, env } = {}) {
  return new Promise((resolve) => {
    const output = [];
    const child = spawn(file, args, { cwd, env: env ?? process.env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', (chunk) => output.push(chunk));
    child.stderr.on('data', (chunk) => output.push(chunk));
    child.on('error', (error) => resolve({ code: error.code === 'ENOENT' ? 127 : 126, output: String(error.message) }));
    child.on('close', (code, signal) => {
      const text = Buffer.concat(output).toString('utf8');
      resolve({ code: code ?? 1, output: signal === null ? text : `${text}\nended by ${signal}` });
    });
  });
}

/** The end of a long output: the part in which the reason stands. */
export function lastLines(text, count = 30) {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
