/**
 * Sees to it that the user hears how each background task ended, and what became of the board's tasks: once as a notification, from one window, and in the inbox until they have
 * seen it. What is owed is on disk before anything is said; a window that goes leaves it to the others, or to the next start. Endings that
 * come together are told together. It shows nothing itself, and never waits for an answer before it goes on.
 */
import type { Cancel, Clock } from '../base/clock';
import { Emitter } from '../base/event';
import type { NotificationSettings } from '../port';
import { endingOf, forgottenBefore, isOfCard, isOfTurn, isTrouble, isUnread, kept, keyOf, subjectOf } from './notice';
import type { Notice, Posted, TurnNotice } from './notice';
import type { NoticeStore } from './port';

export interface NoticePorts {
  readonly store: NoticeStore;
  readonly clock: Clock;
  readonly settings: () => NotificationSettings;
  /** A person has what it is about in sight. */
  readonly isWatched: (notice: Notice) => boolean;
  /** What it is about was not deleted, nor changed so that it is no news any more. */
  readonly isThere: (notice: Notice) => boolean;
  readonly onError: (error: unknown) => void;
}

/** Shows one notification of all of them; settles when the user has answered it, and rejects when it could not be shown. */
export type Tell = (notices: readonly Notice[]) => Promise<'seen' | 'left'>;

export class Notices {
  #known: readonly Notice[] = [];
  /** What the disk refused to take. */
  #unwritten: readonly Notice[] = [];
  /** What is being told, until it counts as told. */
  readonly #telling = new Map<string, Cancel>();
  #tell: Tell | undefined;
  #toldAt: number | undefined;
  #nextTelling: Cancel | undefined;
  #nextLook: Cancel | undefined;
  readonly #changed: Emitter<void>;
  readonly onDidChange;

  constructor(private readonly ports: NoticePorts) {
    this.#changed = new Emitter(ports.onError);
    this.onDidChange = this.#changed.event;
  }

  /** What the user has not seen yet, newest first. */
  unread(): readonly Notice[] {
    return this.#known.filter((notice) => isUnread(notice) && this.ports.isThere(notice)).sort((a, b) => b.at - a.at);
  }

  /** The last end of the session, if the user has not seen it. */
  unreadOf(sessionId: string): TurnNotice | undefined {
    return this.#known.filter(isOfTurn).findLast((notice) => notice.sessionId === sessionId && isUnread(notice));
  }

  /** When the last end of the session was noticed, be it read or not; wall milliseconds. */
  lastOf(sessionId: string): number | undefined {
    return this.#known.findLast((notice) => subjectOf(notice) === sessionId)?.at;
  }

  /** Of what ended before, nobody can know any more whether it was told; wall milliseconds. */
  get forgottenBefore(): number {
    return forgottenBefore(this.#known, this.ports.clock.wall());
  }

  /** On disk when it returns; once for each turn. Nobody is told of what they look at, or have stopped themselves. */
  post(posted: Posted): void {
    const news: Notice = { ...posted, attempts: 0, hands: 'ours' };
    const isSeen = news.state === 'read' || isOwnDoing(news) || this.ports.isWatched(news);
    const notice: Notice = { ...news, state: isSeen ? 'read' : 'owed' };
    this.#update((current) => (current.some((other) => keyOf(other) === keyOf(notice)) ? current : [...current, notice]));
    if (!isSeen) {
      this.#tellSoon(togetherMs);
    }
  }

  /** The user has the session, or the task's card, in front of them. */
  seen(subject: string): void {
    if (this.#known.some((notice) => subjectOf(notice) === subject && isUnread(notice))) {
      this.#change((notice) => subjectOf(notice) === subject, { state: 'read' });
    }
  }

  seenAll(): void {
    this.#change(() => true, { state: 'read' });
  }

  /** From now on this window tells. It looks at once for what is owed, and again for what other windows leave behind. */
  start(tell: Tell): void {
    this.#tell = tell;
    this.#look(firstLooksMs);
  }

  /** The window closes: what was not told is left to others. */
  close(): void {
    this.#tell = undefined;
    this.#nextTelling?.();
    this.#nextLook?.();
    this.#telling.forEach((cancel) => cancel());
    if (this.#known.some(({ hands }) => hands === 'ours')) {
      this.#change(({ hands }) => hands === 'ours', { hands: 'free' });
    }
  }

  #look([nextMs = lookEveryMs, ...rest]: readonly number[]): void {
    this.#take(() => this.#withUnwritten(this.ports.store.read()));
    if (this.#known.some((notice) => notice.state === 'owed' && notice.hands !== 'elsewhere')) {
      this.#tellSoon(0);
    }
    this.#nextLook = this.ports.clock.after(nextMs, () => this.#look(rest));
  }

