// Every process that a workbench started, however deep and however detached: children by their parent, and those that were adopted
// meanwhile by the mark in their environment. Linux reads /proc (a small Debian has no ps); macOS asks ps, and was not run here.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The name of the mark: an environment variable that the workbench's first process gets and the others inherit. */
export const markName = 'HOLDFAST_WORKBENCH';

/** @typedef {{ pid: number, parent: number, command: string }} Process */

/** @param {string} mark @returns {Process[]} who is alive now, this process left out */
export function marked(mark) {
  const all = process.platform === 'linux' ? fromProc(mark) : fromPs(mark);
  const found = new Set(all.filter((one) => one.hasMark).map(({ pid }) => pid));
  // Parents before children is not promised, so repeat until nobody is added.
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) {
      if (found.has(parent)) {
        found.add(pid);
      }
    }
  }
  found.delete(process.pid);
  return all.filter(({ pid }) => found.has(pid)).map(({ pid, parent, command }) => ({ pid, parent, command }));
}

/** Ends them without asking. One that is gone already is no problem. */
export function kill(processes) {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') {
        throw error;
      }
    }
  }
}

function fromProc(mark) {
  const wanted = `${markName}=${mark}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        // The name of a program may hold spaces and brackets: fields are counted from the last one.
        const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') {
          return [];
        }
        const hasMark = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(wanted);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').join(' ').trim();
        return [{ pid: Number(name), parent: Number(parent), command, hasMark }];
      } catch {
        // It ended while we were reading, or belongs to somebody else.
        return [];
      }
    });
}

function fromPs(mark) {
  const lines = execFileSync('ps', ['-axEww', '-o', 'pid=,ppid=,state=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined || state.startsWith('Z')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command, hasMark: command.includes(`${markName}=${mark}`) }];
  });
}
