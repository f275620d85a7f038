import type { ProcessIdentity } from './processIdentity';
import { readProcessTable, recentProcessTable, type ProcessTable } from './processTable';
import { killIfStill, signal } from './signal';
import { killWindowsTree } from './taskkill';

/**
 * Everything that one child of ours has started, as far as it can be followed: its process group, and its descendants by parent, also those
 * that made a session of their own. A parent's death cuts that thread, so `look` is called while it lives, and whoever was seen once is
 * remembered together with the start of their process. Nobody is signalled who is not certainly the one we saw.
 */
export class ProcessTree {
  readonly #seen = new Map<number, ProcessIdentity>();

  /** `root` leads a process group of its own (Windows has none). Whether it still runs, its parent knows best. */
  constructor(
    private readonly root: ProcessIdentity,
    private readonly isRootRunning: () => boolean,
  ) {
    this.#seen.set(root.pid, root);
  }

  /** Takes down who belongs to the tree at this moment. */
  look(table: ProcessTable = recentProcessTable()): void {
    const living = [...this.#seen.values()].filter((one) => table.get(one.pid)?.startToken === one.startToken).map((one) => one.pid);
    // The group is ours while somebody we know is in it; later its number may be given to strangers.
    const isOurGroup = this.isRootRunning() || living.some((pid) => table.get(pid)?.group === this.root.pid);
    this.#follow(table, isOurGroup ? [...living, ...this.#group(table)] : living);
  }

  /**
   * The last look, in the very moment of the root's exit. Nobody may be known yet, but the group's number cannot have passed on: the
   * system does not give it away while there is somebody in the group, and whoever got it as a pid would be in the table. Says whether
   * the group is still ours.
   */
  lookAtExit(table: ProcessTable): boolean {
    this.look(table);
    const heir = table.get(this.root.pid);
    const isOurGroup = !heir || heir.startToken === this.root.startToken;
    if (isOurGroup) {
      this.#follow(table, this.#group(table));
    }
    return isOurGroup;
  }

  /** Ends whoever the root leaves behind, in the very moment of its exit. For the same reason the group can still be signalled. */
  killAtExit(table: ProcessTable): void {
    const isOurGroup = this.lookAtExit(table);
    if (process.platform !== 'win32') {
      if (isOurGroup) {
        signal(-this.root.pid, 'SIGKILL');
      }
      this.#killSeen(table);
    }
  }

  /** Asks the whole group to end. */
  terminate(): void {
    if (this.isRootRunning()) {
      signal(-this.root.pid, 'SIGTERM');
    }
  }

  /**
   * Ends the group and all who were ever seen, at once and synchronously, and says how many besides the root, where the system tells. Who
   * ends many trees reads the table once for all.
   */
  kill(table: ProcessTable = readProcessTable()): number {
    if (process.platform === 'win32') {
      if (this.isRootRunning()) {
        killWindowsTree(this.root.pid);
      }
      return 0;
    }
    this.look(table);
    if (this.isRootRunning()) {
      signal(-this.root.pid, 'SIGKILL');
    }
    return this.#killSeen(table);
  }

  #killSeen(table: ProcessTable): number {
    const killed = [...this.#seen.values()].filter((one) => table.get(one.pid)?.startToken === one.startToken && killIfStill(one));
    return killed.filter(({ pid }) => pid !== this.root.pid).length;
  }

  #group(table: ProcessTable): readonly number[] {
    return relationsIn(table).groups.get(this.root.pid) ?? [];
  }

  #follow(table: ProcessTable, from: readonly number[]): void {
    const { children } = relationsIn(table);
    const queue = [...from];
    const visited = new Set<number>();
    for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
      const entry = table.get(pid);
      if (entry && !visited.has(pid)) {
        visited.add(pid);
        this.#seen.set(pid, entry);
        queue.push(...(children.get(pid) ?? []));
      }
    }
  }
}

interface Relations {
  readonly children: ReadonlyMap<number, readonly number[]>;
  readonly groups: ReadonlyMap<number, readonly number[]>;
}

/** A hundred trees that are ended together read one table. */
const relations = new WeakMap<ProcessTable, Relations>();

function relationsIn(table: ProcessTable): Relations {
  let found = relations.get(table);
  if (!found) {
    found = { children: pidsBy(table, 'parent'), groups: pidsBy(table, 'group') };
    relations.set(table, found);
  }
  return found;
}

function pidsBy(table: ProcessTable, relation: 'parent' | 'group'): ReadonlyMap<number, readonly number[]> {
  const pids = new Map<number, number[]>();
  for (const entry of table.values()) {
    const others = pids.get(entry[relation]);
    if (others) {
      others.push(entry.pid);
    } else {
      pids.set(entry[relation], [entry.pid]);
    }
  }
  return pids;
}
