/**
 * Processes that are hard to get rid of, for tests: plain shells, since dozens of them are started. Each is deaf to all but SIGKILL.
 * `family` prints two pids: a child in the group, and a grandchild in a session of its own whose parent has gone.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { livenessOf, type ProcessIdentity } from '../../src/host/processIdentity';

const deaf = `trap '' TERM INT HUP; while :; do sleep 1000; done`;

export const deafShell = ['-c', deaf] as const;

/** In the shell's words: `setsid` in the background, so that its parent is gone at once and it belongs to nobody. */
export const deafFamily = [
  '-c',
  `sh -c "${deaf}" & child=$!
   own=$( (setsid sh -c 'echo $$; exec >/dev/null; ${deaf.replaceAll("'", `'"'"'`)}' &) )
   echo "$child $own"
   ${deaf}`,
] as const;

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
