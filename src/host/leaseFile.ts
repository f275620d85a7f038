import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Cancel, Clock } from '../base/clock';
import { claim, wish, withdrawWish } from '../base/lease';
import type { Holder, Lease } from '../base/lease';
import type { OnSetAside } from './aside';
import { HeldLeases } from './heldLeases';
import { HolderJudge } from './holderJudge';
import type { JsonFile } from './jsonFile';
import { openLease, viewOf } from './leaseRecord';
import type { LeaseView } from './leaseRecord';
import { LeaseWatch } from './leaseWatch';
import { ownIdentity } from './processIdentity';
import type { StateRoot } from './stateRoot';

/**
 * The leases of this window on disk: `sessions/<id>/lease.json`, each change under the file's lock. One timer, running only while
 * something is held or watched, looks every second whether another window changed one of these files (a `stat`, no read), and beats. So a
 * wish reaches the holder, and a release or a death the one who waits, within about a second. What a lease means to a session is not
 * known here. A refused lease is an answer; only a disk that refuses throws, and only where somebody asked for something.
 */
export class LeaseFiles {
  readonly #self: Holder;
  readonly #held: HeldLeases;
  readonly #watch: LeaseWatch;
  readonly #judge: HolderJudge;
  /** Those who wait for another window to let go. */
  readonly #waits = new Set<() => void>();
  #cancelTick: Cancel | undefined;

  constructor(
    private readonly root: StateRoot,
    window: string,
    private readonly ports: LeasePorts,
  ) {
    this.#self = { ...ownIdentity(), window, machine: hostname() };
    this.#judge = new HolderJudge(ports.clock, this.#self.machine);
    this.#held = new HeldLeases({
      ...{ window, clock: ports.clock, judge: this.#judge, onError: ports.onError, onWanted: ports.onWanted, onLost: ports.onLost },
      open: (sessionId) => this.#file(sessionId),
      change: (sessionId, change) => this.#change(sessionId, change),
    });
    this.#watch = new LeaseWatch(window, (sessionId) => this.#file(sessionId), ports.onError);
  }

  /** This window, as it stands in what it holds. */
  get self(): Holder {
    return this.#self;
  }

  /** The generation under which this window holds it, as far as it knows. */
  generation(sessionId: string): number | undefined {
    return this.#held.generation(sessionId);
  }

  /** Reads the file. `heldBy` is set when another window, or one that may still live, has it. */
  look(sessionId: string): LeaseView {
    return viewOf(this.#file(sessionId).read(), this.#self.window, this.#judge.judge());
  }

  /** Takes it when it is free. Throws where the disk refuses. */
  claim(sessionId: string): ClaimResult {
    const file = this.#file(sessionId);
    let refused: { readonly heldBy: Holder; readonly freeAt?: number } | undefined;
    const lease = file.update((current) => {
      const claimed = claim(current, this.#self, this.#judge.judge());
      refused = claimed.ok ? undefined : claimed;
      return claimed.ok ? claimed.lease : current;
    });
    if (refused) {
      const { heldBy, freeAt } = refused;
      return { ok: false, heldBy, ...(freeAt === undefined ? {} : { freeAt }) };
    }
    this.#held.add(sessionId, lease);
    this.#keepTicking();
    return { ok: true, generation: lease.generation };
  }

  /** Lets go. Nothing happens where it was lost meanwhile. */
  release(sessionId: string): void {
    this.#held.release(sessionId);
    this.#keepTicking();
  }

  /** Asks the holder to let go, and takes the lease when it has, or when it is gone. Bounded; the wish is withdrawn behind it. */
  async takeOver(sessionId: string, waitMs = 10_000): Promise<ClaimResult> {
    const first = this.claim(sessionId);
    if (first.ok) {
      return first;
    }
    this.#file(sessionId).update((current) => wish(current, this.#self, this.ports.clock.wall()));
    const last = (await this.#freed(sessionId, waitMs)) ? this.claim(sessionId) : first;
    if (!last.ok) {
      try {
        this.#change(sessionId, (current) => withdrawWish(current, this.#self.window));
      } catch (error) {
        this.ports.onError(error);
      }
    }
    return last;
  }

  /** Tells when a lease of another window becomes free or changes hands. For a session that is shown as open elsewhere. */
  watch(sessionId: string, onChange: (view: LeaseView) => void): Cancel {
    const unwatch = this.#watch.add(sessionId, this.look(sessionId), onChange);
    this.#keepTicking();
    return () => {
      unwatch();
      this.#keepTicking();
    };
  }

  /** Lets go of everything, synchronously, for a closing window. */
  close(): void {
    this.#held.close();
    for (const giveUp of [...this.#waits]) {
      giveUp();
    }
    this.#watch.clear();
    this.#keepTicking();
  }

  #freed(sessionId: string, waitMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.ports.clock.after(waitMs, () => end(false));
      const unwatch = this.watch(sessionId, ({ state }) => state === 'free' && end(true));
      const giveUp = (): void => end(false);
      const end = (isFree: boolean): void => {
        cancel();
        unwatch();
        this.#waits.delete(giveUp);
        resolve(isFree);
      };
      this.#waits.add(giveUp);
      // It may have been let go between the refusal and the watch.
      if (this.look(sessionId).state === 'free') {
        end(true);
      }
    });
  }

  #tick(): void {
    this.#cancelTick = undefined;
    this.#judge.ticked();
    this.#held.lookAfterAll();
    this.#watch.lookAtAll(this.#judge.judge());
    this.#keepTicking();
  }

  #keepTicking(): void {
    const { clock } = this.ports;
    const isNeeded = this.#held.isNeeded || this.#watch.isNeeded;
    if (isNeeded && !this.#cancelTick) {
      this.#judge.willTick();
      this.#cancelTick = clock.after(tickMs, () => this.#tick());
    } else if (!isNeeded) {
      this.#cancelTick?.();
      this.#cancelTick = undefined;
    }
  }

  /** A late change must not bring a removed session back. */
  #change(sessionId: string, change: (current: Lease) => Lease): void {
    if (existsSync(this.#dir(sessionId))) {
      this.#file(sessionId).update(change);
    }
  }

  #file(sessionId: string): JsonFile<Lease> {
    return openLease(this.#dir(sessionId), { asideDir: this.root.asideDir, onSetAside: this.ports.onSetAside });
  }

  #dir(sessionId: string): string {
    return join(this.root.sessionsDir, sessionId);
  }
}

export interface LeasePorts {
  readonly clock: Clock;
  readonly onSetAside: OnSetAside;
  /** The disk refused a beat or a release, or a listener failed. */
  readonly onError: (error: unknown) => void;
  /** Another window asks for a session that we hold; told every second as long as it waits. */
  readonly onWanted: (sessionId: string, by: Holder) => void;
  /** It is another window's now: whatever we still do in it must not be written. */
  readonly onLost: (sessionId: string) => void;
}

export type ClaimResult =
  | { readonly ok: true; readonly generation: number }
  | { readonly ok: false; readonly heldBy: Holder; /** Wall milliseconds. */ readonly freeAt?: number };

const tickMs = 1_000;
