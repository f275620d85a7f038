/**
 * Putting a session away, until the next prompt in it: its agent goes, and nothing is asked in it by itself any more. Nothing of it is
 * removed; that it is away stands in its record, where every window finds it, and how it is shown is not known here.
 */
import type { Clock } from '../base/clock';
import type { Conversation } from './conversation';
import { runsTurn } from './sessionState';
import type { Workings } from './workings';

/** Why it stays where it is, if it does. */
export type Archived = 'archived' | 'empty' | 'running' | 'elsewhere';

export function archive(conversation: Conversation, { standing, hands, later }: Pick<Workings, 'standing' | 'hands' | 'later'>, clock: Clock): Archived {
  if (!conversation.begun) {
    return 'empty';
  }
  if (hands.state === 'elsewhere') {
    return 'elsewhere';
  }
  if (runsTurn(standing.state)) {
    return 'running';
  }
  later.cancel();
  conversation.update({ archivedAt: clock.wall() });
  conversation.touch();
  // As for a window that asks for it: it is at rest, and its agent is not needed.
  hands.handOver();
  return 'archived';
}

export function unarchive(conversation: Conversation): void {
  conversation.update({ archivedAt: undefined });
  conversation.touch();
}
