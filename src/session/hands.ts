/**
 * How a session comes into this window's hands, and out of them: taken before anything is written, let go with its agent, asked for by
 * another window, lost to one, or left alone by a window that went. Which window has it, `custody.ts` knows; here is what that means for
 * what runs in it.
 */
import type { Clock } from '../base/clock';
import type { Conversation } from './conversation';
import { Custody } from './custody';
import type { Wish } from './custody';
import type { Hearing } from './hearing';
import type { Leases, LeaseState, PendingTurns } from './port';
import type { PromptQueue, Refusal } from './promptQueue';
import type { Seat } from './seat';
import type { Standing } from './standing';

export interface HandsParts {
  readonly leases: Leases;
  readonly pending: Pick<PendingTurns, 'lookAt'>;
  readonly clock: Clock;
  readonly conversation: Conversation;
  readonly standing: Standing;
  readonly seat: Seat;
  readonly hearing: Pick<Hearing, 'close'>;
  readonly queue: Pick<PromptQueue, 'hold'>;
}

export class Hands {
  readonly #custody: Custody;
  /** While an agent of ours is about to go. */
  #lettingGo: Promise<'gone' | 'alive'> | undefined;

  constructor(private readonly parts: HandsParts) {
    const { leases, clock, conversation } = parts;
    this.#custody = new Custody({ leases, clock, conversation, onChange: (state) => this.#changed(state) });
  }

  get state(): LeaseState {
    return this.#custody.state;
  }

  /** Of taking it over from another window. */
  get wish(): Wish {
    return this.#custody.wish;
  }

  /** A session of an earlier window was opened: from now on it is known who has it. */
  follow(): void {
    this.#custody.follow();
    this.#leftAlone();
  }

  /** Before anything is written: this window has the session from now on, until nothing runs in it any more, or it says why not. */
  take(): Refusal | undefined {
    if (this.parts.standing.state.kind === 'closed') {
      return { kind: 'refused', why: 'closed' };
    }
    try {
      if (this.#custody.state !== 'ours' && this.parts.conversation.isDeleted) {
        return { kind: 'refused', why: 'deleted' };
      }
      return this.#custody.take() === 'ours' ? undefined : { kind: 'refused', why: 'elsewhere' };
    } catch (error) {
      return { kind: 'refused', why: 'disk', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Asks the window that has it for it. */
  takeOver(): void {
    // It never rejects, and says what came of it by its state.
    void this.#custody.takeOver();
  }

  /** Any window may have it where nothing runs and no agent of ours sits in it. */
  releaseIfIdle(): void {
    const { kind } = this.parts.standing.state;
    if (this.#lettingGo === undefined && (kind === 'detached' || kind === 'gone')) {
      this.#custody.release();
    }
  }

  /** The agent may go, and then any window may have the session. Bounded by the link, which never rejects; a second call joins the first. */
  letGo(): Promise<'gone' | 'alive'> {
    this.#lettingGo ??= this.#letGo().finally(() => (this.#lettingGo = undefined));
    return this.#lettingGo;
  }

  async #letGo(): Promise<'gone' | 'alive'> {
    const { standing, seat } = this.parts;
    standing.enter({ kind: 'detached' });
    const fate = await seat.close();
    if (standing.state.kind === 'detached') {
      this.#custody.release();
    }
    return fate;
  }

  /** Another window would like to have it: it gets it when nothing runs. */
  handOver(): void {
    const { kind } = this.parts.standing.state;
    if (kind === 'idle' || kind === 'detached' || kind === 'gone') {
      void this.letGo();
    }
  }

  /** Another window has taken it, because it had to believe that this one is gone. What still runs here ends, and is not written. */
  lose(): void {
    const { standing, seat, hearing } = this.parts;
    const { state } = standing;
    this.#custody.lose();
    seat.kill();
    hearing.close();
    if ('turn' in state) {
      state.turn.stop();
      state.turn.end({ kind: 'interrupted', by: 'restart' });
    }
    standing.enter({ kind: 'detached' });
  }

  /** The window closes: a lease that is held is kept, because an agent may still be at it. */
  freeze(): void {
    this.#custody.freeze();
  }

  /** The same, and a lease that is held is released. */
  close(): void {
    this.#custody.close();
  }

  #changed(state: LeaseState): void {
    const { pending, conversation } = this.parts;
    this.#leftAlone();
    if (state === 'free') {
      pending.lookAt(conversation.record.id);
    }
    conversation.touch();
  }

  /** No other window has it, and nothing of ours runs in it yet: a turn that is still open ended with the window that it ran in. */
  #leftAlone(): void {
    if (this.#custody.state === 'elsewhere') {
      return;
    }
    const { conversation, queue } = this.parts;
    const { openTurn, stopPressed, openQuestions } = conversation.transcript;
    if (openTurn !== undefined) {
      conversation.presume({ kind: 'ended', turnId: openTurn, outcome: stopPressed ? { kind: 'cancelled', late: true } : { kind: 'interrupted', by: 'crash' } });
    }
    for (const questionId of [...openQuestions]) {
      // Asked between the turns: who asked is gone.
      conversation.presume({ kind: 'answered', questionId });
    }
    // Nothing starts by itself: what waited when that window went waits for the user.
    queue.hold();
  }
}
