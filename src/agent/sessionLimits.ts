/** Which limits hold for the turns of a session: the settings, what an agent's own entry says instead, and what a task in the background has. */
import type { Settings } from '../port';
import type { SessionKind } from '../session/port';
import type { SessionLimits } from '../session/workings';

export interface AgentSilence {
  readonly idleMs?: number;
  readonly toolIdleMs?: number;
}

export function sessionLimits(settings: Settings, agent: AgentSilence, kind: SessionKind | undefined): SessionLimits {
  const { stopGraceMs, stopForceMs, idleMs, toolIdleMs, quietMs, retryWhenSilent, turnNoticeMs, idleReleaseMs } = settings;
  const limits = { stopGraceMs, stopForceMs, idleMs, toolIdleMs, quietMs, retryWhenSilent, turnNoticeMs, idleReleaseMs, ...agent };
  switch (kind) {
    case 'background':
      return { ...limits, ...ofTask(settings, limits.toolIdleMs), idleReleaseMs: Math.min(idleReleaseMs, taskReleaseMs) };
    case 'task':
      return { ...limits, idleReleaseMs: Math.min(idleReleaseMs, taskReleaseMs) };
    case undefined:
      return limits;
  }
}

/** A task is done when it is done: its agent is there for a question about it, and then goes. */
const taskReleaseMs = 300_000;

/** Nobody watches it, so it may be silent for longer, without a limit inside its tools where it has none outside of them; and as nobody
 * has seen what it did, it is never asked once more by itself. */
function ofTask({ background }: Settings, toolIdleMs: number): Pick<SessionLimits, 'idleMs' | 'toolIdleMs' | 'warnMs' | 'retryWhenSilent'> {
  const { idleMs, warnMs } = background;
  return { idleMs, toolIdleMs: idleMs === 0 ? 0 : toolIdleMs, warnMs, retryWhenSilent: false };
}
