import type { Cancel, Clock } from '../base/clock';
import { killTrees } from './killTrees';
import { killMarked } from './mark';
import { livenessOf, readProcStat } from './processIdentity';
import type { ProcessLedger } from './processLedger';
import type { Reaper } from './reaper';
import type { ChildLedger } from './spawnChild';
import type { Strays } from './strays';

/**
 * All processes of this window, from the first to the last: told to the ledger and to the reaper when they start and end; when the window
 * closes, whoever is still there is killed. Some moments after the window has opened it looks for what earlier ones left running.
 */
export class WindowProcesses implements ChildLedger {
  #cancelSweep: Cancel = () => undefined;
  #hasStarted = false;
  /** How many were still there when we looked last. */
  #left = 0;

  constructor(private readonly parts: WindowProcessesParts) {}

  starting(): void {
    this.#hasStarted = true;
    this.parts.ledger.starting();
    this.parts.reaper.starting();
  }

  started(child: Parameters<ChildLedger['started']>[0]): void {
    this.parts.ledger.started(child);
    this.parts.reaper.started(child);
  }

  ended(pid: number): void {
    this.parts.ledger.ended(pid);
    this.parts.reaper.ended(pid);
  }

  /** Not with the first paint. A window that is being reloaded may still be closing then: what it leaves is found by a second look. */
  sweepSoon(): void {
    this.#sweepAfter(firstSweepMs, () => this.#sweepAfter(secondSweepMs, () => undefined));
  }

  /**
   * Kills all that is left of this window, at once and synchronously: children with their trees, then whoever carries the mark. Says how
   * many there were that nobody had killed yet. Nothing may start any more when this is called.
   */
  killAll(): number {
    this.#cancelSweep();
    if (!this.#hasStarted) {
      return 0;
    }
    const children = this.parts.ledger.children().filter((child) => livenessOf(child) !== 'dead');
    const fresh = children.filter(({ pid }) => !readProcStat(pid)?.isDying);
    killTrees(children);
    const marked = killMarked(this.parts.window);
    this.#left = children.length + marked.length;
    return fresh.length + marked.filter(({ pid, isDying }) => !isDying && !children.some((child) => child.pid === pid)).length;
  }

  /** Waits until the last ones have gone, for at most `limitMs`, and then forgets them; what does not go is left to the next window. */
  async close(limitMs: number): Promise<void> {
    const { clock, ledger, reaper, log } = this.parts;
    if (this.#hasStarted) {
      const giveUpAt = clock.now() + limitMs;
      while (this.#left > 0 && clock.now() < giveUpAt) {
        await new Promise<void>((resolve) => clock.after(lookEveryMs, resolve));
        this.killAll();
      }
      if (this.#left > 0) {
        log.warn(`${this.#left} processes of this window did not end. The next window of this workspace will look for them.`);
      } else {
        ledger.close();
      }
    }
    reaper.goodbye();
  }

  #sweepAfter(ms: number, then: () => void): void {
    const { clock, strays } = this.parts;
    this.#cancelSweep = clock.after(ms, () => {
      let isCancelled = false;
      this.#cancelSweep = () => (isCancelled = true);
      void strays.sweep().then((outcome) => {
        if (outcome === 'lookAgain' && !isCancelled) {
          then();
        }
      });
    });
  }
}

export interface WindowProcessesParts {
  readonly window: string;
  readonly clock: Clock;
  readonly ledger: Pick<ProcessLedger, 'starting' | 'started' | 'ended' | 'children' | 'close'>;
  readonly reaper: Pick<Reaper, 'starting' | 'started' | 'ended' | 'goodbye'>;
  readonly strays: Pick<Strays, 'sweep'>;
  readonly log: { warn(message: string): void };
}

const firstSweepMs = 1000;
const secondSweepMs = 10_000;
const lookEveryMs = 10;
