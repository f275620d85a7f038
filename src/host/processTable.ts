import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { readProcStat, type ProcessIdentity } from './processIdentity';
import { unhurried } from './unhurried';

/** Who is whose child on this machine, at one moment: every living process by its pid. Empty where the system has no cheap way to tell. */
export type ProcessTable = ReadonlyMap<number, ProcessEntry>;

export interface ProcessEntry extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
}

/** Costs a few milliseconds for some hundred processes: who ends many children at once reads it once. */
export function readProcessTable(): ProcessTable {
  const table = readFromSystem();
  recent = { table, readAt: performance.now() };
  return table;
}

/** The same in many small steps, for who is in no hurry: what it says may be some ten milliseconds apart. */
export async function readProcessTableUnhurriedly(): Promise<ProcessTable> {
  return process.platform === 'linux' ? tableOf(await unhurried(fromProc())) : readFromSystem();
}

/** The table as it was at most some milliseconds ago, for ladders that climb together. */
export function recentProcessTable(maxAgeMs = 20): ProcessTable {
  return recent && performance.now() - recent.readAt <= maxAgeMs ? recent.table : readProcessTable();
}

let recent: { readonly table: ProcessTable; readonly readAt: number } | undefined;

function readFromSystem(): ProcessTable {
  switch (process.platform) {
    case 'linux':
      return tableOf(fromProc());
    case 'darwin':
      return fromPs();
    default:
      // Windows has `taskkill /T`, which knows by itself.
      return new Map();
  }
}

function* fromProc(): Generator<ProcessEntry | undefined> {
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    const stat = Number.isInteger(pid) ? readProcStat(pid) : undefined;
    yield stat && { pid, ...stat };
  }
}

function tableOf(entries: Iterable<ProcessEntry | undefined>): ProcessTable {
  const table = new Map<number, ProcessEntry>();
  for (const entry of entries) {
    if (entry) {
      table.set(entry.pid, entry);
    }
  }
  return table;
}

/** macOS. Not run here: no such machine at hand. */
function fromPs(): ProcessTable {
  const table = new Map<number, ProcessEntry>();
  const { stdout } = spawnSync('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart='], {
    encoding: 'utf8',
    timeout: 2000,
    maxBuffer: 16 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C' },
  });
  for (const line of stdout.split('\n')) {
    const [, pid, parent, group, state, startToken] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.*\S)\s*$/.exec(line) ?? [];
    if (pid !== undefined && startToken !== undefined && !state?.startsWith('Z')) {
      table.set(Number(pid), { pid: Number(pid), parent: Number(parent), group: Number(group), startToken });
    }
  }
  return table;
}
