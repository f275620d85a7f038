/**
 * Runs the turns of a session, one after the other, as long as there is a prompt whose turn it is: waits for a slot, sees to an agent,
 * sends, hears what happens, and settles. It is the one place where turns start. How a turn is ended from our side stands in `drain.ts`;
 * what a session is beside its turns, in `session.ts`.
 */
import type { Clock } from '../base/clock';
import type { IdleWheel } from '../base/idleBound';
import type { Conversation } from './conversation';
import type { ConversationFact } from './conversationEvent';
import { Drain } from './drain';
import type { DrainLimits } from './drain';
import { AgentFailureError } from './failure';
import type { Hearing } from './hearing';
import type { TurnOutcome } from './outcome';
import type { AgentLink } from './port';
import type { PromptQueue } from './promptQueue';
import type { Seat } from './seat';
import type { Standing } from './standing';
import { failureOf, isLost, Turn } from './turn';
import type { TurnEvent } from './turn';
import type { TurnPlace } from './turnSlots';
import { TurnWatch } from './turnWatch';
import type { TurnLimits } from './turnWatch';

export interface TurnRunnerParts {
  readonly clock: Clock;
  readonly wheel: Pick<IdleWheel, 'watch'>;
  readonly log: { warn(message: string): void };
  readonly limits: () => RunLimits;
  readonly conversation: Conversation;
  readonly standing: Standing;
  readonly place: TurnPlace;
  readonly queue: PromptQueue;
  readonly hearing: Hearing;
  readonly seat: Seat;
  /** Into the conversation, and into the memory of what is under way. */
  readonly apply: (fact: ConversationFact) => void;
  /** What the agent is told along with a prompt of somebody else: see `UserItem`. */
  readonly noteFor: (turnId: string, agentSession: 'kept' | 'lost') => string | undefined;
  /** The agent came too late: nobody wants it any more. */
  readonly dismissAgent: () => void;
  readonly onEnd: (end: TurnEnd) => void;
  /** Nothing runs any more, and nothing waits whose turn it is. */
  readonly onRest: () => void;
}

export interface RunLimits extends TurnLimits, DrainLimits {
  readonly retryWhenSilent: boolean;
}

export interface TurnEnd {
  readonly turnId: string;
  readonly outcome: TurnOutcome;
}

/** From then on a start is said to be slow: it may be a first one, that downloads. */
const slowStartMs = 10_000;

export class TurnRunner {
  readonly drain: Drain;
  /** Of the turn that works. */
  #watch: TurnWatch | undefined;

  constructor(private readonly parts: TurnRunnerParts) {
    this.drain = new Drain({ ...parts, kill: (turn) => this.#kill(turn), drop: (turnId) => this.#drop(turnId) });
  }

  get watch(): TurnWatch | undefined {
    return this.#watch;
  }

  /** The turn whose prompt is on the wire, while it is open. */
  get turnOnTheWire(): Turn | undefined {
    const { state } = this.parts.standing;
    const isOpen = (state.kind === 'working' || state.kind === 'draining') && this.parts.conversation.transcript.openTurn === state.turn.id;
    return isOpen ? state.turn : undefined;
  }

  /** Begins with the prompt whose turn it is, if there is one and nothing runs. */
  next(): void {
    const { standing, queue, place, clock } = this.parts;
    const { kind } = standing.state;
    const prompt = queue.next;
    if (prompt && (kind === 'idle' || kind === 'detached' || kind === 'gone')) {
      standing.enter({ kind: 'waiting', turnId: prompt.id, since: clock.wall() });
      place.ask(() => this.#start(new Turn(prompt.id, prompt.content, clock.wall())));
    }
  }

  /** Nothing runs any more; what waits comes next. */
  rest(): void {
    const { seat, standing, onRest } = this.parts;
    standing.enter(seat.link ? { kind: 'idle', link: seat.link } : { kind: 'detached' });
    this.next();
    onRest();
  }

  /** Whatever the next state is: what was watched belongs to the one that it leaves. */
  unwatch(): void {
    this.#watch?.end();
    this.#watch = undefined;
  }

  #start(turn: Turn): void {
    // #run has no way to reject but a mistake of ours, which must neither end in silence nor leave the turn without an end.
    this.#run(turn).catch((error: unknown) => {
      turn.end({ kind: 'failed', failure: failureOf(error) });
      this.#kill(turn);
    });
  }

  async #run(turn: Turn): Promise<void> {
    const { standing, seat, apply, conversation } = this.parts;
    this.#starts(turn);
    let linked: Linked;
    try {
      linked = seat.link ? { link: seat.link, agentSession: 'kept' } : await this.#connect(turn);
      turn.stopped.throwIfAborted();
    } catch (error) {
      this.#settle(turn, turn.stopped.aborted ? { kind: 'cancelled', late: false } : { kind: 'failed', failure: failureOf(error) });
      return;
    }
    if (standing.state.kind !== 'starting' || standing.state.turn !== turn) {
      return;
    }
    const { link, agentSession } = linked;
    const note = this.parts.noteFor(turn.id, agentSession);
    apply({ kind: 'sent', turnId: turn.id, ...(note !== undefined && { note }) });
    standing.enter({ kind: 'working', turn, link });
    const { clock, wheel, limits } = this.parts;
    const onStall = (silentMs: number): void => {
      const tool = conversation.activity.what;
      this.drain.stalled(turn, link, { silentMs, ...(tool !== undefined && { tool }) });
    };
    this.#watch = new TurnWatch({ clock, wheel, limits, conversation, link, onStall });
    void turn.send(link, note).then((agent) => this.#requestSettled(turn, agent));
    for await (const event of turn.events()) {
      this.#saw(turn, event);
    }
  }

