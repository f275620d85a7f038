import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { markVariable } from './environment';
import { readProcStat, startToken, type ProcessIdentity } from './processIdentity';
import { readProcFile } from './procFile';
import { killIfStill } from './signal';
import { systemClock } from './systemClock';
import { unhurried } from './unhurried';

/**
 * The mark that our children carry in their environment, and that everything they start inherits: `<window>/<child>`. It
 * finds what has left its process group, its session and its parents. A process that cleaned its environment is not found by it.
 */
export function newMark(window: string): string {
  return `${window}/${randomBytes(6).toString('base64url')}`;
}

/** Whether a mark is this child's, or of a child of this window. */
export function isMarkOf(mark: string, owner: string): boolean {
  return mark === owner || mark.startsWith(`${owner}/`);
}

export interface MarkedProcess extends ProcessIdentity {
  readonly mark: string;
  /** It had been killed before it was seen. Not everywhere known. */
  readonly isDying?: boolean;
}

/** Everybody who carries a mark, read in many small steps. */
export async function markedProcesses(): Promise<readonly MarkedProcess[]> {
  return present(await unhurried(readMarks()));
}

/** Kills whoever carries a mark of this window, at once and synchronously, also those that were started meanwhile. As it first saw them. */
export function killMarked(window: string): readonly MarkedProcess[] {
  const killed = new Map<number, MarkedProcess>();
  for (let round = 0, news = 1; round < mostRounds && news > 0; round += 1) {
    news = 0;
    for (const one of readMarks()) {
      // Who was killed stays visible for a moment. Who is new may have started more before it was killed.
      if (one && isMarkOf(one.mark, window) && killIfStill(one) && killed.get(one.pid)?.startToken !== one.startToken) {
        killed.set(one.pid, one);
        news += 1;
      }
    }
  }
  return [...killed.values()];
}

/**
 * Ends who carries the mark of a child that has ended. Children that end together share one look at the machine. Never rejects; gives up
 * on what cannot be killed.
 */
export function endStraysOf(childMark: string): Promise<void> {
  return new Promise((resolve) => {
    const search = searches.get(childMark);
    searches.set(childMark, { roundsLeft: mostRounds, waiting: [...(search?.waiting ?? []), resolve] });
    if (!isSearching) {
      isSearching = true;
      void searchAll();
    }
  });
}

async function searchAll(): Promise<void> {
  while (searches.size > 0) {
    // Those who ask within these moments come along.
    await new Promise<void>((resolve) => systemClock.after(gatherMs, resolve));
    const marks = [...searches];
    const found = (await markedProcesses()).filter((one) => searches.has(one.mark));
    const stillThere = new Set(found.filter(killIfStill).map((one) => one.mark));
    for (const [mark, search] of marks) {
      if (stillThere.has(mark) && search.roundsLeft > 1) {
        search.roundsLeft -= 1;
      } else if (searches.get(mark) === search) {
        searches.delete(mark);
        search.waiting.forEach((settle) => settle());
      }
    }
  }
  isSearching = false;
}

interface Search {
  roundsLeft: number;
  readonly waiting: readonly (() => void)[];
}

const mostRounds = 8;
const gatherMs = 15;
const searches = new Map<string, Search>();
let isSearching = false;

function present(read: Iterable<MarkedProcess | undefined>): readonly MarkedProcess[] {
  return [...read].filter((one) => one !== undefined);
}

/** One step for each process. We ourselves never count, whatever we were started by. */
function* readMarks(): Generator<MarkedProcess | undefined> {
  if (process.platform === 'linux') {
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (Number.isInteger(pid) && pid !== process.pid) {
        yield fromProc(pid);
      }
    }
  } else if (process.platform === 'darwin') {
    yield* fromPs();
  }
}

function fromProc(pid: number): MarkedProcess | undefined {
  if (markOf(pid) === undefined) {
    return undefined;
  }
  // Read again after the start: between the two the pid may have become somebody else's.
  const stat = readProcStat(pid);
  const mark = markOf(pid);
  return stat && mark !== undefined ? { pid, startToken: stat.startToken, mark, isDying: stat.isDying } : undefined;
}

function markOf(pid: number): string | undefined {
  const environ = readProcFile(`/proc/${pid}/environ`);
  for (let at = environ?.indexOf(prefix) ?? -1; environ && at >= 0; at = environ.indexOf(prefix, at + 1)) {
    if (at === 0 || environ[at - 1] === 0) {
      const end = environ.indexOf(0, at);
      return environ.toString('latin1', at + prefix.length, end < 0 ? environ.length : end);
    }
  }
  return undefined;
}

/** macOS shows the environment behind the command. Not run here: no such machine at hand. */
function* fromPs(): Generator<MarkedProcess | undefined> {
  const { stdout } = spawnSync('ps', ['-axEww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    timeout: 2000,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, LC_ALL: 'C' },
  });
  for (const line of stdout?.split('\n') ?? []) {
    const pid = Number.parseInt(line, 10);
    const mark = new RegExp(` ${prefix}(\\S+)`).exec(line)?.[1];
    const token = mark === undefined || pid === process.pid ? undefined : startToken(pid);
    yield mark === undefined || token === undefined ? undefined : { pid, startToken: token, mark };
  }
}

const prefix = `${markVariable}=`;
