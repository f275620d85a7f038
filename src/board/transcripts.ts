/** Which sessions are kept for ever, because a task that somebody can still look at was worked on in them. */
import type { Board } from './board';

export function isTranscriptOf(board: Pick<Board, 'tasks'>, sessionId: string): boolean {
  return board.tasks().some(({ status, runs }) => status !== 'archived' && runs.some((run) => run.sessionId === sessionId));
}
