/**
 * Something that the user is owed: how work ended that nobody watched, or what became of a process that they asked to be told of. On disk
 * until they have heard of it. What is said of it stands elsewhere.
 */
import type { Exit } from '../session/failure';
import type { TurnOutcome } from '../session/outcome';

export type Notice = TurnNotice | CardNotice | ProcessNotice;

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

/** What an agent has left running. There is one for each thing that is to be told of it. */
export interface ProcessNotice extends NoticeState {
  readonly sessionId: string;
  readonly eventId: string;
  readonly command: string;
  readonly news: ProcessNews;
}

export type ProcessNews =
  | { readonly kind: 'ended'; readonly exit: Exit }
  /** It was ended because whoever it ran for went. */
  | { readonly kind: 'endedWith'; readonly whom: 'agent' | 'window' }
  /** A line that was waited for. `heldBack`: lines since the last one that nobody was told of. */
  | { readonly kind: 'printed'; readonly line: string; readonly heldBack: number }
  /** It is told of at its end alone, from now on. */
  | { readonly kind: 'watchEnded'; readonly why: 'tooOften' | 'tooSlow' }
  /** Processes print more than anybody could be told. */
  | { readonly kind: 'storm'; readonly quietMs: number }
  | { readonly kind: 'stormOver'; readonly heldBack: number };

export interface NoticeState {
  /** When it happened; wall milliseconds. */
  readonly at: number;
  /** The beginning of what the agent said last, or of why it cannot go on; the end of what the process has printed. */
  readonly preview: string;
  /**
   * `promised`: it has not happened, and will have when the window that holds it goes without a word. `owed`: nobody was told. `told`: there
   * was a notification, or there will be none. `read`: the user has seen it.
   */
  readonly state: 'promised' | 'owed' | 'told' | 'read';
  /** Notifications that came to nothing. */
  readonly attempts: number;
  /** Which window is to tell it. `free`: none, or one that is gone. */
  readonly hands: 'ours' | 'free' | 'elsewhere';
}

/** As it is posted: who tells it, and how often, is not its business. */
export type Posted = Omit<TurnNotice, 'attempts' | 'hands'> | Omit<CardNotice, 'attempts' | 'hands'> | Omit<ProcessNotice, 'attempts' | 'hands'>;

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
  return state === 'owed' || state === 'told';
}

export function isOfProcess(notice: Notice): notice is ProcessNotice {
  return 'eventId' in notice;
}

/** Nothing came to an end; it only goes on. */
export function isProgress(notice: Notice): boolean {
  return isOfProcess(notice) && notice.news.kind !== 'ended' && notice.news.kind !== 'endedWith';
}

export function isOfCard(notice: Notice): notice is CardNotice {
  return 'taskId' in notice;
}

export function isOfTurn(notice: Notice): notice is TurnNotice {
  return 'turnId' in notice;
}

/** The session or the task that it is about. */
export function subjectOf(notice: Notice): string {
  return isOfCard(notice) ? notice.taskId : notice.sessionId;
}

/** Something other than what was hoped for. */
export function isTrouble(notice: Notice): boolean {
  if (isOfProcess(notice)) {
    const { news } = notice;
    return news.kind === 'endedWith' || (news.kind === 'ended' && news.exit.code !== 0);
  }
  return isOfCard(notice) ? notice.news !== 'done' && notice.news !== 'review' : endingOf(notice.outcome) !== 'done';
}

export function keyOf(notice: Keyed): string {
  return 'taskId' in notice ? `task:${notice.taskId}/${notice.at}` : `${notice.sessionId}/${'turnId' in notice ? notice.turnId : notice.eventId}`;
}

export type Keyed = Pick<TurnNotice, 'sessionId' | 'turnId'> | Pick<CardNotice, 'taskId' | 'at'> | Pick<ProcessNotice, 'sessionId' | 'eventId'>;

/** What is kept: all that is unread, up to more than anybody reads, and of the rest what is recent, so that nothing is told of twice. */
export function kept(notices: readonly Notice[], now: number): readonly Notice[] {
  const recent = notices.filter((notice) => notice.state !== 'read' || notice.at > now - keptMs);
  const read = recent.filter(({ state }) => state === 'read');
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
  const read = notices.filter(({ state }) => state === 'read').map(({ at }) => at);
  return Math.max(now - keptMs, ...(read.length >= keptRead ? [Math.min(...read)] : []));
}

const keptMs = 7 * 24 * 3_600_000;
const keptRead = 50;
const keptLimit = 2_000;
