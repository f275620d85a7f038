/** How a background task ended, as something that the user is owed: on disk until they have heard of it. What is said of it stands elsewhere. */
import type { TurnOutcome } from '../session/outcome';

/** There is one for each turn. */
export interface Notice {
  readonly sessionId: string;
  readonly turnId: string;
  /** When it ended; wall milliseconds. */
  readonly at: number;
  readonly outcome: TurnOutcome;
  /** The beginning of what the agent said last. */
  readonly preview: string;
  /** `owed`: nobody was told. `told`: there was a notification, or there will be none. `read`: the user has seen it. */
  readonly state: 'owed' | 'told' | 'read';
  /** Notifications that came to nothing. */
  readonly attempts: number;
  /** Which window is to tell it. `free`: none, or one that is gone. */
  readonly hands: 'ours' | 'free' | 'elsewhere';
}

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

export function keyOf({ sessionId, turnId }: Pick<Notice, 'sessionId' | 'turnId'>): string {
  return `${sessionId}/${turnId}`;
}

/** What is kept: all that is unread, and of the rest what is recent, so that no turn is told of twice. */
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

const keptMs = 7 * 24 * 3_600_000;
const keptRead = 50;
const keptLimit = 500;
