import type { Clock } from '../base/clock';
import { beat, release, wishIn } from '../base/lease';
import type { Holder, Lease } from '../base/lease';
import type { HolderJudge } from './holderJudge';
import type { JsonFile } from './jsonFile';
import { markOf } from './leaseRecord';

/**
 * The leases that this window holds: beaten in time, looked at when another window changed their file, and let go, if need be later, when
 * the disk refuses at first. It keeps no time: whoever ticks lets it look. Taking a lease is not its business.
 */
export class HeldLeases {
  readonly #held = new Map<string, HeldLease>();
  /** What the disk did not let us release; tried again as often as we beat. */
  readonly #unreleased = new Map<string, Unreleased>();

  constructor(private readonly parts: HeldLeasesParts) {}

  get isNeeded(): boolean {
    return this.#held.size > 0 || this.#unreleased.size > 0;
  }

  generation(sessionId: string): number | undefined {
    return this.#held.get(sessionId)?.generation;
  }

  /** It was claimed, and stands like this in its file. */
  add(sessionId: string, lease: Lease): void {
    this.#unreleased.delete(sessionId);
    this.#held.set(sessionId, { generation: lease.generation, beatAt: this.parts.clock.now(), mark: '', seen: lease });
  }

  /** Nothing happens where it was lost meanwhile. */
  release(sessionId: string): void {
    const mine = this.#held.get(sessionId);
    if (mine) {
      this.#held.delete(sessionId);
      this.#letGo(sessionId, mine.generation);
    }
  }

  /** For a closing window: what the disk refuses now stays, and our death frees it. */
  close(): void {
    for (const sessionId of [...this.#held.keys()]) {
      this.release(sessionId);
    }
    this.#unreleased.clear();
  }

  lookAfterAll(): void {
    for (const [sessionId, mine] of [...this.#held]) {
      try {
        this.#lookAfter(sessionId, mine);
      } catch (error) {
        this.parts.onError(error);
      }
    }
    for (const [sessionId, { generation, triedAt }] of [...this.#unreleased]) {
      if (this.parts.clock.now() - triedAt >= beatMs) {
        this.#letGo(sessionId, generation);
      }
    }
  }

  #letGo(sessionId: string, generation: number): void {
    const token = { window: this.parts.window, generation };
    try {
      this.parts.change(sessionId, (current) => keepWhenLost(release(current, token), current));
      this.#unreleased.delete(sessionId);
    } catch (error) {
      this.#unreleased.set(sessionId, { generation, triedAt: this.parts.clock.now() });
      this.parts.onError(error);
    }
  }

  #lookAfter(sessionId: string, mine: HeldLease): void {
    const { clock, window } = this.parts;
    const file = this.parts.open(sessionId);
    const isDue = clock.now() - mine.beatAt >= beatMs;
    const mark = markOf(file.path);
    if (!isDue && mark === mine.mark) {
      this.#tellWish(sessionId, mine);
      return;
    }
    const token = { window, generation: mine.generation };
    let beaten = beat(file.read(), token, clock.wall());
    if (isDue && beaten !== 'lost') {
      this.parts.change(sessionId, (current) => {
        beaten = beat(current, token, clock.wall());
        return keepWhenLost(beaten, current);
      });
      mine.beatAt = clock.now();
    }
    if (beaten === 'lost') {
      this.#held.delete(sessionId);
      this.parts.onLost(sessionId);
      return;
    }
    // As it was before a write of ours: so it is read once more, since somebody else may have written behind us.
    mine.mark = mark;
    mine.seen = beaten;
    this.#tellWish(sessionId, mine);
  }

  /** At each tick as long as it stands: who cannot let go now may be able to a moment later. */
  #tellWish(sessionId: string, { seen }: HeldLease): void {
    const wanted = seen.wanted && wishIn(seen, this.parts.judge.judge());
    if (wanted) {
      this.parts.onWanted(sessionId, wanted.by);
    }
  }
}

export interface HeldLeasesParts {
  readonly window: string;
  readonly clock: Clock;
  readonly judge: HolderJudge;
  readonly open: (sessionId: string) => JsonFile<Lease>;
  /** Under the file's lock. Throws where the disk refuses. */
  readonly change: (sessionId: string, change: (current: Lease) => Lease) => void;
  readonly onError: (error: unknown) => void;
  readonly onWanted: (sessionId: string, by: Holder) => void;
  readonly onLost: (sessionId: string) => void;
}

interface HeldLease {
  readonly generation: number;
  /** By the monotonic clock. */
  beatAt: number;
  /** Of the file, as we last saw it. */
  mark: string;
  /** As it was read last: whether somebody waits for it. */
  seen: Lease;
}

interface Unreleased {
  readonly generation: number;
  /** By the monotonic clock. */
  readonly triedAt: number;
}

/** A third of the silence after which a holder that cannot be judged is taken for gone. */
const beatMs = 30_000;

function keepWhenLost(lease: Lease | 'lost', current: Lease): Lease {
  return lease === 'lost' ? current : lease;
}