  #tellSoon(afterMs: number): void {
    const { clock, settings } = this.ports;
    const dueMs = this.#toldAt === undefined ? 0 : this.#toldAt + settings().minIntervalMs - clock.now();
    if (this.#tell) {
      this.#nextTelling ??= clock.after(Math.max(afterMs, dueMs), () => {
        this.#nextTelling = undefined;
        this.#tellNow();
      });
    }
  }

  #tellNow(): void {
    // The user may have seen some of it meanwhile, here or in another window, and another window may have taken it.
    this.#update((current) => current.map((notice) => this.#readied(notice)));
    const notices = this.#known.filter((notice) => notice.state === 'owed' && notice.hands === 'ours' && !this.#telling.has(keyOf(notice)));
    if (notices.length > 0 && this.#tell) {
      this.#toldAt = this.ports.clock.now();
      this.#show(notices, this.#tell);
    }
  }

  #readied(notice: Notice): Notice {
    if (notice.state !== 'owed' || notice.hands === 'elsewhere') {
      return notice;
    }
    const { isWatched, isThere, settings } = this.ports;
    if (isWatched(notice) || !isThere(notice)) {
      return { ...notice, state: 'read', hands: 'free' };
    }
    const { level } = settings();
    const isWanted = level !== 'off' && (level !== 'error' || isTrouble(notice));
    return isWanted ? { ...notice, hands: 'ours' } : { ...notice, state: 'told', hands: 'free' };
  }

  #show(notices: readonly Notice[], tell: Tell): void {
    const keys = new Set(notices.map(keyOf));
    const areThey = (notice: Notice): boolean => keys.has(keyOf(notice));
    const done = (): void => keys.forEach((key) => this.#telling.get(key)?.());
    const over = this.ports.clock.after(shownMs, () => {
      done();
      this.#told(areThey);
    });
    keys.forEach((key) =>
      this.#telling.set(key, () => {
        over();
        this.#telling.delete(key);
      }),
    );
    tell(notices).then(
      (answer) => {
        done();
        if (answer === 'seen') {
          this.#change(areThey, { state: 'read', hands: 'free' });
        } else {
          this.#told(areThey);
        }
      },
      (error: unknown) => {
        // One that was on the screen goes with its window.
        if (notices.every((notice) => !this.#telling.has(keyOf(notice)))) {
          return;
        }
        done();
        this.ports.onError(error);
        this.#update((current) => current.map((notice) => (areThey(notice) && notice.state === 'owed' ? failed(notice) : notice)));
        this.#tellSoon(togetherMs);
      },
    );
  }

  #told(which: (notice: Notice) => boolean): void {
    this.#change((notice) => which(notice) && notice.state === 'owed', { state: 'told', hands: 'free' });
  }

  #change(which: (notice: Notice) => boolean, change: Pick<Partial<Notice>, 'state' | 'hands'>): void {
    this.#update((current) => current.map((notice) => (which(notice) ? { ...notice, ...change } : notice)));
  }

  /** Where the disk refuses, it goes on in memory: told twice is better than never. */
  #update(change: (current: readonly Notice[]) => readonly Notice[]): void {
    const now = this.ports.clock.wall();
    this.#take(() => {
      try {
        const after = this.ports.store.update((current) => changed(current, kept(change(this.#withUnwritten(current)), now)));
        this.#unwritten = [];
        return after;
      } catch (error) {
        this.ports.onError(error);
        this.#unwritten = change(this.#known);
        return this.#unwritten;
      }
    });
  }

  #withUnwritten(stored: readonly Notice[]): readonly Notice[] {
    const keys = new Set(this.#unwritten.map(keyOf));
    return keys.size === 0 ? stored : [...stored.filter((notice) => !keys.has(keyOf(notice))), ...this.#unwritten];
  }

  #take(read: () => readonly Notice[]): void {
    const before = JSON.stringify(this.#known);
    try {
      this.#known = read();
    } catch (error) {
      this.ports.onError(error);
    }
    if (JSON.stringify(this.#known) !== before) {
      this.#changed.fire();
    }
  }
}

/** Nobody has to be told of what they did themselves. */
function isOwnDoing(notice: Notice): boolean {
  return !isOfCard(notice) && endingOf(notice.outcome) === 'stoppedByUser';
}

/** After the third time it stays in the inbox and is told no more. */
function failed(notice: Notice): Notice {
  const attempts = notice.attempts + 1;
  return attempts < attemptLimit ? { ...notice, attempts } : { ...notice, attempts, state: 'told', hands: 'free' };
}

/** The very same where nothing is different, so that nothing is written. */
function changed(before: readonly Notice[], after: readonly Notice[]): readonly Notice[] {
  return JSON.stringify(before) === JSON.stringify(after) ? before : after;
}

/** Endings within this time have one cause, as a rule. */
const togetherMs = 1_500;
/** A notification that was not refused by then is on the screen. */
const shownMs = 1_000;
const attemptLimit = 3;
/** A window that is being reloaded or closed may still be leaving something. */
const firstLooksMs = [1_000, 3_000];
const lookEveryMs = 10_000;
