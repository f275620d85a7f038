import { readFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { markedProcesses, type MarkedProcess } from './mark';
import { livenessOf, type Liveness, type ProcessIdentity } from './processIdentity';
import { readProcessTableUnhurriedly } from './processTable';
import { killIfStill } from './signal';
import { windowsMachine } from './windowsMachine';

/**
 * What can be known and done about processes that are not our children any more, as far as this system tells: one look at all of them,
 * which everything is judged by, and their end. Every look is slow to a person and quick to the editor: nothing else waits for it.
 */
export interface Machine {
  look(): Promise<Look>;
  /** Kills a process that a look has shown. Says whether it still was that one. */
  kill(one: SeenProcess): boolean;
}

export interface Look {
  /** Whether the one that was written down still runs. */
  liveness(record: RecordedProcess): Liveness;
  see(pid: number): SeenProcess;
  marked(): readonly MarkedProcess[];
  /** Those that descend from these, and those in a process group that one of them leads. */
  familyOf(pids: Iterable<number>): readonly number[];
}

/** A process as it was written down, at a moment when it ran. */
export interface RecordedProcess extends ProcessIdentity {
  /** Wall time in milliseconds. */
  readonly startedAt?: number;
}

export interface SeenProcess extends ProcessIdentity {
  /** Its command line, which may hold secrets. Absent where the system does not tell. */
  readonly command?: string;
  /** Wall time in milliseconds. */
  readonly startedAt?: number;
}

export const thisMachine: Machine = process.platform === 'win32' ? windowsMachine() : { look: lookAtPosix, kill: killIfStill };

async function lookAtPosix(): Promise<Look> {
  const table = await readProcessTableUnhurriedly();
  const marked = await markedProcesses();
  return {
    liveness: livenessOf,
    see: (pid) => {
      const startToken = table.get(pid)?.startToken;
      return { pid, ...(startToken !== undefined && { startToken, ...fromProc(pid, startToken) }) };
    },
    marked: () => marked,
    familyOf: (pids) => {
      const family = new Set(pids);
      for (let before = -1; before !== family.size; ) {
        before = family.size;
        for (const { pid, parent, group } of table.values()) {
          if (family.has(parent) || family.has(group)) {
            family.add(pid);
          }
        }
      }
      return [...family];
    },
  };
}

/** Linux only; elsewhere the record has to do. */
function fromProc(pid: number, startToken: string): Pick<SeenProcess, 'command' | 'startedAt'> {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
    // Counted from the boot, in hundredths of a second wherever people run editors.
    const ageSeconds = uptime() - Number(startToken.split(':')[1]) / 100;
    return { ...(command !== '' && { command }), ...(ageSeconds >= 0 && { startedAt: Date.now() - ageSeconds * 1000 }) };
  } catch {
    return {};
  }
}
