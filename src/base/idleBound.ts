/**
 * Tells when a stream has been silent for too long. One timer serves all streams, and a sign of life costs one field store.
 * Silence is counted in ticks that this process lived through: one that comes late, because the machine slept or the loop was blocked,
 * counts as it was planned and not as the time that it took. Streams are looked at only behind one more poll of the loop, when what
 * waited in their pipes has been read, and a late look says nothing: whoever was away does not know whether others were silent.
 * Deliberately ends no stream: its owner does, in `onStall`.
 */
import type { Cancel, Clock } from './clock';

/** Runs `run` once, after the loop has polled for input one more time. */
export type AfterPoll = (run: () => void) => Cancel;

/** What may be asked about one stream, at every tick, and whom to tell. All times are milliseconds. */
export interface IdleBound {
  /** How long the stream may be silent; 0 or less is without a limit. May change at any time, and is seen within 1.5 seconds. */
  limitMs(): number;
  /** The silence that is worth saying, long before it is too long; 0 or less is never. */
  quietAfterMs(): number;
  /** The silence that a person is warned of before it is too long; 0 or less is never. */
  warnAfterMs(): number;
  /** Silence does not count: a question to the human is open, or we ourselves have stopped reading. A full window follows. */
  isHeld(): boolean;
  /** Once in each silence. */
  onQuiet(silentMs: number): void;
  /** Once in each silence, when there is still time to do something about it. */
  onWarning(silentMs: number): void;
  /** The silence that `onQuiet` or `onWarning` told of is over: a sign came, or a hold began. */
  onLife(): void;
  /** The limit is reached: the last thing that this watch says. */
  onStall(silentMs: number): void;
}

export interface IdleWatch {
  /** Any sign of life. */
  sign(): void;
  /** Nothing is said any more. Ending twice is harmless. */
  end(): void;
}

export class IdleWheel {
  readonly #watches = new Set<Watch>();
  #wait: Wait | 'looking' | undefined;
  #livedMs = 0;
  #lateInARow = 0;

  constructor(
    private readonly clock: Clock,
    private readonly afterPoll: AfterPoll,
    private readonly onError: (error: unknown) => void = () => undefined,
  ) {}

  /** Counts from now on. */
  watch(bound: IdleBound): IdleWatch {
    const watch = new Watch(bound, this.#leave);
    this.#watches.add(watch);
    this.#lookWithin(this.#waitOf(watch));
    return watch;
  }

  readonly #leave = (watch: Watch): void => {
    this.#watches.delete(watch);
    if (this.#watches.size === 0 && this.#wait !== 'looking') {
      this.#wait?.cancel();
      this.#wait = undefined;
    }
  };

  /** A stream that needs a finer tick than the present one does not wait for its end; for the others the time so far still counts. */
  #lookWithin(paceMs: number): void {
    const wait = this.#wait;
    if (wait === undefined) {
      this.#wait = this.#waitFor(paceMs, this.clock.now());
    } else if (wait !== 'looking') {
      const passedMs = Math.floor(this.clock.now() - wait.startedAt);
      if (passedMs + paceMs < wait.plannedMs) {
        wait.cancel();
        wait.plannedMs = passedMs + paceMs;
        wait.cancel = this.clock.after(paceMs, this.#tick);
      }
    }
  }

