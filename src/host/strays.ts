import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { Clock } from '../base/clock';
import type { OnSetAside } from './aside';
import { errorCode } from './diskFault';
import { markVariable } from './environment';
import type { JsonFile } from './jsonFile';
import type { Look, Machine, SeenProcess } from './machine';
import { isMarkOf } from './mark';
import { ledgerFile, type LedgerContents, type LedgerEntry } from './processLedger';
import type { StateRoot } from './stateRoot';

/**
 * What windows that have ended left running. Every window keeps a book of its processes (`processLedger.ts`); a book whose window is
 * provably dead is worked through: what is provably of that window (its start was written down, it carries the window's mark, or it
 * descends from such a one) is ended, and the book goes when nothing is left. Of a living window nothing is touched, nor what cannot be
 * known.
 */
export class Strays {
  constructor(private readonly options: StraysOptions) {}

  /** What is there, without touching it. */
  async find(): Promise<readonly Stray[]> {
    return (await this.#survey()).books.flatMap(({ strays }) => strays);
  }

  /** Ends these, and says which of them would not go. Those of which nothing can be proven are ended because somebody chose them. */
  async end(chosen: readonly Stray[]): Promise<{ readonly ended: readonly Stray[]; readonly left: readonly Stray[] }> {
    const { machine, log } = this.options;
    const stillTheSame = chosen.filter((stray) => machine.kill(stray));
    const gone = await this.#gone(chosen);
    for (const stray of stillTheSame) {
      log.info(`${gone.has(stray.pid) ? 'Ended' : 'Could not end'} ${describe(stray)}.`);
    }
    return { ended: chosen.filter(({ pid }) => gone.has(pid)), left: chosen.filter(({ pid }) => !gone.has(pid)) };
  }

  /** Ends all that is provably left over; says whether there are windows that may be about to end. Never rejects. */
  async sweep(): Promise<'done' | 'lookAgain'> {
    try {
      for (let round = 0; ; round += 1) {
        const { books, living } = await this.#survey();
        const proven = books.flatMap(({ strays }) => strays).filter(({ proof }) => proof !== 'none');
        if (proven.length === 0 || round === mostRounds) {
          this.#finish(books);
          return living > 0 ? 'lookAgain' : 'done';
        }
        await this.end(proven);
      }
    } catch (error) {
      this.options.log.warn(`What earlier windows may have left running could not be looked at: ${String(error)}`);
      return 'done';
    }
  }

  #finish(books: readonly Book[]): void {
    const { log } = this.options;
    for (const { file, strays } of books) {
      if (strays.length === 0) {
        file.remove();
      }
      for (const stray of strays) {
        log.warn(`Left alone: ${describe(stray)}.`);
      }
    }
  }

  /** The books of dead windows with what is left of each, and how many windows live. Books that are not ours to judge are neither. */
  async #survey(): Promise<{ readonly books: readonly Book[]; readonly living: number }> {
    const open = await this.#open();
    if (open.length === 0) {
      return { books: [], living: 0 };
    }
    const look = await this.options.machine.look();
    const judged = open.map(({ window, file, contents }) => ({ window, file, contents, owner: ownerIn(contents, look) }));
    const books = judged
      .filter(({ owner }) => owner === 'dead' || owner === 'unknown')
      .map(({ window, file, contents, owner }) => {
        const strays = owner === 'dead' ? leftOf(window, contents, look) : unprovenOf(window, contents, look);
        const openedAt = contents.owner?.startedAt;
        return { file, strays: openedAt === undefined ? strays : strays.map((stray) => ({ ...stray, openedAt })) };
      });
    return { books, living: judged.filter(({ owner }) => owner === 'alive').length };
  }

  async #open(): Promise<readonly OpenBook[]> {
    const { root, window, onSetAside } = this.options;
    const names = (await namesIn(root.processesDir)).filter((name) => /^[^.].*\.json$/.test(name) && name !== `${window}.json`);
    return names
      .map((name) => {
        const file = ledgerFile(join(root.processesDir, name), root, onSetAside);
        return { window: basename(name, '.json'), file, contents: file.read() };
      })
      // An editor that an agent has started carries that window's mark itself: we are among those who would be ended.
      .filter((book) => !isMarkOf(process.env[markVariable] ?? '', book.window));
  }

  /** Waits until those that were killed have gone, for a bounded time; who has. */
  async #gone(killed: readonly SeenProcess[]): Promise<ReadonlySet<number>> {
    const { clock, machine } = this.options;
    for (const giveUpAt = clock.now() + goneWithinMs; ; ) {
      const look = await machine.look();
      const gone = killed.filter((one) => look.see(one.pid).startToken !== one.startToken || look.liveness(one) === 'dead');
      if (gone.length === killed.length || clock.now() >= giveUpAt) {
        return new Set(gone.map(({ pid }) => pid));
      }
      await new Promise<void>((resolve) => clock.after(lookEveryMs, resolve));
    }
  }
}

