/**
 * The files in which others are written before they take their place. Each is named after the process that writes it, so that the
 * windows of one folder do not collide, and so that what one left that was killed in mid-write is known by its name and goes some time
 * after the next start. Nothing of a process that lives, or that cannot be judged, is touched, and nothing that is named otherwise.
 */
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Cancel, Clock } from '../base/clock';
import { livenessOfStamp, ownStamp } from './processStamp';
import type { StateRoot } from './stateRoot';

/** Beside the record, because only there it can be put in its place at once. */
export function temporaryFor(path: string): string {
  return join(dirname(path), `.${basename(path)}.${ownStamp()}.tmp`);
}

export class Temporaries {
  #cancel: Cancel = () => undefined;

  constructor(
    private readonly root: StateRoot,
    private readonly ports: { readonly clock: Clock; readonly log: { info(text: string): void; warn(text: string): void } },
  ) {}

  /** Not with the first paint. */
  clearSoon(): void {
    // It never rejects.
    this.#cancel = this.ports.clock.after(soonMs, () => void this.clear());
  }

  /** Removes what dead processes left; says how many files that were. Never rejects. */
  async clear(): Promise<number> {
    const { log } = this.ports;
    let cleared = 0;
    for (const dir of await this.#dirs()) {
      for (const name of (await namesIn(dir)).filter(isOfDeadProcess)) {
        try {
          await rm(join(dir, name), { force: true });
          cleared += 1;
        } catch (error) {
          log.warn(`What a killed window was writing cannot be removed: ${String(error)}`);
        }
      }
    }
    if (cleared > 0) {
      log.info(`Removed what killed windows were writing: ${cleared} ${cleared === 1 ? 'file' : 'files'}.`);
    }
    return cleared;
  }

  close(): void {
    this.#cancel();
  }

  /** Where records are; never where agents work. */
  async #dirs(): Promise<readonly string[]> {
    const { path, sessionsDir, processesDir } = this.root;
    const within = async (dir: string): Promise<readonly string[]> => (await namesIn(dir)).map((name) => join(dir, name));
    return [path, processesDir, ...(await within(sessionsDir)), ...(await within(join(path, 'builtin')))];
  }
}

function isOfDeadProcess(name: string): boolean {
  const stamp = /^\..+?\.(\d+\.[\w-]{12}(?:\.[\w-]{12})?)\.tmp$/.exec(name)?.[1];
  return stamp !== undefined && livenessOfStamp(stamp) === 'dead';
}

/** What is no folder, or has gone, holds nothing. */
async function namesIn(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir);
  } catch {
    return [];
  }
}

const soonMs = 2_000;
