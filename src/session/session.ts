/**
 * One session: a conversation, and at most one agent at a time that it is held with. Its state (`standing.ts`) is the only truth about
 * what goes on; what is shown outside (`status`) is derived. How a turn is ended from our side stands in `drain.ts`.
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
import { Attention } from './attention';
import { Custody } from './custody';
import { Drain } from './drain';
import type { DrainLimits } from './drain';
import { AgentFailureError } from './failure';
import { toolItemId } from './item';
import type { TurnOutcome } from './outcome';
import type { AgentConnector, AgentLink, AgentSessionFate, Leases, LeaseState, PendingTurns, SessionRecord } from './port';
import { Hearing } from './hearing';
import { PromptQueue } from './promptQueue';
import type { PromptReceipt, PromptRequest } from './promptQueue';
import { Seat } from './seat';
import { isFinal } from './toolItem';
import { runsTurn, statusOf } from './sessionState';
import { Silence } from './silence';
import type { SilenceLimits } from './silence';
import { Standing } from './standing';
import type { SessionStatus } from './status';
import { failureOf, isLost, Turn } from './turn';
import type { TurnEvent } from './turn';
import type { TurnPlace, TurnSlots } from './turnSlots';

export interface SessionPorts extends ConversationPorts {
  readonly leases: Leases;
  readonly pending: PendingTurns;
  readonly connector: AgentConnector;
  readonly newId: () => string;
  readonly wheel: Pick<IdleWheel, 'watch'>;
  readonly slots: TurnSlots;
  /** Of an agent; read at each use. */
  readonly limits: (agent: string) => SessionLimits;
}

/** In milliseconds. */
export interface SessionLimits extends SilenceLimits, DrainLimits {
  readonly retryWhenSilent: boolean;
  /** A turn that is longer is brought to attention; 0: none is. */
  readonly turnNoticeMs: number;
  /** How long an agent may be at rest; 0: for ever. */
  readonly idleReleaseMs: number;
}

export interface TurnEnd {
  readonly turnId: string;
  readonly outcome: TurnOutcome;
}

/** At an agent that rests and still has something running. */
const lookAgainMs = 300_000;

/** From then on a start is said to be slow: it may be a first one, that downloads. */
const slowStartMs = 10_000;

