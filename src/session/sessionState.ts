import type { AgentFailure } from './failure';
import type { AgentLink } from './port';
import type { SessionStatus } from './status';
import type { Turn } from './turn';

/** What goes on in a session; the header of `session.ts` says what is true in each state. */
export type SessionState =
  | { readonly kind: 'detached' }
  | { readonly kind: 'starting'; readonly turn: Turn; readonly slow: boolean }
  | { readonly kind: 'idle'; readonly link: AgentLink }
  | { readonly kind: 'working'; readonly turn: Turn; readonly link: AgentLink }
  | { readonly kind: 'draining'; readonly turn: Turn; readonly link: AgentLink; readonly since: number; readonly overdue: boolean }
  | { readonly kind: 'gone'; readonly failure: AgentFailure }
  | { readonly kind: 'closed' };

/** The state as everybody outside may know it. `askedAt`: since when a question is open, if one is. `what`: the tool call that runs. */
export function statusOf(state: SessionState, askedAt: number | undefined, what: string | undefined): SessionStatus {
  switch (state.kind) {
    case 'detached':
    case 'idle':
    case 'closed':
      return { kind: 'idle' };
    case 'starting':
      return { kind: 'starting', since: state.turn.startedAt, slow: state.slow };
    case 'working':
      return askedAt === undefined ? { kind: 'working', since: state.turn.startedAt, what } : { kind: 'waitingForYou', since: askedAt };
    case 'draining':
      return { kind: 'stopping', since: state.since, forceable: state.overdue };
    case 'gone':
      return { kind: 'gone', failure: state.failure };
  }
}
