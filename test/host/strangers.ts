/** Strangers for tests about the end of processes, and words for whether somebody is gone. */
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { identityOf, livenessOf, readProcStat, type ProcessIdentity } from '../../src/host/processIdentity';
import { deafShell } from './deafShells';

/** A process that has nothing to do with us, in a group of its own; it is gone when the test is over. */
export function stranger(env: NodeJS.ProcessEnv = {}): ProcessIdentity {
  const child = spawn('sh', deafShell, { stdio: 'ignore', detached: true, env: { ...process.env, ...env } });
  const identity = identityOf(child.pid!);
  onTestFinished(() => killOff(identity));
  return identity;
}

/** With the group that it leads, if it does. */
export function killOff(one: ProcessIdentity): void {
  if (livenessOf(one) === 'alive') {
    const isLeader = readProcStat(one.pid)?.group === one.pid;
    process.kill(isLeader ? -one.pid : one.pid, 'SIGKILL');
  }
}

/** The system needs a moment between the signal and the end of somebody else's child, and tells nobody. */
export async function gone(one: ProcessIdentity, limitMs = 2000): Promise<boolean> {
  for (const giveUpAt = performance.now() + limitMs; livenessOf(one) !== 'dead'; ) {
    if (performance.now() > giveUpAt) {
      return false;
    }
    await wait(5);
  }
  return true;
}
