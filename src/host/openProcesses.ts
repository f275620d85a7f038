import { join } from 'node:path';
import type { Clock } from '../base/clock';
import { within } from '../base/within';
import { LoginShell } from './loginShell';
import { thisMachine } from './machine';
import { ProcessLedger } from './processLedger';
import { Reaper } from './reaper';
import type { Spawning } from './spawning';
import { Strays } from './strays';
import { WindowProcesses } from './windowProcesses';
import type { WorkspaceDisk } from './workspaceDisk';

/**
 * All that a window has to do with processes, built together: how it starts its own, who keeps count of them and ends them, and what
 * earlier windows left running. Nothing is started by it.
 */
export function openProcesses({ window, disk, clock, log, extensionPath }: ProcessesOptions): OpenedProcesses {
  const { root, onSetAside, onError } = disk;
  const strays = new Strays({ root, window, machine: thisMachine, clock, log, onSetAside });
  const processes = new WindowProcesses({
    window,
    clock,
    ledger: new ProcessLedger(root, window, { onSetAside, onError }),
    reaper: new Reaper({ script: join(extensionPath, 'dist', 'reaper.js'), window, log }),
    strays,
    log,
  });
  const shell = new LoginShell({ processEnvironment: process.env, ledger: processes, log: (line) => log.info(line) });
  return {
    processes,
    strays,
    shell,
    spawning: { ledger: processes, mark: window, loginEnvironment: () => shell.environment() },
    formerWindowsEnded: () => within(clock, formerWindowsMs, strays.sweep()),
  };
}

export interface OpenedProcesses {
  readonly processes: WindowProcesses;
  readonly strays: Strays;
  readonly shell: Pick<LoginShell, 'killNow'>;
  readonly spawning: Spawning;
  /** Ends what windows that have gone left running. Bounded (5 s); never rejects. */
  readonly formerWindowsEnded: () => Promise<unknown>;
}

export interface ProcessesOptions {
  /** This window's name. */
  readonly window: string;
  readonly disk: Pick<WorkspaceDisk, 'root' | 'onSetAside' | 'onError'>;
  readonly clock: Clock;
  readonly log: { info(message: string): void; warn(message: string): void };
  /** Holds `dist/reaper.js`. */
  readonly extensionPath: string;
}

const formerWindowsMs = 5_000;