  /** `waitMs`: that it waits for before it tries again, after starts that came to nothing. */
  #starts(turn: Turn, waitMs?: number): void {
    const { standing } = this.parts;
    standing.enter({ kind: 'starting', turn, slow: false, ...(waitMs !== undefined && { waitMs }) });
    if (waitMs === undefined) {
      standing.whileHere(slowStartMs, () => standing.enter({ kind: 'starting', turn, slow: true }));
    }
  }

  async #connect(turn: Turn): Promise<Linked> {
    const { conversation, seat, hearing, standing, apply, dismissAgent } = this.parts;
    const { id: sessionId, agent, cwd, agentSessionId } = conversation.record;
    const request = { sessionId, agent, cwd, ...(agentSessionId === undefined ? {} : { agentSessionId }) };
    const origin = await seat.take(request, hearing.listener(), turn.stopped, (waitMs) => this.#starts(turn, waitMs));
    const { link } = seat;
    if (!link || standing.state.kind === 'closed') {
      dismissAgent();
      throw new AgentFailureError({ kind: 'disconnected', stderr: [] });
    }
    if (origin === 'lost') {
      apply({ kind: 'newAgentSession' });
    }
    conversation.update({ agentSessionId: link.agentSessionId });
    return { link, agentSession: origin === 'kept' ? 'kept' : 'lost' };
  }

  #saw(turn: Turn, event: TurnEvent): void {
    if (event.kind === 'fact') {
      this.parts.apply(event.fact);
      this.#watch?.saw(event.fact);
    } else {
      this.#settle(turn, event.outcome);
    }
  }

  /** The agent is done with the turn's request, in time or not. */
  #requestSettled(turn: Turn, agent: 'there' | 'lost'): void {
    const { standing, seat } = this.parts;
    const { state } = standing;
    if (state.kind === 'draining' && state.phase === 'overdue' && state.turn === turn) {
      if (agent === 'lost') {
        seat.leave();
      }
      this.rest();
    }
  }

  #settle(turn: Turn, outcome: TurnOutcome): void {
    const { standing, hearing, queue, conversation, seat, log, clock } = this.parts;
    const { state } = standing;
    if (this.#shallRetry(turn, outcome)) {
      return this.#retry(turn, outcome);
    }
    if (state.kind !== 'closed') {
      hearing.withdrawQuestions();
      this.parts.apply({ kind: 'ended', turnId: turn.id, outcome });
      // A stop has held the queue when it was pressed; what was asked since is meant to be sent.
      if (outcome.kind === 'failed' || outcome.kind === 'stalled') {
        queue.hold();
        // What the agent said of it was cut and cleaned of secrets where it was heard.
        log.warn(`Session ${conversation.record.id}: the turn ended: ${JSON.stringify(outcome)}`);
      }
      conversation.update({ updatedAt: clock.wall() });
      this.parts.onEnd({ turnId: turn.id, outcome });
    }
    hearing.hearLate();
    conversation.sync();
    if (outcome.kind === 'failed' && isLost(outcome.failure)) {
      // The turn has said so; the link is nobody's any more.
      seat.leave();
    }
    if ('turn' in state && state.turn === turn && !(state.kind === 'draining' && state.phase === 'overdue')) {
      this.rest();
    }
  }

  #shallRetry(turn: Turn, outcome: TurnOutcome): boolean {
    const { standing, conversation, limits } = this.parts;
    const { state } = standing;
    const isOpen = 'turn' in state && state.turn === turn && conversation.transcript.openTurn === turn.id;
    const cameToNothing = outcome.kind === 'stalled' || (outcome.kind === 'failed' && isLost(outcome.failure));
    return isOpen && cameToNothing && turn.mayRetry && limits().retryWhenSilent;
  }

  /** The same prompt, under the same id, to a fresh process with the same session of the agent; once. */
  #retry(turn: Turn, outcome: TurnOutcome): void {
    const { log, conversation, seat, hearing, apply, clock } = this.parts;
    log.warn(`Session ${conversation.record.id}: the agent came to nothing (${outcome.kind}), so it is started again and asked once more.`);
    seat.kill();
    hearing.close();
    hearing.hearLate();
    apply({ kind: 'askedAgain', turnId: turn.id });
    this.#start(new Turn(turn.id, turn.content, clock.wall(), 'second'));
  }

  /** The turn has ended when this returns, so that nothing of it can reach the next one. */
  #kill(turn: Turn): void {
    this.parts.seat.kill();
    this.parts.hearing.close();
    turn.end({ kind: 'cancelled', late: true });
    for (const event of turn.takeAll()) {
      this.#saw(turn, event);
    }
    if (this.parts.standing.state.kind === 'draining') {
      this.rest();
    }
  }

  /** A prompt that still waited for its turn is stopped. */
  #drop(turnId: string): void {
    this.parts.apply({ kind: 'ended', turnId, outcome: { kind: 'cancelled', late: false } });
    this.rest();
  }
}

/** `lost`: the agent knows nothing of what stands in the conversation. */
interface Linked {
  readonly link: AgentLink;
  readonly agentSession: 'kept' | 'lost';
}
