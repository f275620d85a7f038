/**
 * A worker's signs of life, on their way to the board. The first one goes at once, and what is new about it (that it waits for a person, that
 * it goes on) within a minute; that it lives on is written once in most of the time for which its claim is believed, with the time of the
 * last sign, however many there were. While the worker waits, for a person or for a slot, the host beats in its place. It is best effort:
 * nobody who gives a sign ever waits for the board or hears of its troubles, except that the run is somebody else's now.
 */
import type { Cancel, Clock } from '../base/clock';
import { writtenShare } from '../board/claims';
import type { BoardStore, RefusalReason } from '../board/port';

export interface HeartbeatPorts {
  readonly taskId: string;
  readonly runId: string;
  readonly store: Pick<BoardStore, 'tryChange'>;
  readonly clock: Clock;
  /** Between two tries, at the least. */
  readonly everyMs: () => number;
  readonly ttlMs: () => number;
  /** After so much silence others act, whatever the claim says. 0: never. */
  readonly staleMs: () => number;
  /** The run is not the task's current one any more. */
  readonly onLost: () => void;
  readonly log: { info(text: string): void; warn(text: string): void };
}

/** `agent`: it is for the agent to speak. `person`: it waits for one. `slot`: it has not begun. */
export type Awaited = 'agent' | 'person' | 'slot';

/** All times are monotonic. */
export class Heartbeat {
  #awaited: Awaited = 'agent';
  /** What the board knows of it. */
  #told: Awaited = 'agent';
  /** The last sign that the board has not been told of. */
  #signAt: number | undefined;
  /** When it was last tried, and when it was last taken. */
  #triedAt: number | undefined;
  #toldAt: number | undefined;
  #next: Cancel | undefined;
  #misses = 0;
  #state: 'beating' | 'ended' = 'beating';

  constructor(private readonly ports: HeartbeatPorts) {}

  /** Called for every message: nearly always it is one time and one comparison. */
  sign(): void {
    this.#signAt = this.ports.clock.now();
    if (this.#next === undefined) {
      if ((this.#dueAt ?? Infinity) <= this.#signAt) {
        this.#beat();
      } else {
        this.#plan();
      }
    }
  }

  /** Whom the worker waits for now. */
  awaits(awaited: Awaited): void {
    if (awaited !== this.#awaited) {
      this.#awaited = awaited;
      this.#plan();
    }
  }

  end(): void {
    this.#state = 'ended';
    this.#plan();
  }

  #plan(): void {
    this.#next?.();
    this.#next = undefined;
    const { clock } = this.ports;
    const dueAt = this.#dueAt;
    if (dueAt !== undefined) {
      this.#next = clock.after(Math.max(0, dueAt - clock.now()), () => {
        this.#next = undefined;
        this.#beat();
      });
    }
  }

  /** Signs come by themselves while the agent works; what it is not for the agent to tell, we tell. */
  get #dueAt(): number | undefined {
    const { clock, everyMs, ttlMs, staleMs } = this.ports;
    const isNews = this.#told !== this.#awaited;
    if (this.#state === 'ended' || (this.#awaited === 'agent' && this.#signAt === undefined && !isNews)) {
      return undefined;
    }
    // Also after a miss: a disk that refuses is not asked at every message.
    const soonestAt = this.#triedAt === undefined ? clock.now() : this.#triedAt + everyMs();
    const believedMs = Math.min(ttlMs(), staleMs() || Infinity);
    return isNews || this.#toldAt === undefined ? soonestAt : Math.max(soonestAt, this.#toldAt + writtenShare * believedMs);
  }

  #beat(): void {
    const { taskId, runId, store, clock, ttlMs, onLost } = this.ports;
    const now = clock.now();
    // Before the write, whatever becomes of it.
    this.#triedAt = now;
    const awaited = this.#awaited;
    const silentMs = awaited === 'agent' && this.#signAt !== undefined ? now - this.#signAt : 0;
    try {
      const waiting = awaited === 'person' ? 'person' : 'nobody';
      const changed = store.tryChange({ kind: 'beat', by: { kind: 'holdfast' }, taskId, runId, ttlMs: ttlMs(), waiting, silentMs });
      if (changed.kind === 'refused' && lost.has(changed.why)) {
        this.end();
        return onLost();
      }
      if (changed.kind === 'done') {
        this.#told = awaited;
        this.#toldAt = now;
        this.#signAt = undefined;
      }
      this.#count(changed.kind === 'done' ? 'told' : changed.kind === 'refused' ? changed.text : 'another window is writing');
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