  #waitFor(paceMs: number, startedAt: number): Wait {
    return { startedAt, plannedMs: paceMs, cancel: this.clock.after(paceMs, this.#tick) };
  }

  readonly #tick = (): void => {
    const wait = this.#wait as Wait;
    const tickedAt = this.clock.now();
    wait.cancel = this.afterPoll(() => this.#look(wait, tickedAt));
  };

  /** Counts for all before it speaks to anybody: a sign that is made in what somebody is told belongs to the next look. */
  #look({ startedAt, plannedMs }: Wait, tickedAt: number): void {
    const now = this.clock.now();
    const isLate = now - startedAt > plannedMs * lateFactor;
    this.#lateInARow = isLate ? this.#lateInARow + 1 : 0;
    const maySpeak = this.#lateInARow === 0 || this.#lateInARow > forgivenInARow;
    // A silence is judged as it was before the poll: what arrived during it may not have been read.
    const untilPollMs = this.#livedMs + (isLate ? plannedMs : tickedAt - startedAt);
    this.#livedMs += isLate ? plannedMs : now - startedAt;
    this.#wait = 'looking';
    this.#each((watch) => watch.count(this.#livedMs));
    this.#each((watch) => watch.speak(untilPollMs, maySpeak));
    let waitMs = Infinity;
    for (const watch of this.#watches) {
      waitMs = Math.min(waitMs, this.#waitOf(watch));
    }
    this.#wait = this.#watches.size === 0 ? undefined : this.#waitFor(waitMs, now);
  }

  /** One that throws hurts only itself. */
  #each(run: (watch: Watch) => void): void {
    for (const watch of this.#watches) {
      try {
        run(watch);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  #waitOf(watch: Watch): number {
    try {
      return watch.waitMs(this.#livedMs);
    } catch (error) {
      this.onError(error);
      return longestPaceMs;
    }
  }
}

/** Between two looks: a timer, then one poll of the loop. */
interface Wait {
  readonly startedAt: number;
  plannedMs: number;
  cancel: Cancel;
}

class Watch implements IdleWatch {
  #bound: IdleBound | undefined;
  /** The whole cost of a message. Beginning to watch is a sign as well. */
  #signed = true;
  /** Where the silence began, in the wheel's lived time: in whole milliseconds, so that the number needs no box. */
  #sinceMs = 0;
  #saidQuiet = false;
  #saidWarning = false;

  constructor(
    bound: IdleBound,
    private readonly leave: (watch: Watch) => void,
  ) {
    this.#bound = bound;
  }

  sign(): void {
    this.#signed = true;
  }

  end(): void {
    this.#bound = undefined;
    this.leave(this);
  }

  count(livedMs: number): void {
    const isHeld = this.#bound?.isHeld() === true;
    if (this.#signed || isHeld) {
      // A hold may end right behind this look: the next one begins the window once more, so that it is a full one.
      this.#signed = isHeld;
      this.#sinceMs = Math.ceil(livedMs);
    }
  }

  speak(livedMs: number, maySpeak: boolean): void {
    const silentMs = Math.floor(livedMs - this.#sinceMs);
    if (this.#bound !== undefined && silentMs <= 0) {
      this.#sayLife(this.#bound);
    } else if (this.#bound !== undefined && maySpeak && this.#isSilent()) {
      this.#saySilence(this.#bound, silentMs, this.#bound.limitMs());
    }
  }

  /** How long this stream can wait for the next look. The last one before its limit is timed to meet it. */
  waitMs(livedMs: number): number {
    if (this.#bound === undefined) {
      return longestPaceMs;
    }
    const limitMs = this.#bound.limitMs();
    const paceMs = pace(limitMs, this.#bound.quietAfterMs());
    // Timers may come a part of a millisecond early.
    const leftMs = Math.ceil(limitMs - livedMs + this.#sinceMs) + 1;
    return leftMs > 0 && leftMs < paceMs * 1.5 && !this.#signed ? Math.max(leftMs, Math.ceil(paceMs / 2)) : paceMs;
  }

  #sayLife(bound: IdleBound): void {
    if (this.#saidQuiet || this.#saidWarning) {
      this.#saidQuiet = false;
      this.#saidWarning = false;
      bound.onLife();
    }
  }

  /** What was said may have ended the silence, or this watch: asked again before the next word. */
  #saySilence(bound: IdleBound, silentMs: number, limitMs: number): void {
    if (!this.#saidQuiet && reaches(silentMs, bound.quietAfterMs())) {
      this.#saidQuiet = true;
      bound.onQuiet(silentMs);
    }
    if (!this.#saidWarning && reaches(silentMs, bound.warnAfterMs()) && this.#isSilent()) {
      this.#saidWarning = true;
      bound.onWarning(silentMs);
    }
    if (reaches(silentMs, limitMs) && this.#isSilent()) {
      this.end();
      bound.onStall(silentMs);
    }
  }

  #isSilent(): boolean {
    return !this.#signed && this.#bound?.isHeld() === false;
  }
}

/** No limit, and no number, is never reached. */
function reaches(silentMs: number, limitMs: number): boolean {
  return limitMs > 0 && silentMs >= limitMs;
}

/** A twentieth of the shorter bound: fine enough for a person to whom it is told, and never a busy timer. */
function pace(limitMs: number, quietAfterMs: number): number {
  const shortestMs = Math.min(limitMs > 0 ? limitMs : Infinity, quietAfterMs > 0 ? quietAfterMs : Infinity);
  return Math.min(longestPaceMs, Math.max(shortestPaceMs, Math.ceil(shortestMs / 20)));
}

const shortestPaceMs = 50;
const longestPaceMs = 1_000;

/** A look is late when it took half as long again as planned. */
const lateFactor = 1.5;

/** A host that is late every time is just slow. Silence must not go untold because of it: each of these looks followed a poll, too. */
const forgivenInARow = 3;
