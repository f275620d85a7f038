/**
 * What was under way, remembered so that it can be told truthfully after the window went, and offered, never started. A record is on disk
 * before its turn is sent; at the turn's end the outcome is appended to the conversation first and the record goes then, so that a death in
 * between is read as an end. Closing a window settles nothing. A disk that refuses costs the offer, never the turn: it is reported. What
 * is shown, and the sending itself, is not done here.
 */
import type { Clock } from '../base/clock';
import type { PromptOrigin } from '../session/item';
import type { TurnOutcome } from '../session/outcome';
import type { PendingStore, SessionLeases } from './port';
import { accepted, acceptedBy, isSameOwner, isSameTurn, isUnderWay, nothingPending, resumedBy, settled } from './record';
import type { PendingOwner, PendingRecord, PendingTurn, ResumedBy } from './record';
import { beginsTurn, tailOf } from './tail';
import type { ConversationTail } from './tail';
import { cameToNothing, decideResume, isFresh } from './verdict';
import type { Circumstances, Interrupted, Offer, ResumePolicy, Verdict } from './verdict';

export interface LedgerPorts {
  readonly store: PendingStore;
  readonly leases: SessionLeases;
  readonly clock: Clock;
  /** This window's name, as in its leases. */
  readonly window: string;
  /** Read at each use. */
  readonly policy: () => ResumePolicy;
  readonly circumstances: (sessionId: string) => Circumstances;
  readonly onError: (error: unknown) => void;
}

/** A session with something interrupted in it. */
export interface Candidate {
  readonly sessionId: string;
  readonly verdict: Exclude<Verdict, { kind: 'forget' }>;
}

export type Attempt =
  /** It is counted on disk: now it may be sent. */
  | { readonly ok: true; readonly offer: Offer }
  /** `foreign`: the lease is not ours. `changed`: it is no longer offered so, because somebody else was quicker or a guard closed. */
  | { readonly ok: false; readonly why: 'foreign' | 'changed' | 'disk' };

export class ResumeLedger {
  /** Starts that found interrupted work, once this one has. */
  #boots: readonly number[] | undefined;

  constructor(private readonly ports: LedgerPorts) {}

