import { execFile } from 'node:child_process';
import type { Liveness } from './processIdentity';
import type { Look, Machine, SeenProcess } from './machine';
import { killWindowsTree, type RunCommand } from './taskkill';

/**
 * Windows: no mark can be read there and a start costs half a second to ask for, so nothing is asked when a child starts. But whoever had
 * this pid when it was written down was created before, and whoever got it later was created after. Not run here: no such machine at hand.
 */
export function windowsMachine(ask: AskSystem = askPowershell, run?: RunCommand): Machine {
  return {
    look: async () => lookAt(read(await ask())),
    kill: ({ pid }) => {
      killWindowsTree(pid, run);
      return true;
    },
  };
}

/** Every process on a line: pid, parent's pid, creation in milliseconds since the epoch, command line; with tabs between. Never rejects. */
export type AskSystem = () => Promise<string>;

interface WindowsProcess extends SeenProcess {
  readonly parent: number;
}

/** A clock that was set back could make somebody else's process look old enough. One that looks much too old is not judged. */
const recordedWithinMs = 30_000;

function lookAt(table: ReadonlyMap<number, WindowsProcess>): Look {
  return {
    liveness: ({ pid, startedAt }): Liveness => {
      const created = table.get(pid)?.startedAt;
      if (table.size === 0 || startedAt === undefined) {
        return 'unknown';
      }
      if (created === undefined || created > startedAt) {
        return 'dead';
      }
      return created > startedAt - recordedWithinMs ? 'alive' : 'unknown';
    },
    see: (pid) => table.get(pid) ?? { pid },
    marked: () => [],
    // `taskkill` follows the tree by itself.
    familyOf: (pids) => [...pids],
  };
}

function read(answer: string): ReadonlyMap<number, WindowsProcess> {
  const table = new Map<number, WindowsProcess>();
  for (const line of answer.split(/\r?\n/)) {
    const [pid, parent, created, ...command] = line.split('\t');
    const startedAt = Number(created);
    if (Number.isInteger(Number(pid)) && Number(pid) > 4 && startedAt > 0) {
      table.set(Number(pid), { pid: Number(pid), parent: Number(parent), startedAt, startToken: created!, command: command.join('\t') });
    }
  }
  return table;
}

const script = `Get-CimInstance Win32_Process | ForEach-Object { "$($_.ProcessId)\`t$($_.ParentProcessId)\`t$(if ($_.CreationDate) {
  ([DateTimeOffset]$_.CreationDate).ToUnixTimeMilliseconds() })\`t$($_.CommandLine -replace '\\s+', ' ')" }`;

function askPowershell(): Promise<string> {
  return new Promise((resolve) => {
    const options = { windowsHide: true, timeout: 10_000, maxBuffer: 16 * 1024 * 1024 };
    const args = ['-NoProfile', '-NonInteractive', '-Command', script];
    execFile('powershell.exe', args, options, (error, stdout) => resolve(error ? '' : stdout));
  });
}
