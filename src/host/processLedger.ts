import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Cancel } from '../base/clock';
import type { OnSetAside } from './aside';
import { JsonFile } from './jsonFile';
import { isProcessIdentity, ownIdentity, type ProcessIdentity } from './processIdentity';
import type { ChildLedger } from './spawnChild';
import type { StateRoot } from './stateRoot';
import { systemClock } from './systemClock';

/**
 * Every child process of this window, on disk while it lives: `processes/<window>.json`. It says whose window it is before anything is
 * started, and stays until the window has ended and left nothing behind, so that whatever happens to us, the next window can tell which
 * processes are ours. It only records; ending what is left over is the business of `strays.ts`.
 */
export class ProcessLedger implements ChildLedger {
  readonly #file: JsonFile<LedgerContents>;
  /** Who has ended since the last writing. */
  readonly #over = new Set<number>();
  #isOnDisk = false;
  #cancelWrite: Cancel | undefined;

  constructor(
    root: StateRoot,
    window: string,
    private readonly options: { readonly onSetAside: OnSetAside; readonly onError: (error: unknown) => void },
  ) {
    this.#file = ledgerFile(join(root.processesDir, `${window}.json`), root, options.onSetAside);
  }

  children(): readonly LedgerEntry[] {
    return this.#file.read().children.filter(({ pid }) => !this.#over.has(pid));
  }

  starting(): void {
    if (!this.#isOnDisk) {
      this.#isOnDisk = true;
      this.#change((children) => children);
    }
  }

  started({ pid, startToken, kind, command }: ProcessIdentity & { readonly kind: string; readonly command: string }): void {
    const entry: LedgerEntry = { pid, ...(startToken !== undefined && { startToken }), kind, command, startedAt: Date.now() };
    this.#change((children) => [...children.filter((other) => other.pid !== pid), entry]);
  }

  /** Not written at once: many end together, and one who is on the disk although it is dead is nobody. */
  ended(pid: number): void {
    this.#over.add(pid);
    if (this.#isOnDisk) {
      this.#cancelWrite ??= systemClock.after(writeWithinMs, () => this.#change((children) => children));
    }
  }

  /** Nothing of this window is left; ends that are heard only now are nobody's business any more. */
  close(): void {
    this.#cancelWrite?.();
    this.#isOnDisk = false;
    this.#trying(() => this.#file.remove());
  }

  #change(change: (children: readonly LedgerEntry[]) => readonly LedgerEntry[]): void {
    this.#cancelWrite?.();
    this.#cancelWrite = undefined;
    const living = this.children();
    this.#over.clear();
    this.#trying(() => this.#file.update(({ owner = ownerNow() }) => ({ owner, children: change(living) })));
  }

  /** A disk that refuses must not keep a process from starting, or from being known to have ended. */
  #trying(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.options.onError(error);
    }
  }
}

export interface LedgerEntry extends ProcessIdentity {
  readonly kind: string;
  readonly command: string;
  /** Wall time in milliseconds. */
  readonly startedAt: number;
}

/** The process that keeps the book. Processes of another machine, which may share the disk, cannot be judged here. */
export interface LedgerOwner extends ProcessIdentity {
  /** Wall time in milliseconds, of its own start. */
  readonly startedAt: number;
  readonly host: string;
}

export interface LedgerContents {
  /** Absent in a book of which nobody can say whose it is. */
  readonly owner?: LedgerOwner;
  readonly children: readonly LedgerEntry[];
}

export function ledgerFile(path: string, { asideDir }: StateRoot, onSetAside: OnSetAside): JsonFile<LedgerContents> {
  return JsonFile.open<LedgerContents>(path, {
    parse: parseLedger,
    fallback: () => ({ children: [] }),
    sharing: 'owned',
    asideDir,
    onSetAside,
  });
}

const writeWithinMs = 100;

function ownerNow(): LedgerOwner {
  return { ...ownIdentity(), startedAt: Math.round(Date.now() - process.uptime() * 1000), host: hostname() };
}

function parseLedger(raw: unknown): LedgerContents {
  if (typeof raw === 'object' && raw !== null && 'children' in raw && Array.isArray(raw.children)) {
    const owner = 'owner' in raw && isOwner(raw.owner) ? { owner: raw.owner } : {};
    return { ...owner, children: raw.children.filter(isEntry) };
  }
  throw new Error('It holds no list of processes.');
}

function isOwner(raw: unknown): raw is LedgerOwner {
  const { startedAt, host } = (raw ?? {}) as Partial<LedgerOwner>;
  return isIdentity(raw) && typeof startedAt === 'number' && typeof host === 'string';
}

function isEntry(raw: unknown): raw is LedgerEntry {
  const { kind, command, startedAt } = (raw ?? {}) as Partial<LedgerEntry>;
  return isIdentity(raw) && typeof kind === 'string' && typeof command === 'string' && typeof startedAt === 'number';
}

/** Number 1 is nobody whom we could have started. */
function isIdentity(raw: unknown): raw is ProcessIdentity {
  return isProcessIdentity(raw) && raw.pid > 1;
}
