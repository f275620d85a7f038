/**
 * The interrupted turns of this workspace, offered and never started: looked for at a start and whenever something about them may have
 * changed, gone on with when the user says so (or when every guard of the automatic mode holds), dismissed with a moment to take it back.
 * It keeps the ledger for the sessions. What it knows it has from the ledger, which has it from disk.
 */
import type { Cancel, Clock } from '../base/clock';
import { Emitter } from '../base/event';
import type { InterruptedTurn, WayOn } from '../session/interruption';
import type { PendingTurns } from '../session/port';
import type { PromptReceipt } from '../session/promptQueue';
import type { Session } from '../session/session';
import type { Candidate, ResumeLedger } from './ledger';
import type { ResumedBy } from './record';
import { recoveredWork, recoveryPrompt } from './recoveryPrompt';
import type { Recovery } from './recoveryPrompt';
import { isWorthANote, waitsToBeSeen } from './verdict';
import type { Interrupted, Offer, Verdict } from './verdict';

export interface InterruptionPorts {
  readonly ledger: ResumeLedger;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly find: (sessionId: string) => Session | undefined;
  /** What was asked, as the command that it is, of an agent that understands nothing else; no note of ours could tell it anything. */
  readonly commandOf: (agent: string, asked: string) => string | undefined;
  readonly onError: (error: unknown) => void;
}

export class Interruptions implements PendingTurns {
  readonly #known = new Map<string, Candidate['verdict']>();
  readonly #dismissed = new Map<string, Dismissal>();
  /** What the agent is still to be told of, while this window lives: the user went on, and nothing could go along with that. */
  readonly #untold = new Map<string, Candidate['verdict']>();
  #nextLook: Cancel = () => undefined;
  #isClosed = false;
  readonly #changed: Emitter<string>;
  /** Tells the session of which something changed. */
  readonly onDidChange;

  constructor(private readonly ports: InterruptionPorts) {
    this.#changed = new Emitter(ports.onError);
    this.onDidChange = this.#changed.event;
  }

  begin: PendingTurns['begin'] = (sessionId, { note, ...turn }) => {
    const untold = note === 'later' ? this.#toNote(sessionId) : undefined;
    if (untold) {
      this.#untold.set(sessionId, untold);
    } else {
      this.#untold.delete(sessionId);
    }
    this.ports.ledger.begin(sessionId, turn);
    this.#forget(sessionId);
  };

  settle: PendingTurns['settle'] = (sessionId, turnId, outcome) => {
    this.ports.ledger.settle(sessionId, turnId, outcome);
    // A resume that came to nothing is offered once more.
    if (outcome.kind !== 'interrupted') {
      this.lookAt(sessionId);
    }
  };

