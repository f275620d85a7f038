import { join } from 'node:path';
import type { OnSetAside } from './aside';
import { JsonFile } from './jsonFile';
import { identityOf, type ProcessIdentity } from './processIdentity';
import type { ChildLedger } from './spawnChild';
import type { StateRoot } from './stateRoot';

/**
 * Every child process of this window, on disk while it lives: `processes/<window>.json`. It is written before `started` returns, so that
 * whatever happens to us, the next window can tell which processes are ours. It only records; ending what is left over is not done here.
 */
export class ProcessLedger implements ChildLedger {
  readonly #file: JsonFile<LedgerContents>;

  constructor(
    root: StateRoot,
    window: string,
    private readonly options: { readonly onSetAside: OnSetAside; readonly onError: (error: unknown) => void },
  ) {
    this.#file = JsonFile.open<LedgerContents>(join(root.processesDir, `${window}.json`), {
      parse: parseLedger,
      fallback: () => ({ children: [] }),
      sharing: 'owned',
      asideDir: root.asideDir,
      onSetAside: options.onSetAside,
    });
  }

  children(): readonly LedgerEntry[] {
    return this.#file.read().children;
  }

  started({ pid, kind, command }: { readonly pid: number; readonly kind: string; readonly command: string }): void {
    const entry: LedgerEntry = { ...identityOf(pid), kind, command, startedAt: Date.now() };
    this.#change((children) => [...children.filter((other) => other.pid !== pid), entry]);
  }

  ended(pid: number): void {
    this.#change((children) => children.filter((other) => other.pid !== pid));
  }

  /** A disk that refuses must not keep a process from starting, or from being known to have ended. */
  #change(change: (children: readonly LedgerEntry[]) => readonly LedgerEntry[]): void {
    try {
      const children = change(this.children());
      if (children.length > 0) {
        this.#file.update(() => ({ children }));
      } else {
        this.#file.remove();
      }
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

export interface LedgerContents {
  readonly children: readonly LedgerEntry[];
}

export function parseLedger(raw: unknown): LedgerContents {
  if (typeof raw === 'object' && raw !== null && 'children' in raw && Array.isArray(raw.children)) {
    return { children: raw.children.filter(isEntry) };
  }
  throw new Error('It holds no list of processes.');
}

function isEntry(raw: unknown): raw is LedgerEntry {
  const { pid, startToken, kind, command, startedAt } = (raw ?? {}) as Record<string, unknown>;
  return (
    // A pid of 0 or below would mean a whole group, or everything.
    Number.isInteger(pid) &&
    (pid as number) > 1 &&
    (startToken === undefined || typeof startToken === 'string') &&
    typeof kind === 'string' &&
    typeof command === 'string' &&
    typeof startedAt === 'number'
  );
}
