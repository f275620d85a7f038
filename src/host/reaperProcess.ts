import { readSync } from 'node:fs';
import { errorCode } from './diskFault';
import { descendantsOf, killTrees } from './killTrees';
import { killMarked } from './mark';
import { livenessOf, ownIdentity, type ProcessIdentity } from './processIdentity';

/**
 * What the reaper runs, a bundle and a process of its own: it reads which children its window has, line by line, until the pipe ends. After
 * a goodbye it goes. Otherwise the window's process was killed: its children are killed with their trees, and whoever carries the mark.
 * Nobody is killed while that process still lives, and nobody who merely has the pid of a child.
 *
 * It has nothing else to do, so it waits in the very call that reads: an event loop would cost some of the milliseconds that count.
 */
const [window = '', pid, startToken] = process.argv.slice(2);
const host: ProcessIdentity = { pid: Number(pid), ...(startToken && { startToken }) };
const children = new Map<number, ProcessIdentity>();
const buffer = Buffer.alloc(16 * 1024);
const sleeper = new Int32Array(new SharedArrayBuffer(4));
let isOrderly = false;

const dyingMs = 1500;
const lookEveryMs = 0.2;
const roundEveryMs = 10;
const lifeAfterMs = 4000;
const pastEveryPid = 2 ** 30;

for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  // They are meant for the window, whose end is what we are waiting for.
  process.on(name, () => undefined);
}
if (process.platform === 'linux' && ownIdentity().startToken !== undefined) {
  rehearse();
}
listen();
if (!isOrderly) {
  end();
}
process.exit(0);

/**
 * What was done a few times takes a fraction of the time when it is needed. Nobody has this start, this pid, this mark; where the system
 * does not tell when a process started, we would have our own pid, and be the first to be killed.
 */
function rehearse(): void {
  for (let round = 0; round < 3; round += 1) {
    isDead({ ...ownIdentity(), startToken: 'nobody' });
    isDead({ pid: pastEveryPid });
    descendantsOf(ownIdentity());
    killTrees([{ ...ownIdentity(), startToken: 'nobody' }]);
  }
  killMarked('nobody');
}

function listen(): void {
  let rest = '';
  for (let text = readMore(); text !== undefined; text = readMore()) {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    lines.forEach(hear);
  }
}

/** Waits for it. Undefined when the pipe has ended. */
function readMore(): string | undefined {
  for (;;) {
    try {
      const length = readSync(0, buffer);
      return length === 0 ? undefined : buffer.toString('latin1', 0, length);
    } catch (error) {
      // Somebody has made a pipe of it that does not wait, or a signal came in between.
      if (!['EAGAIN', 'EINTR'].includes(errorCode(error) ?? '')) {
        return undefined;
      }
      sleep(roundEveryMs);
    }
  }
}

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

/** Whatever happens, we are not the next one who stays for ever. */
function end(): void {
  const giveUpAt = performance.now() + lifeAfterMs;
  if (!isDead(host)) {
    return;
  }
  for (let left = 1; left > 0 && performance.now() < giveUpAt; sleep(roundEveryMs)) {
    const living = [...children.values()].filter((child) => livenessOf(child) !== 'dead');
    killTrees(living);
    // Those who are dying need the processor more than we do; the look at all others takes much of it.
    sleep(roundEveryMs);
    left = living.length + killMarked(window).length;
  }
}

/** A process that is killed closes its pipes some moments before it is gone. One that stays has only lost its pipe. */
function isDead(one: ProcessIdentity): boolean {
  for (const giveUpAt = performance.now() + dyingMs; livenessOf(one) !== 'dead'; sleep(lookEveryMs)) {
    if (performance.now() > giveUpAt) {
      return false;
    }
  }
  return true;
}

function sleep(ms: number): void {
  Atomics.wait(sleeper, 0, 0, ms);
}
