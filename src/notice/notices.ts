/**
 * Sees to it that the user hears what they are owed, such as how each background task ended: once as a notification, from one window, and
 * in the inbox until they have seen it. What is owed is on disk before anything is said; a window that goes leaves it to the others, or to
 * the next start. What comes together is told together, and what comes while nobody is at the window, when they are back. It shows nothing
 * itself, and never waits for an answer before it goes on.
 */
import type { Cancel } from '../base/clock';
import type { NotificationSettings } from '../port';
import { endingOf, forgottenBefore, isOfProcess, isOfTurn, isProgress, isTrouble, isUnread, keyOf, subjectOf } from './notice';
import type { Notice, Posted, TurnNotice } from './notice';
import { NoticeBook } from './noticeBook';
import type { NoticeBookPorts } from './noticeBook';

export interface NoticePorts extends NoticeBookPorts {
  readonly settings: () => NotificationSettings;
  /** A person has what it is about in sight. */
  readonly isWatched: (notice: Notice) => boolean;
  /** A person is at this window. */
  readonly isAttended: () => boolean;
  /** What it is about was not deleted, nor changed so that it is no news any more. */
  readonly isThere: (notice: Notice) => boolean;
}

/** Shows one notification of all of them; settles when the user has answered it, and rejects when it could not be shown. */
export type Tell = (notices: readonly Notice[]) => Promise<'seen' | 'left'>;

export class Notices {
  readonly #book: NoticeBook;
  /** What is being told, until it counts as told. */
  readonly #telling = new Map<string, Cancel>();
  #tell: Tell | undefined;
  #toldAt: number | undefined;
  #nextTelling: Cancel | undefined;
  #nextLook: Cancel | undefined;
  readonly onDidChange;

  constructor(private readonly ports: NoticePorts) {
    this.#book = new NoticeBook(ports);
    this.onDidChange = this.#book.onDidChange;
  }

  /** What the user has not seen yet, newest first. */
  unread(): readonly Notice[] {
    return this.#book.all.filter((notice) => isUnread(notice) && this.ports.isThere(notice)).sort((a, b) => b.at - a.at);
  }

  /** The last of the session's that the user has not seen. */
  unreadOf(sessionId: string): Notice | undefined {
    return this.#book.all.findLast((notice) => subjectOf(notice) === sessionId && isUnread(notice));
  }

  /** How its last turn ended, if the user has not seen it. */
  unreadEndOf(sessionId: string): TurnNotice | undefined {
    return this.#book.all.filter(isOfTurn).findLast((notice) => notice.sessionId === sessionId && isUnread(notice));
  }

  /** When the last end of a turn of the session was noticed, be it read or not; wall milliseconds. */
  lastOf(sessionId: string): number | undefined {
    return this.#book.all.filter(isOfTurn).findLast((notice) => notice.sessionId === sessionId)?.at;
  }

