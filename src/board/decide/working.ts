/** What an attempt that goes on writes: its session, its signs of life, how long its claim holds. */
import type { Board } from '../board';
import { writtenShare } from '../claims';
import type { CommandOf } from '../command';
import { decided, refused, unchanged } from '../decision';
import type { Decision } from '../decision';
import { limits, shortened } from '../limits';
import type { Claim } from '../task';
import { currentAttempt } from './knownTask';

export function bind(board: Board, command: CommandOf<'bind'>): Decision {
  const { taskId, runId, sessionId, by } = command;
  const current = currentAttempt(board, command);
  if ('why' in current) {
    return current;
  }
  if (sessionId === '' || sessionId.length > limits.id) {
    return refused('invalid', 'That is no session.');
  }
  return current.run.sessionId === sessionId ? unchanged : decided(taskId, by, { kind: 'bound', runId, sessionId });
}

/** A beat never shortens a claim, whatever the clock says. A worker that says nothing new by it is written down as rarely as any. */
export function beat(board: Board, command: CommandOf<'beat'>, now: number): Decision {
  const { taskId, runId, ttlMs, note = '', waiting, silentMs = 0, by } = command;
  const current = currentAttempt(board, command);
  if ('why' in current) {
    return current;
  }
  const { claim } = current;
  const said = shortened(note.trim(), limits.note);
  const isNews = said !== '' && said !== claim.note;
  if (by.kind === 'worker' && waiting === 'nobody' && !isNews && isJustTold(claim, now, ttlMs)) {
    return unchanged;
  }
  const heardAt = Math.max(now - Math.max(0, silentMs), claim.beatAt ?? 0);
  // From now on, however old the sign is: the next one is not written sooner, and nobody is to judge in between what they cannot know.
  const expiresAt = Math.max(claim.expiresAt, now + ttlMs);
  return decided(taskId, by, { kind: 'beat', runId, expiresAt, waiting, ...(heardAt < now && { heardAt }), ...(said !== '' && { note: said }) });
}

function isJustTold({ beatAt, waitingSince }: Claim, now: number, ttlMs: number): boolean {
  return beatAt !== undefined && waitingSince === undefined && Math.abs(now - beatAt) < writtenShare * ttlMs;
}

export function extend(board: Board, command: CommandOf<'extend'>, now: number): Decision {
  const { taskId, runId, ttlMs, by } = command;
  const current = currentAttempt(board, command);
  return 'why' in current ? current : decided(taskId, by, { kind: 'claimExtended', runId, expiresAt: Math.max(current.claim.expiresAt, now + ttlMs) });
}

/** Its worker could not be proven gone: nobody else gets the task before that is asked again. */
export function defer(board: Board, command: CommandOf<'defer'>, now: number): Decision {
  const { taskId, runId, ms, why, by } = command;
  const current = currentAttempt(board, command);
  return 'why' in current
    ? current
    : decided(taskId, by, { kind: 'reclaimDeferred', runId, expiresAt: now + ms, why: shortened(why, limits.detail) });
}
