// One of our tools as a Node process of its own, at the root of the clone and with our output; what asks us to end, asks it.
import { spawn } from 'node:child_process';
import { untilAskedToEnd } from './ending.mjs';
import { places } from './places.mjs';

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @param {NodeJS.Signals} [signal] what the tool takes for the request to end
 * @returns {Promise<number>} its exit code
 */
export function runNode(args, env = process.env, signal = 'SIGTERM') {
  const child = spawn(process.execPath, args, { cwd: places.clone, env, stdio: ['ignore', 'inherit', 'inherit'] });
  void untilAskedToEnd().then(() => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
