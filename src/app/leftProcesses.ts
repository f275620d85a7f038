/** What agents leave running, tied to the sessions whose turns it outlives and to what is owed to the user. */
import type { Clock } from '../base/clock';
import { inTime } from '../host/timeLimit';
import type { Notices } from '../notice/notices';
import { LeftProcesses } from '../running/leftProcesses';
import type { Sessions } from '../session/sessions';

export interface LeftProcessParts {
  readonly sessions: Sessions;
  readonly notices: Pick<Notices, 'post' | 'withdraw' | 'promise' | 'release'>;
  readonly clock: Clock;
  readonly log: { warn(message: string): void };
}

export function openLeftProcesses({ sessions, notices, clock, log }: LeftProcessParts): LeftProcesses {
  const processes = new LeftProcesses({
    clock,
    isInTurn: (sessionId) => sessions.opened(sessionId)?.transcript.openTurn !== undefined,
    post: (notice) => notices.post(notice),
    withdraw: (sessionId, eventId) => notices.withdraw(sessionId, eventId),
    promise: (notice) => notices.promise(notice),
    release: (sessionId, eventId) => notices.release(sessionId, eventId),
    inTime,
    onError: (error) => log.warn(`What became of a process could not be told: ${String(error)}`),
  });
  sessions.onDidEndTurn(({ sessionId }) => processes.turnEnded(sessionId));
  return processes;
}