  /** Before anything of the turn is sent. Again for the same turn (it is asked once more) changes nothing. */
  begin(sessionId: string, { turnId, origin }: { readonly turnId: string; readonly origin: PromptOrigin }): void {
    this.#try(() =>
      this.ports.store.change(sessionId, (current) => {
        const { attempts, turn: before } = current;
        const owner = this.#owner(sessionId);
        if (before?.turnId === turnId && isSameOwner(before.owner, owner)) {
          return current;
        }
        const resumes = before && resumedBy({ turnId, origin }, before);
        const openedAt = (resumes ? before.openedAt : undefined) ?? this.ports.clock.wall();
        return { attempts, turn: { turnId, origin, phase: 'open', openedAt, ...(resumes && { resumes }), owner } };
      }),
    );
  }

  /**
   * Behind the outcome in the conversation. Being interrupted is no end: the record stays as it is, and the conversation says by what, so
   * that a window with many turns can close quickly. A user's Stop is settled as soon as it is in the conversation, before the agent hears
   * of it. Only a success forgets the attempts. Does nothing for a turn that is not this window's any more. A resume that ended before it
   * began, because its agent could not be started, is put back.
   */
  settle(sessionId: string, turnId: string, outcome: TurnOutcome): void {
    if (outcome.kind === 'interrupted') {
      return;
    }
    this.#try(() => {
      const owner = this.#owner(sessionId);
      const isOurs = (turn: PendingTurn | undefined): turn is PendingTurn => turn?.turnId === turnId && isSameOwner(turn.owner, owner);
      const { turn } = this.ports.store.read(sessionId);
      if (!isOurs(turn)) {
        return this.#putBack(sessionId, outcome.kind === 'cancelled' ? 'over' : 'offered');
      }
      const failedResume = turn.resumes && cameToNothing({ ...this.#turnTail(sessionId, turn), end: outcome });
      this.ports.store.change(sessionId, (current) =>
        isOurs(current.turn) ? settled({ ...current, turn: current.turn }, outcome, failedResume ? 'resumeFailed' : 'over') : current,
      );
    });
  }

  /**
   * What earlier windows left, decided from their transcripts: at a start, when a folder is trusted, when a lease was freed. It opens no
   * conversation and starts nothing; what there is nothing to say about is forgotten here. What a window that lives holds is its own.
   */
  recover(): readonly Candidate[] {
    return this.#found().flatMap(({ what }) => (typeof what === 'object' ? { sessionId: what.sessionId, verdict: what.verdict } : []));
  }

  /**
   * Sessions with a turn of another window that lives, or may: when such a lease is freed without an end, there is something to recover.
   * A window that reloads finds its own predecessor here.
   */
  elsewhere(): readonly string[] {
    return this.#found().flatMap(({ sessionId, what }) => (what === 'elsewhere' ? sessionId : []));
  }

  /** One of them, as it stands now; nothing where nothing is offered. */
  find(sessionId: string): Candidate | undefined {
    const weighed = this.#attempt(() => this.#weigh(sessionId));
    return typeof weighed === 'object' ? { sessionId, verdict: weighed.verdict } : undefined;
  }

  /** Whether what was found is still of now. */
  isFresh({ lastSignAt }: Interrupted): boolean {
    return lastSignAt === undefined || isFresh(lastSignAt, this.ports.clock.wall(), this.ports.policy().freshnessMs);
  }

  /**
   * Counts a resume before it is sent. The caller holds the lease, and sends a prompt of the origin `recovery` then. Whether it is still
   * offered is decided once more, because another window, or a second click, may have been quicker.
   */
  attempt(sessionId: string, by: ResumedBy): Attempt {
    if (this.ports.leases.generation(sessionId) === undefined) {
      return { ok: false, why: 'foreign' };
    }
    try {
      const weighed = this.#weigh(sessionId);
      const offer = typeof weighed === 'object' ? weighed.verdict : undefined;
      if (typeof weighed !== 'object' || offer?.kind !== 'offer' || (by === 'auto' && offer.action !== 'run')) {
        return { ok: false, why: 'changed' };
      }
      const owner = this.#owner(sessionId);
      let isCounted = false;
      this.ports.store.change(sessionId, (current) => {
        isCounted = isSameTurn(current.turn, weighed.record.turn);
        return isCounted && current.turn ? accepted({ ...current, turn: current.turn }, offer.turnId, by, owner) : current;
      });
      return isCounted ? { ok: true, offer } : { ok: false, why: 'changed' };
    } catch (error) {
      this.ports.onError(error);
      return { ok: false, why: 'disk' };
    }
  }

  /** A resume that was counted could not be sent after all: it is offered once more, and stays counted. */
  putBack(sessionId: string): void {
    this.#try(() => this.#putBack(sessionId, 'offered'));
  }

  /** The user does not want to go on with it. What is returned takes it back, unless something else has begun meanwhile. */
  dismiss(sessionId: string): () => void {
    let dismissed: PendingRecord | undefined;
    this.#try(() => {
      const weighed = this.#weigh(sessionId);
      this.ports.store.change(sessionId, (current) => {
        dismissed = typeof weighed === 'object' && isSameTurn(current.turn, weighed.record.turn) ? current : undefined;
        return dismissed ? nothingPending : current;
      });
    });
    return () => {
      const taken = dismissed;
      dismissed = undefined;
      this.#try(() => taken && this.ports.store.change(sessionId, (current) => (current.turn ? current : taken)));
    };
  }

  #putBack(sessionId: string, how: 'offered' | 'over'): void {
    this.ports.store.change(sessionId, (current) => {
      const { attempts, turn } = current;
      if (!turn || !acceptedBy(turn) || !isSameOwner(turn.owner, this.#owner(sessionId))) {
        return current;
      }
      return how === 'over' ? { attempts } : { attempts, turn: { ...turn, phase: 'offered' } };
    });
  }

  #found(): readonly { readonly sessionId: string; readonly what: Weighed | 'elsewhere' | 'nothing' | undefined }[] {
    const found = this.#attempt(() => this.ports.store.sessions()) ?? [];
    return found.map((sessionId) => ({ sessionId, what: this.#attempt(() => this.#weigh(sessionId)) }));
  }

  /** What a session that no living window works on has to go on with. Forgets what has ended meanwhile. */
  #weigh(sessionId: string): Weighed | 'elsewhere' | 'nothing' {
    const { store, leases } = this.ports;
    const record = store.read(sessionId);
    const { turn } = record;
    if (!turn || (isUnderWay(turn) && isSameOwner(turn.owner, this.#owner(sessionId)))) {
      return 'nothing';
    }
    if (leases.look(sessionId).state === 'foreign') {
      return 'elsewhere';
    }
    const tail = this.#tail(sessionId, turn);
    const first = this.#decide(sessionId, record, tail);
    if (first.kind === 'forget') {
      store.change(sessionId, (current) =>
        isSameTurn(current.turn, turn) ? { attempts: first.why === 'succeeded' ? 0 : current.attempts } : current,
      );
      return 'nothing';
    }
    // However it was found: from now on this is a start with interrupted work, and how many there were lately counts for all of it.
    this.#boots ??= this.#attempt(() => store.noteBoot(this.ports.clock.wall())) ?? [];
    const verdict = this.#decide(sessionId, record, tail);
    return verdict.kind === 'forget' ? 'nothing' : { sessionId, record, verdict };
  }

  #decide(sessionId: string, record: PendingRecord, tail: ConversationTail): Verdict {
    const { policy, circumstances, clock } = this.ports;
    return decideResume(record, tail, policy(), circumstances(sessionId), { now: clock.wall(), boots: this.#boots ?? [] });
  }

  /** As far back as the turn, or the one that it goes on with, begins. */
  #tail(sessionId: string, { turnId, resumes }: PendingTurn): ConversationTail {
    return this.ports.store.tail(sessionId, beginsTurn(resumes?.turnId ?? turnId));
  }

  #turnTail(sessionId: string, turn: PendingTurn): ReturnType<typeof tailOf> {
    return tailOf(this.#tail(sessionId, turn), turn.turnId);
  }

  #owner(sessionId: string): PendingOwner {
    return { window: this.ports.window, generation: this.ports.leases.generation(sessionId) ?? 0 };
  }

  #try(run: () => unknown): void {
    this.#attempt(run);
  }

  #attempt<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.ports.onError(error);
      return undefined;
    }
  }
}

interface Weighed {
  readonly sessionId: string;
  readonly record: PendingRecord;
  readonly verdict: Exclude<Verdict, { kind: 'forget' }>;
}
