import { createInterface } from 'node:readline';
import { killMarked } from './mark';
import { livenessOf, type ProcessIdentity } from './processIdentity';
import { killTrees } from './killTrees';

/**
 * What the reaper runs, a bundle and a process of its own: it reads which children its window has, line by line, until the pipe ends. After
 * a goodbye it goes. Otherwise the window's process was killed: its children are killed with their trees, and whoever carries the mark.
 * Nobody is killed while that process still lives, and nobody who merely has the pid of a child.
 */
const [window = '', pid, startToken] = process.argv.slice(2);
const host: ProcessIdentity = { pid: Number(pid), ...(startToken && { startToken }) };
const children = new Map<number, ProcessIdentity>();
let isOrderly = false;

for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  // They are meant for the window, whose end is what we are waiting for.
  process.on(name, () => undefined);
}
process.stdin.on('error', () => undefined);
createInterface({ input: process.stdin })
  .on('line', hear)
  .once('close', () => void end());

// What was done once takes half the time when it is needed.
killMarked('nobody');

function hear(line: string): void {
  const [word, number, token] = line.split(' ');
  const pid = Number(number);
  if (word === 'goodbye') {
    isOrderly = true;
  } else if (word === 'ended') {
    children.delete(pid);
  } else if (word === 'started' && Number.isInteger(pid) && pid > 1) {
    children.set(pid, { pid, ...(token && { startToken: token }) });
  }
}

async function end(): Promise<void> {
  // Whatever happens, we are not the next one who stays for ever.
  setTimeout(() => process.exit(1), lifeAfterMs);
  if (!isOrderly && (await isDead(host))) {
    for (let left = 1; left > 0; await pause(roundEveryMs)) {
      const living = [...children.values()].filter((child) => livenessOf(child) !== 'dead');
      killTrees(living);
      left = living.length + killMarked(window).length;
    }
  }
  process.exit(0);
}

/** A process that is killed closes its pipes some moments before it is gone. One that stays has only lost its pipe. */
async function isDead(one: ProcessIdentity): Promise<boolean> {
  for (const giveUpAt = performance.now() + dyingMs; livenessOf(one) !== 'dead'; await pause(lookEveryMs)) {
    if (performance.now() > giveUpAt) {
      return false;
    }
  }
  return true;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const dyingMs = 1500;
const lookEveryMs = 1;
const roundEveryMs = 10;
const lifeAfterMs = 4000;
