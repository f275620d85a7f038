import type { AgentFailure } from './failure';
import type { AgentLink } from './port';
import type { SilenceStatus } from './silence';
import type { SessionStatus } from './status';
import type { Turn } from './turn';

/** What goes on in a session; the header of `session.ts` says what is true in each state. */
export type SessionState =
  | { readonly kind: 'detached' }
  | { readonly kind: 'starting'; readonly turn: Turn; readonly slow: boolean }
  | { readonly kind: 'idle'; readonly link: AgentLink }
  | { readonly kind: 'working'; readonly turn: Turn; readonly link: AgentLink }
  | { readonly kind: 'draining'; readonly turn: Turn; readonly link: AgentLink; readonly since: number; readonly phase: DrainPhase }
  | { readonly kind: 'gone'; readonly failure: AgentFailure }
  | { readonly kind: 'closed' };

/** `stalled`: we asked it to end, after its silence. `stopping`: the user did. `overdue`: the grace is over, and the turn has ended. */
export type DrainPhase = 'stalled' | 'stopping' | 'overdue';

/** The state as everybody outside may know it. `askedAt`: since when a question is open, if one is. `what`: the tool call that runs. */
export function statusOf(state: SessionState, askedAt: number | undefined, what: string | undefined, silence?: SilenceStatus): SessionStatus {
  switch (state.kind) {
    case 'detached':
    case 'idle':
    case 'closed':
      return { kind: 'idle' };
    case 'starting':
      return { kind: 'starting', since: state.turn.startedAt, slow: state.slow };
    case 'working':
      return askedAt === undefined ? { kind: 'working', since: state.turn.startedAt, what, ...(silence && { silence }) } : { kind: 'waitingForYou', since: askedAt };
    case 'draining':
      return { kind: 'stopping', since: state.since, forceable: state.phase === 'overdue' };
    case 'gone':
      return { kind: 'gone', failure: state.failure };
  }
}
