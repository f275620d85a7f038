import { identityOf, livenessOf, type ProcessIdentity } from './processIdentity';
import { readProcessTable } from './processTable';
import { ProcessTree } from './processTree';

/** Kills these with their groups and descendants, reading the machine once for all. */
export function killTrees(roots: readonly ProcessIdentity[]): void {
  if (roots.length > 0) {
    const table = readProcessTable();
    for (const root of roots) {
      new ProcessTree(root, () => isStill(root)).kill(table);
    }
  }
}

function isStill(root: ProcessIdentity): boolean {
  return process.platform === 'win32' ? livenessOf(root) !== 'dead' : root.startToken !== undefined && identityOf(root.pid).startToken === root.startToken;
}