export class Session {
  readonly #hearing: Hearing;
  readonly #seat: Seat;
  readonly #standing: Standing;
  readonly #queue: PromptQueue;
  readonly #drain: Drain;
  readonly #place: TurnPlace;
  readonly #custody: Custody;
  /** Once it is closed. */
  #fate: AgentSessionFate = 'kept';
  /** Both of the turn that works. */
  #silence: Silence | undefined;
  #attention: Attention | undefined;
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
      turn: () => this.#turnOnTheWire(),
      isEnding: () => this.#standing.state.kind === 'draining' || this.#standing.state.kind === 'closed',
      onSign: () => this.#silence?.sign(),
    });
    this.#queue = new PromptQueue(conversation, ports.newId);
    this.#turnEnded = new Emitter((error) => ports.log.warn(`A listener of session ${conversation.record.id} failed: ${String(error)}`));
    this.onDidEndTurn = this.#turnEnded.event;
    this.#place = ports.slots.place();
    this.#custody = new Custody({ leases: ports.leases, clock: ports.clock, conversation, onChange: (state) => this.#handsChanged(state) });
    this.#standing = new Standing(ports.clock, () => this.#entered());
    this.#drain = new Drain({
      clock: ports.clock,
      standing: this.#standing,
      hearing: this.#hearing,
      queue: this.#queue,
      limits: () => this.#limits(),
      apply: (fact) => this.#apply(fact),
      kill: (turn) => this.#kill(turn),
      drop: (turnId) => this.#drop(turnId),
    });
    this.#seat = new Seat(ports, (failure) => {
      if (this.#standing.state.kind === 'idle') {
        this.#standing.enter({ kind: 'gone', failure });
        this.#releaseIfIdle();
      }
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
      silence: this.#silence?.status,
      attention: this.#attention?.status,
      running: this.ports.slots.running,
    });
  }

  /** Takes a prompt: on disk when this returns `accepted`, sent when its turn comes. */
  prompt(request: PromptRequest): PromptReceipt {
    return this.#whenOpen(() => this.#queue.take(request));
  }

  /** Asks the running turn to end; it has ended when the grace is over, whatever the agent does. What waits in the queue is held. */
  stop(): void {
    this.#drain.stop();
  }

  /** The silent agent gets another full window. */
  keepWaiting(): void {
    this.#silence?.keepWaiting();
  }

  /** The user has seen why the turn was brought to attention, and it may go on. */
  letGoOn(): void {
    this.#attention?.dismiss();
  }

  /** Kills the agent's process; the turn has ended when this returns. The next prompt starts it again, with the same session. */
  forceStop(): void {
    this.#drain.force();
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

  /** Asks the last prompt once more, as a prompt of its own. */
  retry(): PromptReceipt {
    return this.#whenOpen(() => this.#queue.takeAgain());
  }

  /** Goes on with what was interrupted, before anything that waits. `prompt` is asked for when this window has the session, and says
   * whether that is still wanted. */
  resume(prompt: () => PromptRequest | undefined): PromptReceipt {
    return this.#whenOpen(() => {
      const request = prompt();
      return request ? this.#queue.take(request) : { kind: 'refused', why: 'changed' };
    });
  }

  /** Goes on with a queue that a stop or a failure held. */
  sendQueued(): void {
    if (this.#mayWrite()) {
      this.#queue.release();
      this.#next();
    }
  }

  /** Takes a prompt back that still waits; says its content, or nothing when it is too late. */
  withdraw(turnId: string): readonly Content[] | undefined {
    const { state } = this.#standing;
    if (state.kind === 'starting' && state.turn.id === turnId) {
      return undefined;
    }
    const content = this.#mayWrite() ? this.#queue.withdraw(turnId) : undefined;
    if (content && state.kind === 'waiting' && state.turnId === turnId) {
      this.#rest();
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
    this.#custody.freeze();
    this.#hearing.withdrawQuestions();
    turn?.stop();
    // A prompt that was not sent stays in the queue.
    if (this.transcript.openTurn !== undefined) {
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
      // Nothing starts by itself: what waited when that window went waits for the user.
      this.#queue.hold();
    }
  }

  /** Whether this window may write, from now on until nothing runs any more. Throws where the disk refuses. */
  #mayWrite(): boolean {
    return this.#standing.state.kind !== 'closed' && this.#custody.take() === 'ours';
  }

  #whenOpen(take: () => PromptReceipt): PromptReceipt {
    if (this.#standing.state.kind === 'closed') {
      return { kind: 'refused', why: 'closed' };
    }
    try {
      if (!this.#mayWrite()) {
        return { kind: 'refused', why: 'elsewhere' };
      }
    } catch (error) {
      return { kind: 'refused', why: 'disk', reason: error instanceof Error ? error.message : String(error) };
    }
    const receipt = take();
    if (receipt.kind === 'accepted') {
      this.#next();
    }
    this.#releaseIfIdle();
    return receipt;
  }

  #next(): void {
    const { kind } = this.#standing.state;
    const prompt = this.#queue.next;
    if (!prompt || (kind !== 'idle' && kind !== 'detached' && kind !== 'gone')) {
      return;
    }
    const { clock } = this.ports;
    this.#standing.enter({ kind: 'waiting', turnId: prompt.id, since: clock.wall() });
    this.#place.ask(() => this.#start(new Turn(prompt.id, prompt.content, clock.wall())));
  }

  #start(turn: Turn): void {
    // #run has no way to reject but a mistake of ours, which must neither end in silence nor leave the turn without an end.
    this.#run(turn).catch((error: unknown) => {
      turn.end({ kind: 'failed', failure: failureOf(error) });
      this.#kill(turn);
    });
  }

  async #run(turn: Turn): Promise<void> {
    this.#starts(turn);
    let link: AgentLink;
    try {
      link = this.#seat.link ?? (await this.#connect(turn));
      turn.stopped.throwIfAborted();
    } catch (error) {
      this.#settle(turn, turn.stopped.aborted ? { kind: 'cancelled', late: false } : { kind: 'failed', failure: failureOf(error) });
      return;
    }
    if (this.#standing.state.kind !== 'starting' || this.#standing.state.turn !== turn) {
      return;
    }
    this.#apply({ kind: 'sent', turnId: turn.id });
    this.#standing.enter({ kind: 'working', turn, link });
    this.#silence = this.#listenTo(turn, link);
    this.#attention = new Attention({
      clock: this.ports.clock,
      turnNoticeMs: () => this.#limits().turnNoticeMs,
      isAsking: () => this.transcript.openQuestions.size > 0,
      onChange: () => this.conversation.touch(),
    });
    void turn.send(link).then((agent) => this.#requestSettled(turn, agent));
    for await (const event of turn.events()) {
      this.#saw(turn, event);
    }
  }

  #starts(turn: Turn, waitMs?: number): void {
    this.#standing.enter({ kind: 'starting', turn, slow: false, ...(waitMs !== undefined && { waitMs }) });
    if (waitMs === undefined) {
      this.#standing.whileHere(slowStartMs, () => this.#standing.enter({ kind: 'starting', turn, slow: true }));
    }
  }

  /** From the moment the prompt is sent. */
  #listenTo(turn: Turn, link: AgentLink): Silence {
    return new Silence({
      wheel: this.ports.wheel,
      wall: () => this.ports.clock.wall(),
      limits: () => this.#limits(),
      isHeld: () => link.isReadingPaused || this.transcript.openQuestions.size > 0,
      isUsingTool: () => this.conversation.activity.usesTool,
      onChange: () => this.conversation.touch(),
      onStall: (silentMs) => this.#drain.stalled(turn, link, silentMs),
    });
  }

  #saw(turn: Turn, event: TurnEvent): void {
    if (event.kind === 'fact') {
      this.#apply(event.fact);
      this.#lookAt(event.fact);
    } else {
      this.#settle(turn, event.outcome);
    }
  }

  #lookAt(fact: ConversationFact): void {
    if (fact.kind === 'update' && fact.update.kind === 'tool') {
      const call = this.transcript.get(toolItemId(fact.update.tool.callId));
      if (call?.kind === 'tool' && isFinal(call.status)) {
        this.#attention?.saw(call);
      }
    }
  }

  async #connect(turn: Turn): Promise<AgentLink> {
    const { id: sessionId, agent, cwd, agentSessionId } = this.record;
    const request = { sessionId, agent, cwd, ...(agentSessionId === undefined ? {} : { agentSessionId }) };
    const origin = await this.#seat.take(request, this.#hearing.listener(), turn.stopped, (waitMs) => this.#starts(turn, waitMs));
    const { link } = this.#seat;
    if (!link || this.#standing.state.kind === 'closed') {
      // Politely: other sessions may share the process.
      void this.#seat.close(this.#fate);
      throw new AgentFailureError({ kind: 'disconnected', stderr: [] });
    }
    if (origin === 'lost') {
      this.#apply({ kind: 'newAgentSession' });
    }
    this.conversation.update({ agentSessionId: link.agentSessionId });
    return link;
  }

  #turnOnTheWire(): Turn | undefined {
    const state = this.#standing.state;
    const isOpen = (state.kind === 'working' || state.kind === 'draining') && this.transcript.openTurn === state.turn.id;
    return isOpen ? state.turn : undefined;
  }

  /** The agent is done with the turn's request, in time or not. */
  #requestSettled(turn: Turn, agent: 'there' | 'lost'): void {
    const state = this.#standing.state;
    if (state.kind === 'draining' && state.phase === 'overdue' && state.turn === turn) {
      if (agent === 'lost') {
        this.#seat.leave();
      }
      this.#rest();
    }
  }

  #settle(turn: Turn, outcome: TurnOutcome): void {
    const state = this.#standing.state;
    if (this.#shallRetry(turn, outcome)) {
      return this.#retry(turn, outcome);
    }
    if (state.kind !== 'closed') {
      this.#hearing.withdrawQuestions();
      this.#apply({ kind: 'ended', turnId: turn.id, outcome });
      // A stop has held the queue when it was pressed; what was asked since is meant to be sent.
      if (outcome.kind === 'failed' || outcome.kind === 'stalled') {
        this.#queue.hold();
        // What the agent said of it was cut and cleaned of secrets where it was heard.
        this.ports.log.warn(`Session ${this.id}: the turn ended: ${JSON.stringify(outcome)}`);
      }
      this.conversation.update({ updatedAt: this.ports.clock.wall() });
      this.#turnEnded.fire({ turnId: turn.id, outcome });
    }
    this.#hearing.hearLate();
    this.conversation.sync();
    if (outcome.kind === 'failed' && isLost(outcome.failure)) {
      // The turn has said so; the link is nobody's any more.
      this.#seat.leave();
    }
    if ('turn' in state && state.turn === turn && !(state.kind === 'draining' && state.phase === 'overdue')) {
      this.#rest();
    }
  }

  #shallRetry(turn: Turn, outcome: TurnOutcome): boolean {
    const state = this.#standing.state;
    const isOpen = 'turn' in state && state.turn === turn && this.transcript.openTurn === turn.id;
    const cameToNothing = outcome.kind === 'stalled' || (outcome.kind === 'failed' && isLost(outcome.failure));
    return isOpen && cameToNothing && turn.mayRetry && this.#limits().retryWhenSilent;
  }

  /** The same prompt, under the same id, to a fresh process with the same session of the agent; once. */
  #retry(turn: Turn, outcome: TurnOutcome): void {
    this.ports.log.warn(`Session ${this.id}: the agent came to nothing (${outcome.kind}), so it is started again and asked once more.`);
    this.#seat.kill();
    this.#hearing.close();
    this.#hearing.hearLate();
    this.#apply({ kind: 'askedAgain', turnId: turn.id });
    this.#start(new Turn(turn.id, turn.content, this.ports.clock.wall(), 'second'));
  }

  /** The turn has ended when this returns, so that nothing of it can reach the next one. */
  #kill(turn: Turn): void {
    this.#seat.kill();
    this.#hearing.close();
    turn.end({ kind: 'cancelled', late: true });
    for (const event of turn.takeAll()) {
      this.#saw(turn, event);
    }
    if (this.#standing.state.kind === 'draining') {
      this.#rest();
    }
  }

  /** A prompt that still waited for its turn is stopped. */
  #drop(turnId: string): void {
    this.#apply({ kind: 'ended', turnId, outcome: { kind: 'cancelled', late: false } });
    this.#rest();
  }

  /** Nothing runs any more; what waits comes next. */
  #rest(): void {
    const { link } = this.#seat;
    this.#standing.enter(link ? { kind: 'idle', link } : { kind: 'detached' });
    this.#next();
    this.#releaseIfIdle();
  }

  /** Nothing runs, and no agent of ours sits in it: any window may have it. */
  #releaseIfIdle(): void {
    const { kind } = this.#standing.state;
    if (kind === 'detached' || kind === 'gone') {
      this.#custody.release();
    }
  }

  #entered(): void {
    this.#silence?.end();
    this.#silence = undefined;
    this.#attention?.end();
    this.#attention = undefined;
    this.conversation.touch();
    if (!runsTurn(this.#standing.state)) {
      this.#place.leave();
    }
    const { kind } = this.#standing.state;
    if (kind === 'detached' || kind === 'gone') {
      // Nobody sits here any more, and soon any window may write in it.
      this.#hearing.close();
    }
    if (this.#standing.state.kind === 'idle') {
      this.#letGoLater(this.#standing.state.link, this.#limits().idleReleaseMs);
    }
  }

  /** An agent that nobody asks anything is let go, unless something of it still runs; it comes back with the next prompt. */
  #letGoLater(link: AgentLink, afterMs: number): void {
    if (afterMs > 0) {
      this.#standing.whileHere(afterMs, () => {
        if (link.runningTerminals === 0 && !this.#queue.isHeld) {
          // Bounded by the link, which never rejects.
          void this.#letGo();
        } else {
          this.#letGoLater(link, lookAgainMs);
        }
      });
    }
  }

  #limits(): SessionLimits {
    return this.ports.limits(this.record.agent);
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
