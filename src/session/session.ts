/**
 * One session: a conversation, and at most one agent at a time that it is held with. Its state (`standing.ts`) is the only truth about
 * what goes on; what is shown outside (`status`) is derived. `turnRunner.ts` runs its turns, `custody.ts` knows which window may.
 *
 * - `detached`: no process. A prompt leads to `waiting`.
 * - `waiting`: as many turns run elsewhere as may at once. The prompt stays in the queue, and can be taken back from it.
 * - `starting`: a turn is taken and its prompt is on disk, not on the wire; the agent is being started, or its session loaded.
 * - `idle`: linked, nothing runs. The agent's death leads to `gone`.
 * - `working`: the turn's prompt is on the wire. Its end leads to `idle`, or to `detached` when the agent went with it.
 * - `draining`: the agent was asked to end, by Stop or after its silence. Nothing is sent until the old request has settled, so that two
 *   turns never mix. A silent agent is killed when the grace is over. After a Stop it is `overdue` then: the turn has ended, prompts queue,
 *   and at the force limit the process is killed.
 * - `gone`: the agent died while nothing ran. A prompt leads to `waiting`, with the same session of the agent.
 * - `closed`: the window closes or the session is deleted; nothing leaves it.
 */
import { Emitter } from '../base/event';
import type { IdleWheel } from '../base/idleBound';
import type { Content } from './content';
import { Conversation } from './conversation';
import type { ConversationPorts } from './conversation';
import type { ConversationFact } from './conversationEvent';
import { AskLater } from './askLater';
import type { AskLaterStatus } from './askLater';
import { Custody } from './custody';
import type { AgentConnector, AgentLink, AgentSessionFate, Leases, LeaseState, PendingTurns, SessionKind, SessionRecord } from './port';
import { Hearing } from './hearing';
import { PromptQueue } from './promptQueue';
import type { PromptReceipt, PromptRequest, Refusal } from './promptQueue';
import { Seat } from './seat';
import { runsTurn, statusOf } from './sessionState';
import { Standing } from './standing';
import type { SessionStatus } from './status';
import { TurnRunner } from './turnRunner';
import type { RunLimits, TurnEnd } from './turnRunner';
import type { TurnPlace, TurnSlots } from './turnSlots';

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

/** At an agent that rests and still has something running. */
const lookAgainMs = 300_000;

export class Session {
  readonly #hearing: Hearing;
  readonly #seat: Seat;
  readonly #standing: Standing;
  readonly #queue: PromptQueue;
  readonly #place: TurnPlace;
  readonly #runner: TurnRunner;
  readonly #custody: Custody;
  readonly #later: AskLater;
  /** Once it is closed. */
  #fate: AgentSessionFate = 'kept';
  readonly #turnEnded: Emitter<TurnEnd>;
  /** A turn has ended, in whatever way; not told of a window that closes. */
  readonly onDidEndTurn;

