/**
 * How the parts of a session hang together, and what follows from every change of its state. It decides nothing: each part has its own
 * file, the state its own holder, and what others may ask of a session stands in `session.ts`.
 */
import { Emitter } from '../base/event';
import type { IdleWheel } from '../base/idleBound';
import { AskLater } from './askLater';
import type { Conversation, ConversationPorts } from './conversation';
import { Hands } from './hands';
import { Hearing } from './hearing';
import { releaseWhenIdle } from './idleRelease';
import { Intake } from './intake';
import type { AgentConnector, AgentSessionFate, Leases, PendingTurns, SessionKind, SessionRecord } from './port';
import { PromptQueue } from './promptQueue';
import { Seat } from './seat';
import { runsTurn } from './sessionState';
import { Standing } from './standing';
import { TurnRunner } from './turnRunner';
import type { RunLimits, TurnEnd } from './turnRunner';
import type { TurnPlace, TurnSlots } from './turnSlots';
import { UnderWay } from './underWay';

export interface SessionPorts extends ConversationPorts {
  readonly leases: Leases;
  readonly pending: PendingTurns;
  readonly connector: AgentConnector;
  readonly newId: () => string;
  readonly wheel: Pick<IdleWheel, 'watch'>;
  /** Turns of background tasks take no slot from those that a person waits for. */
  readonly slots: Readonly<Record<SessionKind | 'ordinary', TurnSlots>>;
  /** Of a session; read at each use. */
  readonly limits: (record: Pick<SessionRecord, 'agent' | 'kind'>) => SessionLimits;
}

/** In milliseconds. */
export interface SessionLimits extends RunLimits {
  /** How long an agent may be at rest; 0: for ever. */
  readonly idleReleaseMs: number;
}

export class Workings {
  readonly standing: Standing;
  readonly queue: PromptQueue;
  readonly hearing: Hearing;
  readonly seat: Seat;
  readonly underWay: UnderWay;
  readonly hands: Hands;
  readonly runner: TurnRunner;
  readonly intake: Intake;
  readonly later: AskLater;
  readonly onDidEndTurn;
  /** Fires for every message. */
  readonly onDidHear;
  /** Of the agent's session, once ours is closed. */
  fate: AgentSessionFate = 'kept';
  readonly #place: TurnPlace;

  constructor(
    private readonly conversation: Conversation,
    private readonly ports: SessionPorts,
  ) {
    const { clock, leases, log, newId, pending, store, wheel } = ports;
    const onListenerError = (error: unknown): void => log.warn(`A listener of session ${conversation.record.id} failed: ${String(error)}`);
    const turnEnded = new Emitter<TurnEnd>(onListenerError);
    this.onDidEndTurn = turnEnded.event;
    const heard = new Emitter<void>(onListenerError);
    this.onDidHear = heard.event;
    this.#place = this.slots.place();
    this.standing = new Standing(clock, () => this.#entered());
    this.queue = new PromptQueue(conversation, newId);
    this.underWay = new UnderWay(conversation, pending);
    this.hearing = new Hearing({
      conversation,
      newId,
      turn: () => this.runner.turnOnTheWire,
      isEnding: () => this.standing.state.kind === 'draining' || this.standing.state.kind === 'closed',
      isClosed: () => this.standing.state.kind === 'closed',
      onSign: () => {
        this.runner.watch?.sign();
        heard.fire();
      },
    });
    this.seat = new Seat(ports, (failure) => {
      if (this.standing.state.kind === 'idle') {
        this.standing.enter({ kind: 'gone', failure });
        this.hands.releaseIfIdle();
      }
    });
    const { standing, queue, hearing, seat } = this;
    this.hands = new Hands({ leases, pending, clock, conversation, standing, seat, hearing, queue });
    this.runner = new TurnRunner({
      ...{ clock, wheel, log, conversation, standing, queue, hearing, seat },
      limits: () => this.#limits(),
      place: this.#place,
      apply: this.underWay.apply,
      noteFor: this.underWay.noteFor,
      // Politely: other sessions may share the process.
      dismissAgent: () => void seat.close(this.fate),
      onEnd: (end) => turnEnded.fire(end),
      onRest: () => this.hands.releaseIfIdle(),
    });
    this.intake = new Intake({ hands: this.hands, queue, standing, runner: this.runner });
    this.later = new AskLater({ clock, conversation, store, ask: () => void this.intake.retry() });
  }

  get slots(): TurnSlots {
    return this.ports.slots[this.conversation.record.kind ?? 'ordinary'];
  }

  #entered(): void {
    this.runner.unwatch();
    this.conversation.touch();
    if (!runsTurn(this.standing.state)) {
      this.#place.leave();
    }
    // Only now: whoever was told of it may have moved the session on.
    const { state } = this.standing;
    switch (state.kind) {
      case 'waiting':
        // A turn begins, in whatever way.
        return this.later.cancel();
      case 'detached':
      case 'gone':
        // Nobody sits here any more, and soon any window may write in it.
        return this.hearing.close();
      case 'idle': {
        const { standing, conversation, queue, hands } = this;
        return releaseWhenIdle(state.link, this.#limits().idleReleaseMs, { standing, conversation, queue, letGo: () => hands.letGo() });
      }
      default:
    }
  }

  #limits(): SessionLimits {
    return this.ports.limits(this.conversation.record);
  }
}
