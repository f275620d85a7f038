/**
 * The beginning of what a process writes to stdout, as far as it is no message of the protocol: enough to see what was started instead
 * of an agent. It listens beside the peer and stops by itself.
 */
import type { Readable } from 'node:stream';
import { presentable } from './redact';

export function sampleStdout(stdout: Readable): () => string | undefined {
  let start = '';
  const listen = (bytes: Buffer): void => {
    start += bytes.toString('utf8').slice(0, sampleLimitChars - start.length);
    if (start.length >= sampleLimitChars) {
      stdout.off('data', listen);
    }
  };
  stdout.on('data', listen);
  return () => {
    const junk = start
      .split('\n')
      .map(presentable)
      .filter((line) => line !== '' && !isMessage(line));
    return junk.length === 0 ? undefined : junk.slice(0, sampleLines).join('\n');
  };
}

const sampleLimitChars = 4096;
const sampleLines = 5;

/** Cut lines are not parsed but looked at. */
function isMessage(line: string): boolean {
  return /^\s*\{\s*"/.test(line) && line.includes('"jsonrpc"');
}
