import { readProcStat, type ProcessIdentity } from './processIdentity';

/**
 * Signals to processes. Whoever is named here may have ended meanwhile, and that is never an error; but nobody is signalled who merely
 * has the pid of the one that was meant.
 */
export function signal(target: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(target, name);
  } catch {
    // Gone meanwhile, or not ours to end: either way there is nothing more that we could do.
  }
}

/** Kills the process if it still is the one that was seen. Says whether it was. */
export function killIfStill(one: ProcessIdentity): boolean {
  if (one.startToken === undefined || !isStill(one)) {
    return false;
  }
  signal(one.pid, 'SIGKILL');
  return true;
}

/** What was seen is some milliseconds old. Linux can be asked again at once for little; elsewhere what was seen has to do. */
function isStill({ pid, startToken }: ProcessIdentity): boolean {
  return process.platform !== 'linux' || readProcStat(pid)?.startToken === startToken;
}