export interface StraysOptions {
  readonly root: StateRoot;
  /** This window, whose own book is not read here. */
  readonly window: string;
  readonly machine: Machine;
  readonly clock: Clock;
  readonly log: { info(message: string): void; warn(message: string): void };
  readonly onSetAside: OnSetAside;
}

export interface Stray extends SeenProcess {
  readonly command: string;
  readonly window: string;
  /** When that window was opened. Wall time in milliseconds. */
  readonly openedAt?: number;
  /** How we know that it is of that window; `none`: that cannot be known, or not whether the window has ended. */
  readonly proof: 'start' | 'mark' | 'family' | 'none';
}

interface OpenBook {
  readonly window: string;
  readonly file: JsonFile<LedgerContents>;
  readonly contents: LedgerContents;
}

interface Book {
  readonly file: JsonFile<LedgerContents>;
  readonly strays: readonly Stray[];
}

const mostRounds = 5;
const goneWithinMs = 2000;
const lookEveryMs = 50;

function ownerIn({ owner }: LedgerContents, look: Look): 'dead' | 'alive' | 'unknown' | 'elsewhere' {
  if (owner === undefined) {
    return 'unknown';
  }
  return owner.host === hostname() ? look.liveness(owner) : 'elsewhere';
}

function leftOf(window: string, { children }: LedgerContents, look: Look): readonly Stray[] {
  const found = new Map<number, Stray>();
  const add = (pid: number, proof: Stray['proof'], entry?: LedgerEntry): void => {
    if (pid !== process.pid && !found.has(pid)) {
      found.set(pid, strayOf(look.see(pid), window, proof, entry));
    }
  };
  for (const entry of children) {
    const liveness = look.liveness(entry);
    if (liveness !== 'dead') {
      add(entry.pid, liveness === 'alive' ? 'start' : 'none', entry);
    }
  }
  for (const { pid } of look.marked().filter(({ mark }) => isMarkOf(mark, window))) {
    add(pid, 'mark');
  }
  const proven = [...found.values()].filter(({ proof }) => proof !== 'none');
  const family = look.familyOf(proven.map(({ pid }) => pid));
  if (family.includes(process.pid)) {
    // The editor itself was started by one of them.
    return [...found.values()].map((stray) => ({ ...stray, proof: 'none' }));
  }
  family.forEach((pid) => add(pid, 'family'));
  return [...found.values()];
}

function unprovenOf(window: string, { children }: LedgerContents, look: Look): readonly Stray[] {
  const left = children.filter((entry) => look.liveness(entry) !== 'dead');
  return left.map((entry) => strayOf(look.see(entry.pid), window, 'none', entry));
}

function strayOf(seen: SeenProcess, window: string, proof: Stray['proof'], entry?: LedgerEntry): Stray {
  const startedAt = seen.startedAt ?? entry?.startedAt;
  return {
    ...seen,
    command: seen.command ?? entry?.command ?? '',
    ...(startedAt !== undefined && { startedAt }),
    window,
    proof,
  };
}

/** For the log. The command line may hold secrets, so only its program is named. */
function describe({ command, pid, window, proof }: Stray): string {
  const how = {
    start: 'it was written down when it started',
    mark: "it carries that window's mark",
    family: "it descends from that window's processes",
    none: 'whether it is of that window, or whether that window has ended, cannot be known',
  }[proof];
  return `process ${pid} (${command.split(' ')[0] ?? ''}) of the earlier window ${window}: ${how}`;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') {
      return [];
    }
    throw error;
  }
}