  private constructor(
    readonly conversation: Conversation,
    private readonly ports: SessionPorts,
  ) {
    this.#hearing = new Hearing({
      conversation,
      newId: ports.newId,
      turn: () => this.#runner.turnOnTheWire,
      isEnding: () => this.#standing.state.kind === 'draining' || this.#standing.state.kind === 'closed',
      onSign: () => this.#runner.watch?.sign(),
    });
    this.#later = new AskLater({ clock: ports.clock, conversation, store: ports.store, ask: () => void this.retry() });
    this.#queue = new PromptQueue(conversation, ports.newId);
    this.#turnEnded = new Emitter((error) => ports.log.warn(`A listener of session ${conversation.record.id} failed: ${String(error)}`));
    this.onDidEndTurn = this.#turnEnded.event;
    this.#place = this.#slots.place();
    this.#custody = new Custody({ leases: ports.leases, clock: ports.clock, conversation, onChange: (state) => this.#handsChanged(state) });
    this.#standing = new Standing(ports.clock, () => this.#entered());
    this.#seat = new Seat(ports, (failure) => {
      if (this.#standing.state.kind === 'idle') {
        this.#standing.enter({ kind: 'gone', failure });
        this.#releaseIfIdle();
      }
    });
    this.#runner = new TurnRunner({
      clock: ports.clock,
      wheel: ports.wheel,
      log: ports.log,
      limits: () => this.#limits(),
      conversation,
      standing: this.#standing,
      place: this.#place,
      queue: this.#queue,
      hearing: this.#hearing,
      seat: this.#seat,
      apply: (fact) => this.#apply(fact),
      // Politely: other sessions may share the process.
      dismissAgent: () => void this.#seat.close(this.#fate),
      onEnd: (end) => this.#turnEnded.fire(end),
      onRest: () => this.#releaseIfIdle(),
    });
  }

  /** A session in which nothing was asked yet; on disk from its first prompt on. */
  static create(record: SessionRecord, ports: SessionPorts): Session {
    return new Session(Conversation.create(record, ports), ports);
  }

  /** A session of an earlier window. A turn that was under way when its window went is taken as interrupted. */
  static open(record: SessionRecord, ports: SessionPorts): Session {
    const session = new Session(Conversation.open(record, ports), ports);
    session.#custody.follow();
    session.#leftAlone();
    return session;
  }

  get id(): string {
    return this.record.id;
  }

  get record(): SessionRecord {
    return this.conversation.record;
  }

  get transcript(): Conversation['transcript'] {
    return this.conversation.transcript;
  }

  get queueHeld(): boolean {
    return this.#queue.isHeld;
  }

  get status(): SessionStatus {
    if (this.#custody.state === 'elsewhere') {
      return { kind: 'elsewhere', turn: this.transcript.openTurn === undefined ? 'none' : 'running', wish: this.#custody.wish };
    }
    const interrupted = this.ports.pending.interrupted(this.id);
    if (interrupted && (this.#standing.state.kind === 'detached' || this.#standing.state.kind === 'idle')) {
      return { kind: 'interrupted', turn: interrupted };
    }
    return statusOf(this.#standing.state, {
      askedAt: this.transcript.askedAt,
      what: this.conversation.activity.what,
      silence: this.#runner.watch?.silence,
      attention: this.#runner.watch?.attention,
      running: this.#slots.running,
    });
  }

  /** Takes a prompt: on disk when this returns `accepted`, sent when its turn comes. */
  prompt(request: PromptRequest): PromptReceipt {
    return this.#whenOurs(() => this.#queue.take(request));
  }

  /** Asks the running turn to end; it has ended when the grace is over, whatever the agent does. What waits in the queue is held. */
  stop(): void {
    this.#runner.drain.stop();
  }

  /** The silent agent gets another full window. */
  keepWaiting(): void {
    this.#runner.watch?.keepWaiting();
  }

  /** The user has seen why the turn was brought to attention, and it may go on. */
  letGoOn(): void {
    this.#runner.watch?.letGoOn();
  }

  /** Kills the agent's process; the turn has ended when this returns. The next prompt starts it again, with the same session. */
  forceStop(): void {
    this.#runner.drain.force();
  }

  /** Lets the agent's process go, after a Stop if need be; the next prompt starts a fresh one with the same session. */
  async restartAgent(): Promise<void> {
    this.forceStop();
    this.ports.connector.giveAnotherChance(this.record.agent);
    if (this.#standing.state.kind === 'idle' || this.#standing.state.kind === 'gone') {
      await this.#letGo();
    }
  }

  /** What is read while something runs is read at each use; an agent at rest rests anew. */
  settingsChanged(): void {
    const { state } = this.#standing;
    if (state.kind === 'idle') {
      this.#standing.enter(state);
    }
  }

  /** Asks the last prompt that had its turn once more, as a prompt of its own, before those that wait. */
  retry(): PromptReceipt {
    return this.#whenOurs(() => this.#queue.takeAgain());
  }

  get askLater(): AskLaterStatus | undefined {
    return this.#later.status;
  }

  /** The turn met a usage limit: its prompt is asked once more when that is reset, because the user says so now. */
  askAtReset(): void {
    const end = this.transcript.items().at(-1);
    const failure = end?.kind === 'end' && end.outcome.kind === 'failed' ? end.outcome.failure : undefined;
    if (failure?.kind === 'rpc' && failure.resetsAt !== undefined && !this.#takeUp()) {
      this.#later.set(failure.resetsAt);
      this.#releaseIfIdle();
    }
  }

  doNotAskAtReset(): void {
    if (!this.#takeUp()) {
      this.#later.cancel();
      this.#releaseIfIdle();
    }
  }

  /** Goes on with what was interrupted, before anything that waits. `prompt` is asked for when this window has the session, and says
   * whether that is still wanted. */
  resume(prompt: () => PromptRequest | undefined): PromptReceipt {
    return this.#whenOurs(() => {
      const request = prompt();
      if (request) {
        this.#queue.dropRecoveries();
      }
      return request ? this.#queue.take(request) : { kind: 'refused', why: 'changed' };
    });
  }

  /** Goes on with a queue that a stop or a failure held. */
  sendQueued(): void {
    if (!this.#takeUp()) {
      this.#queue.release();
      this.#runner.next();
      this.#releaseIfIdle();
    }
  }

  /** Takes a prompt back that still waits; says its content, or nothing when it is too late. */
  withdraw(turnId: string): readonly Content[] | undefined {
    const { state } = this.#standing;
    if (state.kind === 'starting' && state.turn.id === turnId) {
      return undefined;
    }
    const content = this.#takeUp() ? undefined : this.#queue.withdraw(turnId);
    if (content && state.kind === 'waiting' && state.turnId === turnId) {
      this.#runner.rest();
    }
    this.#releaseIfIdle();
    return content;
  }

  answer(questionId: string, optionId: string): void {
    this.#hearing.answer(questionId, optionId);
  }

  /** Asks the window that has it for it. */
  takeOver(): void {
    // It never rejects, and says what came of it by its state.
    void this.#custody.takeOver();
  }

  /** Another window would like to have it: it gets it when nothing runs. */
  handOver(): void {
    const { kind } = this.#standing.state;
    if (kind === 'idle' || kind === 'detached' || kind === 'gone') {
      // Bounded by the link, which never rejects.
      void this.#letGo();
    }
  }

  /** Another window has taken it, because it had to believe that this one is gone. What still runs here ends, and is not written. */
  lose(): void {
    const { state } = this.#standing;
    this.#custody.lose();
    this.#seat.kill();
    this.#hearing.close();
    if ('turn' in state) {
      state.turn.stop();
      state.turn.end({ kind: 'interrupted', by: 'restart' });
    }
    this.#standing.enter({ kind: 'detached' });
  }

  rename(title: string): void {
    this.conversation.update({ title, titledBy: 'user' });
    this.conversation.touch();
  }

  chooseAgent(agent: string): void {
    if (!this.conversation.begun) {
      this.conversation.update({ agent });
      this.conversation.touch();
    }
  }

  /** The window closes: the open turn is recorded as interrupted, the agent asked to end it; its process is the caller's to end. */
  interrupt(): void {
    const state = this.#standing.state;
    if (state.kind === 'closed') {
      return;
    }
    const turn = state.kind === 'starting' || state.kind === 'working' || state.kind === 'draining' ? state.turn : undefined;
    this.#standing.enter({ kind: 'closed' });
    this.#later.close();
    this.#custody.freeze();
    this.#hearing.withdrawQuestions();
    turn?.stop();
    // A prompt that was not sent stays in the queue, and what runs in another window is none of our business.
    if (this.transcript.openTurn !== undefined && this.#custody.state !== 'elsewhere') {
      const stopped = state.kind === 'draining' && state.phase !== 'stalled';
      const by = stopped ? ({ kind: 'cancelled', late: true } as const) : ({ kind: 'interrupted', by: 'shutdown' } as const);
      this.#apply({ kind: 'ended', turnId: this.transcript.openTurn, outcome: by });
    }
    if (state.kind === 'working') {
      state.link.cancel();
    }
  }

  /** Ends the session for good in this window: its turn, its link, its file. */
  async close(fate: AgentSessionFate = 'kept'): Promise<void> {
    this.#fate = fate;
    this.interrupt();
    await this.#seat.close(fate);
    this.#custody.close();
    this.conversation.close();
  }

  /** The agent may go, and any window may have the session. */
  async #letGo(): Promise<void> {
    this.#standing.enter({ kind: 'detached' });
    await this.#seat.close();
    if (this.#standing.state.kind === 'detached') {
      this.#custody.release();
    }
  }

  #handsChanged(state: LeaseState): void {
    if (state === 'free') {
      this.#leftAlone();
      this.ports.pending.lookAt(this.id);
    }
    this.conversation.touch();
  }

  /** Nobody has it. A turn that is still open ended with the window that it ran in. */
  #leftAlone(): void {
    const { openTurn, stopPressed } = this.transcript;
    if (this.#custody.state === 'free') {
      if (openTurn !== undefined) {
        this.conversation.presume({ kind: 'ended', turnId: openTurn, outcome: stopPressed ? { kind: 'cancelled', late: true } : { kind: 'interrupted', by: 'crash' } });
      }
      for (const questionId of [...this.transcript.openQuestions]) {
        // Asked between the turns: who asked is gone.
        this.conversation.presume({ kind: 'answered', questionId });
      }
      // Nothing starts by itself: what waited when that window went waits for the user.
      this.#queue.hold();
    }
  }

  #whenOurs(take: () => PromptReceipt): PromptReceipt {
    const refusal = this.#takeUp();
    if (refusal) {
      return refusal;
    }
    const receipt = take();
    if (receipt.kind === 'accepted') {
      this.#runner.next();
    }
    this.#releaseIfIdle();
    return receipt;
  }

  /** Before anything is written: this window has the session from now on, until nothing runs in it any more, or it says why not. */
  #takeUp(): Refusal | undefined {
    if (this.#standing.state.kind === 'closed') {
      return { kind: 'refused', why: 'closed' };
    }
    try {
      return this.#custody.take() === 'ours' ? undefined : { kind: 'refused', why: 'elsewhere' };
    } catch (error) {
      return { kind: 'refused', why: 'disk', reason: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Nothing runs, and no agent of ours sits in it: any window may have it. */
  #releaseIfIdle(): void {
    const { kind } = this.#standing.state;
    if (kind === 'detached' || kind === 'gone') {
      this.#custody.release();
    }
  }

  #entered(): void {
    this.#runner.unwatch();
    this.conversation.touch();
    if (!runsTurn(this.#standing.state)) {
      this.#place.leave();
    }
    const { kind } = this.#standing.state;
    if (kind === 'waiting') {
      // A turn begins, in whatever way.
      this.#later.cancel();
    }
    if (kind === 'detached' || kind === 'gone') {
      // Nobody sits here any more, and soon any window may write in it.
      this.#hearing.close();
    }
    if (this.#standing.state.kind === 'idle') {
      this.#letGoLater(this.#standing.state.link, this.#limits().idleReleaseMs);
    }
  }

  /** An agent that nobody asks anything is let go, unless something of it still runs or waits; it comes back with the next prompt. */
  #letGoLater(link: AgentLink, afterMs: number): void {
    if (afterMs > 0) {
      this.#standing.whileHere(afterMs, () => {
        if (link.runningTerminals === 0 && !this.#queue.isHeld && this.transcript.openQuestions.size === 0) {
          // Bounded by the link, which never rejects.
          void this.#letGo();
        } else {
          this.#letGoLater(link, lookAgainMs);
        }
      });
    }
  }

  #limits(): SessionLimits {
    return this.ports.limits(this.record);
  }

  get #slots(): TurnSlots {
    return this.ports.slots[this.record.kind ?? 'ordinary'];
  }

  /** What is under way is remembered before it is sent, and forgotten behind its end, or behind the user's Stop. */
  #apply(fact: ConversationFact): void {
    const { pending } = this.ports;
    if (fact.kind === 'sent') {
      const prompt = this.transcript.get(fact.turnId);
      pending.begin(this.id, { turnId: fact.turnId, origin: prompt?.kind === 'user' ? prompt.origin : 'user' });
    }
    this.conversation.apply(fact);
    if (fact.kind === 'stopPressed') {
      pending.settle(this.id, fact.turnId, { kind: 'cancelled', late: false });
    } else if (fact.kind === 'ended') {
      pending.settle(this.id, fact.turnId, fact.outcome);
    }
  }
}
