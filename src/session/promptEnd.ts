/** What is known of a prompt once its turn has ended: whether the agent had it, and whether that can be known at all. Pure. */
import type { PromptState } from './item';
import type { TurnOutcome } from './outcome';

/** `sent`: how often it was on the wire. */
export function endState(state: PromptState, outcome: TurnOutcome, sent: 'once' | 'again'): PromptState {
  if (state === 'queued') {
    // It never was on the wire.
    return 'failed';
  }
  if (outcome.kind === 'answered' || outcome.kind === 'cancelled' || (outcome.kind === 'interrupted' && state === 'accepted')) {
    // The agent had it; how the turn ended is said at its end.
    return 'done';
  }
  // On the wire, and not a sign since: whether the agent took it cannot be known.
  return state === 'sent' && (sent === 'again' || hasVanished(outcome)) ? 'unknown' : 'failed';
}

/** Whether the agent ended the turn without a word about it. */
function hasVanished(outcome: TurnOutcome): boolean {
  switch (outcome.kind) {
    case 'interrupted':
      return true;
    case 'stalled':
      return outcome.confirmed !== true;
    case 'failed':
      return outcome.failure.kind === 'exited' || outcome.failure.kind === 'disconnected';
    case 'answered':
    case 'cancelled':
      return false;
  }
}
