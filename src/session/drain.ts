/**
 * How a turn is brought to its end from our side, by the user's Stop or after the agent's silence: ask, wait for the grace, then make sure.
 * What Stop means is on disk before the agent hears of it, so that a stopped turn is never taken for an interrupted one. What happens once
 * the agent's old request has settled is the session's business.
 */
import type { Clock } from '../base/clock';
import type { ConversationFact } from './conversationEvent';
import type { Hearing } from './hearing';
import type { AgentLink } from './port';
import type { PromptQueue } from './promptQueue';
import type { Standing } from './standing';
import type { Turn, TurnSilence } from './turn';

export interface DrainPorts {
  readonly clock: Clock;
  readonly standing: Standing;
  readonly hearing: Pick<Hearing, 'withdrawQuestions'>;
  readonly queue: Pick<PromptQueue, 'hold'>;
  readonly limits: () => DrainLimits;
  readonly apply: (fact: ConversationFact) => void;
  /** Kills the agent's process; the turn has ended when it returns. */
  readonly kill: (turn: Turn) => void;
  /** Ends a turn that nothing was done for. */
  readonly drop: (turnId: string) => void;
}

/** In milliseconds. */
export interface DrainLimits {
  readonly stopGraceMs: number;
  /** 0: never killed by itself. */
  readonly stopForceMs: number;
}

export class Drain {
  constructor(private readonly ports: DrainPorts) {}

  /** Asks the running turn to end; it has ended when the grace is over, whatever the agent does. What waits in the queue is held. */
  stop(): void {
    const { standing, hearing } = this.ports;
    const { state } = standing;
    if (state.kind === 'waiting') {
      this.#press(state.turnId);
      this.ports.drop(state.turnId);
    } else if (state.kind === 'starting' || (state.kind === 'draining' && state.phase === 'stalled')) {
      this.#press(state.turn.id);
      state.turn.stop();
    } else if (state.kind === 'working') {
      const { turn, link } = state;
      this.#press(turn.id);
      turn.stop();
      standing.enter({ kind: 'draining', turn, link, since: this.ports.clock.wall(), phase: 'stopping' });
      hearing.withdrawQuestions();
      standing.whileHere(this.ports.limits().stopGraceMs, () => this.#graceOver(turn, link));
      link.cancel();
    } else if (state.kind === 'idle') {
      hearing.withdrawQuestions();
    }
  }

  /** The agent was silent for too long and is asked to end; a response that still comes is used. */
  stalled(turn: Turn, link: AgentLink, silence: TurnSilence): void {
    const { standing, hearing, limits, kill } = this.ports;
    turn.stall(silence);
    standing.enter({ kind: 'draining', turn, link, since: this.ports.clock.wall(), phase: 'stalled' });
    hearing.withdrawQuestions();
    standing.whileHere(limits().stopGraceMs, () => {
      if (!turn.stopped.aborted) {
        turn.endStalled();
      }
      kill(turn);
    });
    link.cancel();
  }

  /** Kills the agent's process; the turn has ended when this returns. */
  force(): void {
    const { state } = this.ports.standing;
    if (state.kind === 'waiting' || state.kind === 'starting') {
      this.stop();
    } else if (state.kind === 'working' || state.kind === 'draining') {
      if (state.kind === 'working' || state.phase === 'stalled') {
        this.#press(state.turn.id);
        state.turn.stop();
      }
      this.ports.kill(state.turn);
    }
  }

  #press(turnId: string): void {
    this.ports.apply({ kind: 'stopPressed', turnId });
    this.ports.queue.hold();
  }

  #graceOver(turn: Turn, link: AgentLink): void {
    const { standing, clock, limits } = this.ports;
    const { stopGraceMs, stopForceMs } = limits();
    standing.enter({ kind: 'draining', turn, link, since: clock.wall(), phase: 'overdue', killed: stopForceMs > 0 ? 'byItself' : 'byHand' });
    turn.end({ kind: 'cancelled', late: true });
    if (stopForceMs > 0) {
      standing.whileHere(Math.max(0, stopForceMs - stopGraceMs), () => this.force());
    }
  }
}