  /** Of what ended before, nobody can know any more whether it was told; wall milliseconds. */
  get forgottenBefore(): number {
    return forgottenBefore(this.#book.all, this.ports.clock.wall());
  }

  /** On disk when it returns; once for each key. Nobody is told how something ended that they look at, or have stopped themselves. */
  post(posted: Posted): void {
    const fresh: Notice = { ...posted, attempts: 0, hands: 'ours' };
    const notice: Notice = isOwnDoing(fresh) || this.#isInSight(fresh) ? { ...fresh, state: 'read' } : fresh;
    const isSame = (other: Notice): boolean => keyOf(other) === keyOf(notice);
    this.#book.update((current) => {
      const others = current.filter((other) => !(isSame(other) && other.state === 'promised'));
      return others.some(isSame) ? current : [...others, notice];
    });
    if (notice.state === 'owed') {
      this.#tellSoon(togetherMs);
    }
  }

  /** On disk when it returns: should this window go without a word, another one tells it. What is posted takes its place. */
  promise(posted: Posted): void {
    const notice: Notice = { ...posted, state: 'promised', attempts: 0, hands: 'ours' };
    this.#book.update((current) => (current.some((other) => keyOf(other) === keyOf(notice)) ? current : [...current, notice]));
  }

  /** It will not come to that. */
  release(sessionId: string, eventId: string): void {
    const key = keyOf({ sessionId, eventId });
    const isIt = (notice: Notice): boolean => keyOf(notice) === key && notice.state === 'promised';
    if (this.#book.all.some(isIt)) {
      this.#book.update((current) => current.filter((notice) => !isIt(notice)));
    }
  }

  /** It is no news any more, unless the user was told already. */
  withdraw(sessionId: string, eventId: string): void {
    const key = keyOf({ sessionId, eventId });
    this.#book.change((notice) => keyOf(notice) === key && notice.state === 'owed' && !this.#telling.has(key), { state: 'read' });
  }

  /** The user has the session, or the task's card, in front of them. What became of a process they do not see there. */
  seen(subject: string): void {
    const isSeen = (notice: Notice): boolean => isUnread(notice) && !(isOfProcess(notice) && notice.state === 'owed');
    this.#book.change((notice) => subjectOf(notice) === subject && isSeen(notice), { state: 'read' });
  }

  /** Of all that a session owes, this one. */
  seenOne(notice: Notice): void {
    const key = keyOf(notice);
    this.#book.change((other) => keyOf(other) === key, { state: 'read' });
  }

  seenAll(): void {
    this.#book.change(isUnread, { state: 'read' });
  }

  /** From now on this window tells. It looks at once for what is owed, and again for what other windows leave behind. */
  start(tell: Tell): void {
    this.#tell = tell;
    this.#look(firstLooksMs);
  }

  /** Somebody is back at this window: what waits for company is told now. */
  lookNow(): void {
    if (this.#tell) {
      this.#nextTelling?.();
      this.#nextTelling = undefined;
      this.#nextLook?.();
      this.#look([]);
    }
  }

  /** The window closes: what was not told is left to others. */
  close(): void {
    this.#tell = undefined;
    this.#nextTelling?.();
    this.#nextLook?.();
    this.#telling.forEach((cancel) => cancel());
    this.#book.change(({ hands }) => hands === 'ours', { hands: 'free' });
  }

  #look([nextMs = lookEveryMs, ...rest]: readonly number[]): void {
    this.#book.read();
    this.#redeem();
    if (this.#book.all.some((notice) => notice.state === 'owed' && notice.hands !== 'elsewhere')) {
      this.#tellSoon(0);
    }
    this.#nextLook = this.ports.clock.after(nextMs, () => this.#look(rest));
  }

  /** Windows have gone without a word; nobody knows when. */
  #redeem(): void {
    const isDue = ({ state, hands }: Notice): boolean => state === 'promised' && hands === 'free';
    if (this.#book.all.some(isDue)) {
      const at = this.ports.clock.wall();
      this.#book.update((current) => current.map((notice) => (isDue(notice) ? { ...notice, at, state: 'owed' } : notice)));
    }
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
    if (!this.ports.isAttended()) {
      // Another window may have somebody at it.
      return this.#book.change((notice) => this.#isToTell(notice), { hands: 'free' });
    }
    // The user may have seen some of it meanwhile, here or in another window, and another window may have taken it.
    this.#book.update((current) => current.map((notice) => this.#readied(notice)));
    const notices = this.#book.all.filter((notice) => this.#isToTell(notice));
    if (notices.length > 0 && this.#tell) {
      this.#toldAt = this.ports.clock.now();
      this.#show(notices, this.#tell);
    }
  }

  #isToTell(notice: Notice): boolean {
    return notice.state === 'owed' && notice.hands === 'ours' && !this.#telling.has(keyOf(notice));
  }

  #readied(notice: Notice): Notice {
    if (notice.state !== 'owed' || notice.hands === 'elsewhere') {
      return notice;
    }
    if (this.#isInSight(notice) || !this.ports.isThere(notice)) {
      return { ...notice, state: 'read', hands: 'free' };
    }
    return isWanted(notice, this.ports.settings().level) ? { ...notice, hands: 'ours' } : { ...notice, state: 'told', hands: 'free' };
  }

  /** What became of a process stands in no conversation, and the user asked to be told. */
  #isInSight(notice: Notice): boolean {
    return !isOfProcess(notice) && this.ports.isWatched(notice);
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
          this.#book.change(areThey, { state: 'read', hands: 'free' });
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
        this.#book.update((current) => current.map((notice) => (areThey(notice) && notice.state === 'owed' ? failed(notice) : notice)));
        this.#tellSoon(togetherMs);
      },
    );
  }

  #told(which: (notice: Notice) => boolean): void {
    this.#book.change((notice) => which(notice) && notice.state === 'owed', { state: 'told', hands: 'free' });
  }
}

/** Nobody has to be told of what they did themselves. */
function isOwnDoing(notice: Notice): boolean {
  return isOfTurn(notice) && endingOf(notice.outcome) === 'stoppedByUser';
}

/** After the third time it stays in the inbox and is told no more. */
function failed(notice: Notice): Notice {
  const attempts = notice.attempts + 1;
  return attempts < attemptLimit ? { ...notice, attempts } : { ...notice, attempts, state: 'told', hands: 'free' };
}

function isWanted(notice: Notice, level: NotificationSettings['level']): boolean {
  switch (level) {
    case 'all':
      return true;
    case 'result':
      return !isProgress(notice);
    case 'error':
      return isTrouble(notice);
    case 'off':
      return false;
  }
}

/** Endings within this time have one cause, as a rule. */
const togetherMs = 1_500;
/** A notification that was not refused by then is on the screen. */
const shownMs = 1_000;
const attemptLimit = 3;
/** A window that is being reloaded or closed may still be leaving something. */
const firstLooksMs = [1_000, 3_000];
const lookEveryMs = 10_000;
