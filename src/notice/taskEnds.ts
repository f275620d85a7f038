/**
 * Notices how background tasks end: when they do, and at a start those that ended, or never began, without a word because their window was
 * killed in between. What was under way then is offered as interrupted work by others.
 */
import type { Clock } from '../base/clock';
import type { Session } from '../session/session';
import type { Sessions, SessionSummary } from '../session/sessions';
import type { TurnOutcome } from '../session/outcome';
import type { Notices } from './notices';

export interface TaskEndPorts {
  readonly sessions: Sessions;
  readonly notices: Notices;
  readonly clock: Clock;
  /** What the agent said at the end of the session's last turn. */
  readonly resultOf: (session: Session) => string;
}

export class TaskEnds {
  constructor(private readonly ports: TaskEndPorts) {
    const { sessions, clock } = ports;
    sessions.onDidEndTurn(({ sessionId, turnId, outcome }) => {
      const session = sessions.find(sessionId);
      // One that was taken away by another window is that window's to tell.
      if (session?.record.kind === 'background' && outcome.kind !== 'interrupted') {
        this.#post(session, { turnId, outcome, at: clock.wall() }, 'owed');
      }
    });
  }

  /** A start; called when it is known what was interrupted. */
  lookBack(): void {
    const { sessions, clock } = this.ports;
    const since = clock.wall() - lookBackMs;
    for (const summary of sessions.summaries().filter(({ kind, updatedAt }) => kind === 'background' && updatedAt > since)) {
      const session = this.#isNoted(summary) || summary.status.kind === 'interrupted' ? undefined : sessions.find(summary.id);
      if (session && session.status.kind === 'idle') {
        this.#lookBackAt(session);
      }
    }
  }

  #lookBackAt(session: Session): void {
    const items = session.transcript.items();
    const last = items.findLast((item) => item.kind === 'user' && item.state !== 'queued');
    const [waiting] = session.transcript.queue();
    if (last?.kind === 'user') {
      const end = items.find((item) => item.kind === 'end' && item.turnId === last.id);
      const outcome: TurnOutcome = end?.kind === 'end' ? end.outcome : { kind: 'answered', stopReason: 'end_turn', empty: false };
      // It was offered as interrupted work already, and is not any more.
      this.#post(session, { turnId: last.id, outcome, at: session.record.updatedAt }, outcome.kind === 'interrupted' ? 'read' : 'owed');
    } else if (waiting) {
      this.#post(session, { turnId: waiting.id, outcome: { kind: 'interrupted', by: 'crash' }, at: session.record.updatedAt }, 'owed');
    }
  }

  /** A notice is never older than what it is about. */
  #isNoted({ id, updatedAt }: SessionSummary): boolean {
    const at = this.ports.notices.lastOf(id);
    return at !== undefined && at >= updatedAt;
  }

  #post(session: Session, ended: { readonly turnId: string; readonly outcome: TurnOutcome; readonly at: number }, state: 'owed' | 'read'): void {
    this.ports.notices.post({ sessionId: session.id, ...ended, preview: this.ports.resultOf(session).slice(0, previewCharacters), state });
  }
}

/** Of a result, for lists and notifications; it stands in the session as a whole. */
const previewCharacters = 500;

/** As long as notices are kept. */
const lookBackMs = 7 * 24 * 3_600_000;
