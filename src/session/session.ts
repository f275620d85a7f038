/**
 * One session: a conversation, and at most one agent at a time that it is held with. Its state (`standing.ts`) is the only truth about
 * what goes on; what is shown outside (`status`) is derived. This is the face of it, what others may ask; how it is done stands in its
 * workings: `intake.ts` takes prompts, `turnRunner.ts` runs their turns, `drain.ts` ends them, `hands.ts` knows which window may.
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
import { archive, unarchive } from './archive';
import type { Archived } from './archive';
import type { AskLaterStatus } from './askLater';
import type { Content } from './content';
import { Conversation } from './conversation';
import type { AgentSessionFate, SessionRecord } from './port';
import type { PromptReceipt, PromptRequest } from './promptQueue';
import { statusOf } from './sessionState';
import type { SessionStatus } from './status';
import { Workings } from './workings';
import type { SessionPorts } from './workings';

export class Session {
  readonly #workings: Workings;
  /** A turn has ended, in whatever way; not told of a window that closes. */
  readonly onDidEndTurn;
  /** A sign of life of the agent, whatever it is; fires for every message. */
  readonly onDidHear;

  private constructor(
    readonly conversation: Conversation,
    private readonly ports: SessionPorts,
  ) {
    this.#workings = new Workings(conversation, ports);
    this.onDidEndTurn = this.#workings.onDidEndTurn;
    this.onDidHear = this.#workings.onDidHear;
  }

  /** A session in which nothing was asked yet; on disk from its first prompt on. */
  static create(record: SessionRecord, ports: SessionPorts): Session {
    return new Session(Conversation.create(record, ports), ports);
  }

  /** A session of an earlier window. A turn that was under way when its window went is taken as interrupted. */
  static open(record: SessionRecord, ports: SessionPorts): Session {
    const session = new Session(Conversation.open(record, ports), ports);
    session.#workings.hands.follow();
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
    return this.#workings.queue.isHeld;
  }

  get status(): SessionStatus {
    if (this.#workings.hands.state === 'elsewhere') {
      return { kind: 'elsewhere', turn: this.transcript.openTurn === undefined ? 'none' : 'running', wish: this.#workings.hands.wish };
    }
    const interrupted = this.ports.pending.interrupted(this.id);
    if (interrupted && (this.#workings.standing.state.kind === 'detached' || this.#workings.standing.state.kind === 'idle')) {
      return { kind: 'interrupted', turn: interrupted };
    }
    return statusOf(this.#workings.standing.state, {
      askedAt: this.transcript.askedAt,
      what: this.conversation.activity.what,
      silence: this.#workings.runner.watch?.silence,
      attention: this.#workings.runner.watch?.attention,
      running: this.#workings.slots.running,
    });
  }

  /** Takes a prompt: on disk when this returns `accepted`, sent when its turn comes. */
  prompt(request: PromptRequest): PromptReceipt {
    return this.#workings.intake.prompt(request);
  }

  /** Asks the running turn to end; it has ended when the grace is over, whatever the agent does. What waits in the queue is held. */
  stop(): void {
    this.#workings.runner.drain.stop();
  }

  /** The silent agent gets another full window. */
  keepWaiting(): void {
    this.#workings.runner.watch?.keepWaiting();
  }

  /** The user has seen why the turn was brought to attention, and it may go on. */
  letGoOn(): void {
    this.#workings.runner.watch?.letGoOn();
  }

  /** Kills the agent's process; the turn has ended when this returns. The next prompt starts it again, with the same session. */
  forceStop(): void {
    this.#workings.runner.drain.force();
  }

  /** Lets the agent's process go, after a Stop if need be; the next prompt starts a fresh one with the same session. */
  async restartAgent(): Promise<void> {
    this.ports.connector.giveAnotherChance(this.record.agent);
    await this.letAgentGo();
  }

  /** The same, for one that is not needed any more; says whether it has gone. Bounded by the link. */
  async letAgentGo(): Promise<'gone' | 'alive'> {
    this.forceStop();
    const { standing, hands, seat } = this.#workings;
    return standing.state.kind === 'idle' || standing.state.kind === 'gone' ? hands.letGo() : seat.close();
  }

  /** This window has it. */
  get isHere(): boolean {
    return this.#workings.hands.state === 'ours';
  }

  /** Commands that its agent has us run and that have not ended. */
  get runningTerminals(): number {
    return this.#workings.seat.link?.runningTerminals ?? 0;
  }

  /** What it worked on is somebody else's now: said in the conversation, where this window may write in it. */
  tellTakenOver(attempt: number | undefined): void {
    if (this.#workings.hands.state === 'ours') {
      this.#workings.underWay.apply({ kind: 'takenOver', ...(attempt !== undefined && { attempt }) });
    }
  }

  /** What is read while something runs is read at each use; an agent at rest rests anew. */
  settingsChanged(): void {
    const { state } = this.#workings.standing;
    if (state.kind === 'idle') {
      this.#workings.standing.enter(state);
    }
  }

  /** Asks the last prompt that had its turn once more, as a prompt of its own, before those that wait. */
  retry(): PromptReceipt {
    return this.#workings.intake.retry();
  }

  get askLater(): AskLaterStatus | undefined {
    return this.#workings.later.status;
  }

  /** The turn met a usage limit: its prompt is asked once more when that is reset, because the user says so now. */
  askAtReset(): void {
    const end = this.transcript.items().at(-1);
    const failure = end?.kind === 'end' && end.outcome.kind === 'failed' ? end.outcome.failure : undefined;
    if (failure?.kind === 'rpc' && failure.resetsAt !== undefined && !this.#workings.hands.take()) {
      this.#workings.later.set(failure.resetsAt);
      this.#workings.hands.releaseIfIdle();
    }
  }

  doNotAskAtReset(): void {
    if (!this.#workings.hands.take()) {
      this.#workings.later.cancel();
      this.#workings.hands.releaseIfIdle();
    }
  }

  /** Goes on with what was interrupted, before anything that waits. `prompt` is asked for when this window has the session, and says
   * whether that is still wanted. */
  resume(prompt: () => PromptRequest | undefined): PromptReceipt {
    return this.#workings.intake.resume(prompt);
  }

  /** Goes on with a queue that a stop or a failure held. */
  sendQueued(): void {
    this.#workings.intake.sendQueued();
  }

  /** Takes a prompt back that still waits; says its content, or nothing when it is too late. */
  withdraw(turnId: string): readonly Content[] | undefined {
    return this.#workings.intake.withdraw(turnId);
  }

  answer(questionId: string, optionId: string): void {
    this.#workings.hearing.answer(questionId, optionId);
  }

  /** Asks the window that has it for it. */
  takeOver(): void {
    this.#workings.hands.takeOver();
  }

  /** Another window would like to have it: it gets it when nothing runs. */
  handOver(): void {
    this.#workings.hands.handOver();
  }

  /** Another window has taken it, because it had to believe that this one is gone. What still runs here ends, and is not written. */
  lose(): void {
    this.#workings.hands.lose();
  }

  rename(title: string): void {
    this.conversation.update({ title, titledBy: 'user' });
    this.conversation.touch();
  }

  /** Puts it away until the next prompt, or says why it stays. */
  archive(): Archived {
    return archive(this.conversation, this.#workings, this.ports.clock);
  }

  unarchive(): void {
    unarchive(this.conversation);
  }

  chooseAgent(agent: string): void {
    if (!this.conversation.begun) {
      this.conversation.update({ agent });
      this.conversation.touch();
    }
  }

  /** The window closes: the open turn is recorded as interrupted, the agent asked to end it; its process is the caller's to end. */
  interrupt(): void {
    const state = this.#workings.standing.state;
    if (state.kind === 'closed') {
      return;
    }
    const turn = state.kind === 'starting' || state.kind === 'working' || state.kind === 'draining' ? state.turn : undefined;
    this.#workings.standing.enter({ kind: 'closed' });
    this.#workings.later.close();
    this.#workings.hands.freeze();
    this.#workings.hearing.withdrawQuestions();
    turn?.stop();
    // A prompt that was not sent stays in the queue, and what runs in another window is none of our business.
    if (this.transcript.openTurn !== undefined && this.#workings.hands.state !== 'elsewhere') {
      const stopped = state.kind === 'draining' && state.phase !== 'stalled';
      const by = stopped ? ({ kind: 'cancelled', late: true } as const) : ({ kind: 'interrupted', by: 'shutdown' } as const);
      this.#workings.underWay.apply({ kind: 'ended', turnId: this.transcript.openTurn, outcome: by });
    }
    if (state.kind === 'working') {
      state.link.cancel();
    }
  }

  /** Ends the session for good in this window: its turn, its link, its file. One that is deleted is nobody else's until it is gone. */
  async close(fate: AgentSessionFate = 'kept'): Promise<void> {
    this.#workings.fate = fate;
    this.interrupt();
    await this.#workings.seat.close(fate);
    if (fate === 'kept') {
      this.#workings.hands.close();
    }
    this.conversation.close();
  }
}
