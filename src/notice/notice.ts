/** How work that nobody watched ended, as something that the user is owed: on disk until they have heard of it. What is said of it stands elsewhere. */
import type { TurnOutcome } from '../session/outcome';

export type Notice = TurnNotice | CardNotice;

/** How a background task ended. There is one for each turn. */
export interface TurnNotice extends NoticeState {
  readonly sessionId: string;
  readonly turnId: string;
  readonly outcome: TurnOutcome;
}

/** What became of a task of the board. There is one for each time that it got there. */
export interface CardNotice extends NoticeState {
  readonly taskId: string;
  readonly news: CardNews;
}

/** `gaveUp`, `loop`: blocked, because of what it came to again and again. */
export type CardNews = (typeof cardNews)[number];

export const cardNews = ['done', 'review', 'blocked', 'gaveUp', 'loop'] as const;

export interface NoticeState {
  /** When it ended; wall milliseconds. */
  readonly at: number;
  /** The beginning of what the agent said last, or of why it cannot go on. */
  readonly preview: string;
  /** `owed`: nobody was told. `told`: there was a notification, or there will be none. `read`: the user has seen it. */
  readonly state: 'owed' | 'told' | 'read';
  /** Notifications that came to nothing. */
  readonly attempts: number;
  /** Which window is to tell it. `free`: none, or one that is gone. */
  readonly hands: 'ours' | 'free' | 'elsewhere';
}

/** As it is posted: who tells it, and how often, is not its business. */
export type Posted = Omit<TurnNotice, 'attempts' | 'hands'> | Omit<CardNotice, 'attempts' | 'hands'>;

/** `stopped`: not by the user, but at some limit. `interrupted`: it had not begun when its window went. */
export type Ending = 'done' | 'stopped' | 'refused' | 'failed' | 'stalled' | 'interrupted' | 'stoppedByUser';

export function endingOf(outcome: TurnOutcome): Ending {
  switch (outcome.kind) {
    case 'answered':
      return outcome.empty ? 'failed' : (byReason.get(outcome.stopReason) ?? 'done');
    case 'cancelled':
      return 'stoppedByUser';
    default:
      return outcome.kind;
  }
}

export function isUnread({ state }: Notice): boolean {
  return state !== 'read';
}

export function isOfCard(notice: Notice): notice is CardNotice {
  return 'taskId' in notice;
}

export function isOfTurn(notice: Notice): notice is TurnNotice {
  return !isOfCard(notice);
}

/** The session or the task that it is about. */
export function subjectOf(notice: Notice): string {
  return isOfCard(notice) ? notice.taskId : notice.sessionId;
}

/** Something other than what was hoped for. */
export function isTrouble(notice: Notice): boolean {
  return isOfCard(notice) ? notice.news !== 'done' && notice.news !== 'review' : endingOf(notice.outcome) !== 'done';
}

export function keyOf(notice: Keyed): string {
  return 'taskId' in notice ? `task:${notice.taskId}/${notice.at}` : `${notice.sessionId}/${notice.turnId}`;
}

export type Keyed = Pick<TurnNotice, 'sessionId' | 'turnId'> | Pick<CardNotice, 'taskId' | 'at'>;

/** What is kept: all that is unread, and of the rest what is recent, so that nothing is told of twice. */
export function kept(notices: readonly Notice[], now: number): readonly Notice[] {
  const recent = notices.filter((notice) => isUnread(notice) || notice.at > now - keptMs);
  const read = recent.filter((notice) => !isUnread(notice));
  const tooMany = new Set([...read].sort((a, b) => b.at - a.at).slice(keptRead));
  return recent.filter((notice) => !tooMany.has(notice)).slice(-keptLimit);
}

const byReason: ReadonlyMap<string, Ending> = new Map([
  ['max_tokens', 'stopped'],
  ['max_turn_requests', 'stopped'],
  ['cancelled', 'stopped'],
  ['refusal', 'refused'],
]);

/** Of what ended so long ago, nobody can know any more whether it was told. */
export function forgottenBefore(notices: readonly Notice[], now: number): number {
  const read = notices.filter((notice) => !isUnread(notice)).map(({ at }) => at);
  return Math.max(now - keptMs, ...(read.length >= keptRead ? [Math.min(...read)] : []));
}

const keptMs = 7 * 24 * 3_600_000;
const keptRead = 50;
const keptLimit = 500;
