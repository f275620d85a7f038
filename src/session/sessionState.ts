import type { AttentionStatus } from './attention';
import type { AgentFailure } from './failure';
import type { AgentLink } from './port';
import type { SilenceStatus } from './silence';
import type { SessionStatus } from './status';
import type { Turn } from './turn';

/** What goes on in a session; the header of `session.ts` says what is true in each state. */
export type SessionState =
  | { readonly kind: 'detached' }
  | { readonly kind: 'waiting'; readonly turnId: string; readonly since: number }
  | { readonly kind: 'starting'; readonly turn: Turn; readonly slow: boolean; readonly waitMs?: number }
  | { readonly kind: 'idle'; readonly link: AgentLink }
  | { readonly kind: 'working'; readonly turn: Turn; readonly link: AgentLink }
  | ({ readonly kind: 'draining'; readonly turn: Turn; readonly link: AgentLink; readonly since: number } & DrainPhase)
  | { readonly kind: 'gone'; readonly failure: AgentFailure }
  | { readonly kind: 'closed' };

/** `stalled`: we asked it to end, after its silence. `stopping`: the user did. `overdue`: the grace is over, and the turn has ended; the
 * agent is killed by itself at the force limit, or by the user's hand alone where there is none. */
export type DrainPhase =
  | { readonly phase: 'stalled' | 'stopping' }
  | { readonly phase: 'overdue'; readonly killed: 'byItself' | 'byHand' };

/** Whether a turn runs, or is about to: it counts among those that may run at once. The turn of an overdue agent has ended. */
export function runsTurn(state: SessionState): boolean {
  return ['waiting', 'starting', 'working'].includes(state.kind) || (state.kind === 'draining' && state.phase !== 'overdue');
}

export interface StatusFacts {
  /** Since when a question is open, if one is. */
  readonly askedAt: number | undefined;
  /** The tool call that runs. */
  readonly what: string | undefined;
  readonly silence: SilenceStatus | undefined;
  readonly attention: AttentionStatus | undefined;
  /** Turns of all sessions. */
  readonly running: number;
}

/** The state as everybody outside may know it. */
export function statusOf(state: SessionState, { askedAt, what, silence, attention, running }: StatusFacts): SessionStatus {
  switch (state.kind) {
    case 'idle':
      // Some agents ask between the turns.
      return askedAt === undefined ? { kind: 'idle' } : { kind: 'waitingForYou', since: askedAt };
    case 'detached':
    case 'closed':
      return { kind: 'idle' };
    case 'waiting':
      return { kind: 'queued', since: state.since, running };
    case 'starting':
      return { kind: 'starting', since: state.turn.startedAt, slow: state.slow, ...(state.waitMs !== undefined && { waitMs: state.waitMs }) };
    case 'working':
      return askedAt === undefined
        ? { kind: 'working', since: state.turn.startedAt, what, ...(silence && { silence }), ...(attention && { attention }) }
        : { kind: 'waitingForYou', since: askedAt };
    case 'draining':
      return { kind: 'stopping', since: state.since, force: state.phase === 'overdue' ? state.killed : 'notYet' };
    case 'gone':
      return { kind: 'gone', failure: state.failure };
  }
}
