/**
 * The end of a worker's session in this window: its turn is asked to end, then its agent goes, politely or by force. Settles when nothing of
 * it is left, however long that takes, because until then nobody else may work on the task. Tells nothing to the board.
 */
import type { Clock } from '../base/clock';
import type { Session } from '../session/session';

export interface PartingPorts {
  readonly session: Pick<Session, 'letAgentGo' | 'onDidEndTurn' | 'status' | 'stop' | 'transcript'>;
  readonly clock: Clock;
  /** Nobody waits for it any more: the window closes. */
  readonly isAbandoned: () => boolean;
  /** A killed process does not go; it is killed once more in a while. */
  readonly onSurvived: () => void;
}

export async function part({ session, clock, isAbandoned, onSurvived }: PartingPorts): Promise<void> {
  // A session tells of its turn's end right before it comes to rest.
  await Promise.resolve();
  await turnEnded(session, clock);
  while (!isAbandoned() && (await session.letAgentGo()) === 'alive') {
    onSurvived();
    await new Promise<void>((resolve) => clock.after(killAgainMs, resolve));
  }
}

/** Within the session's own grace; later nobody waits for it. */
function turnEnded(session: PartingPorts['session'], clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const { kind } = session.status;
    if (session.transcript.openTurn === undefined && kind !== 'queued' && kind !== 'starting') {
      return resolve();
    }
    const done = (): void => {
      cancel();
      unsubscribe();
      resolve();
    };
    const unsubscribe = session.onDidEndTurn(done);
    const cancel = clock.after(stopWithinMs, done);
    session.stop();
  });
}

/** For how long one waits for a worker to end, before it is said to live on. */
export const partWithinMs = 25_000;

const stopWithinMs = 10_000;
const killAgainMs = 30_000;