  interrupted: PendingTurns['interrupted'] = (sessionId) => {
    const verdict = this.#known.get(sessionId);
    if (!verdict) {
      return undefined;
    }
    const { turnId, reason, by, lastSignAt } = verdict;
    return { turnId, reason, by, ...(lastSignAt !== undefined && { lastSignAt }), way: this.#dismissed.has(sessionId) ? 'dismissed' : wayOf(verdict) };
  };

  note: PendingTurns['note'] = (sessionId, agentSession) => {
    const verdict = this.#toNote(sessionId);
    const session = this.ports.find(sessionId);
    return verdict && session
      ? this.#words(session, verdict, { agentSession: agentSession === 'lost' ? 'lost' : 'unsure', purpose: 'accompany' })
      : undefined;
  };

  all: PendingTurns['all'] = () => [...this.#known.keys()];

  /** Those that wait for a decision. */
  open(): readonly { readonly sessionId: string; readonly turn: InterruptedTurn }[] {
    return this.all().flatMap((sessionId) => {
      const turn = this.interrupted(sessionId);
      return turn && turn.way !== 'dismissed' ? [{ sessionId, turn }] : [];
    });
  }

  /** Those that belong into the one notice of a start. */
  toTell(): readonly { readonly sessionId: string; readonly turn: InterruptedTurn }[] {
    return this.open().filter(({ sessionId }) => {
      const verdict = this.#known.get(sessionId);
      return (verdict?.kind === 'offer' || verdict?.kind === 'suspended') && verdict.action === 'tell';
    });
  }

  /**
   * A start: looks at once, and again while a window that is being closed or reloaded still has something in its hands. `onSettled` is
   * called once, when all is known that there is to know. What would go on by itself if only somebody saw it gets the time that views
   * need to come back first: nobody is asked about what goes on a moment later.
   */
  start(onSettled: () => void): void {
    const startedAt = this.ports.clock.now();
    const look = (delaysMs: readonly number[]): void => {
      this.look();
      const [nextMs, ...rest] = delaysMs;
      if (nextMs === undefined || this.ports.ledger.elsewhere().length === 0) {
        const leftMs = startedAt + viewsMs - this.ports.clock.now();
        if (leftMs > 0 && [...this.#known.values()].some(waitsToBeSeen)) {
          this.#nextLook = this.ports.clock.after(leftMs, onSettled);
        } else {
          onSettled();
        }
      } else {
        this.#nextLook = this.ports.clock.after(nextMs, () => look(rest));
      }
    };
    look(lookAgainMs);
  }

  /** Looks at everything anew: at a start, when the folder is trusted, when agents or settings changed. */
  look(): void {
    const found = new Map(this.ports.ledger.recover().map(({ sessionId, verdict }) => [sessionId, verdict]));
    for (const sessionId of new Set([...this.#known.keys(), ...found.keys()])) {
      this.#take(sessionId, found.get(sessionId));
    }
  }

  /** Looks at one of them anew: it came into sight, or its other window went. */
  lookAt: PendingTurns['lookAt'] = (sessionId) => {
    this.#take(sessionId, this.ports.ledger.find(sessionId)?.verdict);
  };

  /** It came into sight: what nobody watched may now go on by itself, if that is what the user wants, and its window may have gone
   * while ours lived. */
  seen(sessionId: string): void {
    this.lookAt(sessionId);
  }

  /** Goes on with it. Nothing is sent twice, however often this is called. */
  resume(sessionId: string, by: ResumedBy = 'user'): PromptReceipt {
    const session = this.#isClosed ? undefined : this.ports.find(sessionId);
    if (!session) {
      return { kind: 'refused', why: 'closed' };
    }
    const { ledger } = this.ports;
    let counted = false;
    const receipt = session.resume(() => {
      const attempt = ledger.attempt(sessionId, by);
      counted = attempt.ok;
      return attempt.ok ? this.#prompt(session, attempt.offer) : undefined;
    });
    if (counted && receipt.kind === 'refused') {
      ledger.putBack(sessionId);
    }
    if (receipt.kind === 'accepted') {
      this.#forget(sessionId);
    } else if (by === 'user') {
      this.lookAt(sessionId);
    }
    return receipt;
  }

  /** The user does not want to go on with it; it can be taken back for a moment. */
  dismiss(sessionId: string): void {
    if (this.#known.has(sessionId) && !this.#dismissed.has(sessionId)) {
      const undo = this.ports.ledger.dismiss(sessionId);
      const over = this.ports.clock.after(undoMs, () => this.#forget(sessionId));
      this.#dismissed.set(sessionId, { undo, over });
      this.#changed.fire(sessionId);
    }
  }

  undoDismiss(sessionId: string): void {
    const dismissal = this.#dismissed.get(sessionId);
    if (dismissal) {
      dismissal.over();
      this.#dismissed.delete(sessionId);
      dismissal.undo();
      this.lookAt(sessionId);
      this.#changed.fire(sessionId);
    }
  }

  /** The window closes: no timer is left, and nothing is gone on with. */
  close(): void {
    this.#isClosed = true;
    for (const { over } of this.#dismissed.values()) {
      over();
    }
    this.#dismissed.clear();
    this.#nextLook();
  }

  #toNote(sessionId: string): Candidate['verdict'] | undefined {
    const isOpen = this.#known.has(sessionId) && !this.#dismissed.has(sessionId);
    // It may have grown old since it was found.
    const verdict = isOpen ? this.ports.ledger.find(sessionId)?.verdict : this.#untold.get(sessionId);
    return verdict && isWorthANote(verdict) && (isOpen || this.ports.ledger.isFresh(verdict)) ? verdict : undefined;
  }

  #prompt(session: Session, offer: Offer): Parameters<Session['prompt']>[0] {
    const command = this.#command(session, offer);
    const text = command ?? this.#words(session, offer, { agentSession: session.record.agentSessionId === undefined ? 'lost' : 'unsure', purpose: 'goOn' });
    return { clientId: this.ports.newId(), content: [{ kind: 'text', text, for: 'agent' }], origin: 'recovery', place: 'first' };
  }

  #command({ record, transcript }: Session, { turnId }: Interrupted): string | undefined {
    return this.ports.commandOf(record.agent, recoveredWork(transcript.items(), turnId).asked);
  }

  #words(session: Session, { turnId, reason, by, lastSignAt }: Interrupted, how: Pick<Recovery, 'agentSession' | 'purpose'>): string {
    const age = lastSignAt === undefined ? {} : { ageMs: this.ports.clock.wall() - lastSignAt };
    return recoveryPrompt({ work: recoveredWork(session.transcript.items(), turnId), reason, by, ...age, ...how });
  }

  #take(sessionId: string, verdict: Verdict | undefined): void {
    if (this.#dismissed.has(sessionId)) {
      return;
    }
    if (!verdict || verdict.kind === 'forget') {
      this.#forget(sessionId);
      return;
    }
    const session = verdict.kind === 'offer' && verdict.action === 'run' && !this.#isClosed ? this.ports.find(sessionId) : undefined;
    // Going on with a command is doing it again, with whatever it has done already: that is for a person to say.
    const isAgain = session !== undefined && verdict.kind === 'offer' && this.#command(session, verdict) !== undefined;
    this.#known.set(sessionId, isAgain ? { ...verdict, action: 'tell' } : verdict);
    this.#changed.fire(sessionId);
    if (verdict.kind === 'offer' && verdict.action === 'run' && !isAgain) {
      this.resume(sessionId, 'auto');
    }
  }

  #forget(sessionId: string): void {
    this.#dismissed.get(sessionId)?.over();
    this.#dismissed.delete(sessionId);
    if (this.#known.delete(sessionId)) {
      this.#changed.fire(sessionId);
    }
  }
}

interface Dismissal {
  readonly undo: () => void;
  /** Stops the clock of it. */
  readonly over: Cancel;
}

/** A window that closes takes 1.5 s, and 5 s at most. */
const lookAgainMs = [700, 1_000, 1_500, 3_000];

/** After a start, until the views that were open before have come back. */
const viewsMs = 5_000;

/** How long a dismissal can be taken back. */
const undoMs = 10_000;

function wayOf(verdict: Candidate['verdict']): WayOn {
  switch (verdict.kind) {
    case 'offer':
      return 'resume';
    case 'suspended':
      return 'freshStart';
    case 'parked':
      return verdict.why;
  }
}
