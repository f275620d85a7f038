/**
 * A worker's signs of life, on their way to the board: the first one at once, later ones at most once in a while, of each run on its own.
 * While the worker waits, for a person or for a slot, the host beats in its place. It is best effort: nobody who gives a sign ever waits for
 * the board or hears of its troubles, except that the run is somebody else's now.
 */
import type { Cancel, Clock } from '../base/clock';
import type { BoardStore, RefusalReason } from '../board/port';

export interface HeartbeatPorts {
  readonly taskId: string;
  readonly runId: string;
  readonly store: Pick<BoardStore, 'tryChange'>;
  readonly clock: Clock;
  readonly everyMs: () => number;
  readonly ttlMs: () => number;
  /** The run is not the task's current one any more. */
  readonly onLost: () => void;
  readonly log: { info(text: string): void; warn(text: string): void };
}

/** `agent`: it is for the agent to speak. `person`: it waits for one. `slot`: it has not begun. */
export type Awaited = 'agent' | 'person' | 'slot';

export class Heartbeat {
  #awaited: Awaited = 'agent';
  /** What the board knows of it. */
  #told: Awaited = 'agent';
  /** When it was last tried; monotonic. */
  #triedAt: number | undefined;
  #next: Cancel | undefined;
  #misses = 0;
  #state: 'beating' | 'ended' = 'beating';

  constructor(private readonly ports: HeartbeatPorts) {}

  /** Called for every message: nearly always it is one comparison. */
  sign(): void {
    const { clock, everyMs } = this.ports;
    if (this.#triedAt === undefined || clock.now() - this.#triedAt >= everyMs()) {
      this.#beat();
    }
  }

  /** Whom the worker waits for now. */
  awaits(awaited: Awaited): void {
    this.#awaited = awaited;
    this.#plan();
  }

  end(): void {
    this.#state = 'ended';
    this.#next?.();
  }

  /** Signs come by themselves while the agent works; what it is not for the agent to tell, we tell. */
  #plan(): void {
    this.#next?.();
    if (this.#state === 'beating' && (this.#awaited !== 'agent' || this.#told !== 'agent')) {
      const { clock, everyMs } = this.ports;
      const dueMs = this.#triedAt === undefined ? 0 : Math.max(0, this.#triedAt + everyMs() - clock.now());
      this.#next = clock.after(dueMs, () => this.#beat());
    }
  }

  #beat(): void {
    if (this.#state === 'ended') {
      return;
    }
    const { taskId, runId, store, clock, ttlMs, onLost } = this.ports;
    // Before the write: a disk that refuses is not asked at every message either.
    this.#triedAt = clock.now();
    const awaited = this.#awaited;
    try {
      const waiting = awaited === 'person' ? 'person' : 'nobody';
      const changed = store.tryChange({ kind: 'beat', by: { kind: 'holdfast' }, taskId, runId, ttlMs: ttlMs(), waiting });
      if (changed.kind === 'refused' && lost.has(changed.why)) {
        this.end();
        return onLost();
      }
      this.#count(changed.kind === 'done' ? 'told' : changed.kind === 'refused' ? changed.text : 'another window is writing');
      this.#told = changed.kind === 'done' ? awaited : this.#told;
    } catch (error) {
      this.#count(String(error));
    }
    this.#plan();
  }

  #count(result: string): void {
    const { log, taskId } = this.ports;
    if (result === 'told') {
      if (this.#misses >= missesToTell) {
        log.info(`The worker of task ${taskId} reaches the board again, after ${this.#misses} signs of life that did not.`);
      }
      this.#misses = 0;
    } else if (++this.#misses === missesToTell) {
      log.warn(`The worker of task ${taskId} lives, but ${missesToTell} of its signs of life in a row did not reach the board (${result}).`);
    }
  }
}

/** Other refusals pass: a board that a newer version has written, for one. */
const lost: ReadonlySet<RefusalReason> = new Set<RefusalReason>(['stale', 'status', 'unknownTask']);
const missesToTell = 5;
