/**
 * Who comes through the board's door: a secret for each run, made here and given to its agent alone, kept in memory alone. It is not the run's
 * id, which stands in a log that agents may read. A pass outlives its run, so that a late writer is told that it is late.
 */
import { randomBytes } from 'node:crypto';

export interface Pass {
  readonly taskId: string;
  readonly runId: string;
}

/** What one run has done through the door. */
export interface Visit extends Pass {
  readonly token: string;
  /** Whether its agent ever came. */
  hasCome: boolean;
  /** Open connections now. */
  open: number;
  /** Of each tool that changes something, how often it was called. */
  readonly calls: Map<string, number>;
}

export class Passes {
  readonly #byToken = new Map<string, Visit>();
  readonly #byRun = new Map<string, Visit>();

  /** The same one for a run that asks again: its agent is started anew, it is the same attempt. */
  issue({ taskId, runId }: Pass): string {
    const known = this.#byRun.get(runId);
    if (known) {
      return known.token;
    }
    const visit: Visit = { taskId, runId, token: randomBytes(32).toString('base64url'), hasCome: false, open: 0, calls: new Map() };
    this.#byToken.set(visit.token, visit);
    this.#byRun.set(runId, visit);
    this.#forgetOldest();
    return visit.token;
  }

  find(token: string): Visit | undefined {
    return this.#byToken.get(token);
  }

  ofRun(runId: string): Visit | undefined {
    return this.#byRun.get(runId);
  }

  #forgetOldest(): void {
    if (this.#byRun.size > limit) {
      const [oldest] = [...this.#byRun.values()].filter(({ open }) => open === 0);
      if (oldest) {
        this.#byRun.delete(oldest.runId);
        this.#byToken.delete(oldest.token);
      }
    }
  }
}

/** More runs than a window starts in weeks. */
const limit = 2_000;
