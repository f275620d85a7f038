/** How patiently an agent is ended: when the window closes, and when it is closed alone; and what is said of it in the log. */
import type { EndReport, KillGrace } from '../host/childProcess';

/** For the answers to the cancels that the sessions have sent: what agents still say then is kept. Real ones answer within 530 ms. */
export const answerMs = 700;

/** Then the end of stdin, SIGTERM, SIGKILL: within 1.5 s for everybody together. */
export const closingGrace: KillGrace = { stdinMs: 100, terminateMs: 300, killMs: 300, strays: 'later' };

export const endWords: Readonly<Record<EndReport['endedBy'], string>> = {
  itself: 'had ended by itself',
  stdin: 'ended when its input was closed',
  terminate: 'ended when it was asked to (SIGTERM)',
  kill: 'was killed',
  nothing: 'could not be killed',
};

/** A single closing, within the setting's bound; with 0 the agent may take its time to end by itself, up to ten minutes. */
export function endGrace(operationTimeoutMs: number): KillGrace {
  if (operationTimeoutMs <= 0) {
    return { stdinMs: 600_000, terminateMs: 5000, killMs: 1000 };
  }
  return { stdinMs: operationTimeoutMs * 0.4, terminateMs: operationTimeoutMs * 0.4, killMs: operationTimeoutMs * 0.2 };
}
