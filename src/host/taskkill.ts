import { spawnSync } from 'node:child_process';

/** Runs a command of the system to its end, synchronously and within a second. */
export type RunCommand = (command: string, args: readonly string[]) => void;

/** Windows: ends a process and everything that it has started; the system follows the tree. Not run here: no such machine at hand. */
export function killWindowsTree(pid: number, run: RunCommand = runHidden): void {
  run('taskkill', ['/pid', String(pid), '/T', '/F']);
}

function runHidden(command: string, args: readonly string[]): void {
  spawnSync(command, args, { windowsHide: true, timeout: 1000, stdio: 'ignore' });
}
