// Every process that a workbench started, however deep and however detached: children by their parent, and those that were adopted
// meanwhile by the mark in their environment. Linux reads /proc (a small Debian has no ps); macOS asks ps, and was not run here.
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

/** The name of the mark: an environment variable that the workbench's first process gets and the others inherit. */
export const markName = 'HOLDFAST_WORKBENCH';

/** @typedef {{ pid: number, parent: number, command: string }} Process */

/** The mark of one more workbench of this process. */
export function newMark() {
  return `${process.pid}:${randomUUID()}`;
}

/** @param {string} mark @returns {Process[]} who is alive now, this process left out */
export function marked(mark) {
  return familyOf((one) => one.mark === mark);
}

/** Processes of workbenches whose owner was killed before it could end them. @returns {Process[]} */
export function orphans() {
  return familyOf(({ mark }) => mark !== undefined && !isAlive(Number(mark.split(':')[0])));
}

/** @param {number} pid */
export function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
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

/** Those that are meant and all that descend from them. */
function familyOf(isMeant) {
  const all = process.platform === 'linux' ? fromProc() : fromPs();
  const found = new Set(all.filter(isMeant).map(({ pid }) => pid));
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

function fromProc() {
  const start = `${markName}=`;
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
        const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
        const mark = variables.find((variable) => variable.startsWith(start))?.slice(start.length);
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').join(' ').trim();
        return [{ pid: Number(name), parent: Number(parent), command, mark }];
      } catch {
        // It ended while we were reading, or belongs to somebody else.
        return [];
      }
    });
}

function fromPs() {
  const lines = execFileSync('ps', ['-axEww', '-o', 'pid=,ppid=,state=,command='], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined || state.startsWith('Z')
      ? []
      : [{ pid: Number(pid), parent: Number(parent), command, mark: new RegExp(`${markName}=(\\S+)`).exec(command)?.[1] }];
  });
}
