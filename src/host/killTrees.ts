import { readdirSync } from 'node:fs';
import { readProcFile } from './procFile';
import { identityOf, livenessOf, readProcStat, type ProcessIdentity } from './processIdentity';
import { readProcessTable } from './processTable';
import { ProcessTree } from './processTree';
import { killIfStill, signal } from './signal';

/**
 * Kills these at once and synchronously, with their groups and descendants, for the last instant. Who still is the one that was written
 * down is asked right before. Linux tells a process's children without a look at all others, which saves most of the time, and the first
 * are dying while the next are looked at.
 */
export function killTrees(roots: readonly ProcessIdentity[]): void {
  const left = roots.filter(isStill).filter((root) => !killFamily(root));
  if (left.length > 0) {
    const table = readProcessTable();
    left.forEach((root) => new ProcessTree(root, () => isStill(root)).kill(table));
  }
}

/** Who was started by this one, and by those. Undefined where this kernel was built without telling. */
export function descendantsOf({ pid: root }: ProcessIdentity): readonly ProcessIdentity[] | undefined {
  const found = new Map<number, ProcessIdentity>();
  const queue = [root];
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    const children = childrenOf(pid);
    if (children === undefined) {
      return undefined;
    }
    for (const child of children.filter((one) => !found.has(one))) {
      const stat = readProcStat(child);
      if (stat) {
        found.set(child, { pid: child, startToken: stat.startToken });
        queue.push(child);
      }
    }
  }
  return [...found.values()];
}

/** Says whether it was done: not where the system does not tell of a process's children. */
function killFamily(root: ProcessIdentity): boolean {
  const family = process.platform === 'linux' ? descendantsOf(root) : undefined;
  if (family) {
    signal(-root.pid, 'SIGKILL');
    [root, ...family].forEach(killIfStill);
  }
  return family !== undefined;
}

function isStill(root: ProcessIdentity): boolean {
  if (process.platform === 'win32') {
    return livenessOf(root) !== 'dead';
  }
  return root.startToken !== undefined && identityOf(root.pid).startToken === root.startToken;
}

/** Of each of its threads: any of them may have started some. */
function childrenOf(pid: number): readonly number[] | undefined {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    // It went away.
    return [];
  }
  const lists = threads.map((thread) => readProcFile(`/proc/${pid}/task/${thread}/children`)?.toString('latin1'));
  if (threads.length > 0 && lists.every((list) => list === undefined)) {
    return readProcStat(pid) ? undefined : [];
  }
  return lists.flatMap((list = '') => list.split(' ').filter((one) => one !== '').map(Number));
}
