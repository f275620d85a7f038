/**
 * Every start of an agent passes here: one breaker for each agent as the settings describe it, so that a corrected entry begins anew. It
 * waits where the breaker says so, and says for how long; stopping ends the wait.
 */
import { untilAborted } from '../base/abort';
import type { Clock } from '../base/clock';
import { AgentFailureError } from '../session/failure';
import type { OnStartWait } from '../session/port';
import type { AgentSpec } from './agentSpec';
import { StartBreaker, startLimit } from './startBreaker';

export class StartGate {
  readonly #breakers = new Map<string, StartBreaker>();

  constructor(private readonly clock: Clock) {}

  isOpen(spec: AgentSpec): boolean {
    return this.breaker(spec).next().kind === 'now';
  }

  /** Settles when it may be started. Rejects when it failed too often, or with the signal's reason. */
  async pass(spec: AgentSpec, signal: AbortSignal, onWait: OnStartWait): Promise<void> {
    const breaker = this.breaker(spec);
    for (let next = breaker.next(); next.kind !== 'now'; next = breaker.next()) {
      if (next.kind === 'shut') {
        throw new AgentFailureError({ kind: 'keepsFailing', ...startLimit });
      }
      onWait(next.ms);
      await this.#pause(next.ms, signal);
      onWait(undefined);
    }
  }

  breaker(spec: AgentSpec): StartBreaker {
    // Its environment may hold secrets: the key stays here.
    const key = JSON.stringify(spec);
    const breaker = this.#breakers.get(key) ?? new StartBreaker(this.clock);
    this.#breakers.set(key, breaker);
    return breaker;
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    let cancel = (): void => undefined;
    try {
      await untilAborted(new Promise<void>((resolve) => (cancel = this.clock.after(ms, resolve))), signal);
    } finally {
      cancel();
    }
  }
}

/** Whether an error means that the agent itself is at fault: signing in is the user's affair, and a loss is counted where it is seen. */
export function isFailedStart(error: unknown): boolean {
  return error instanceof AgentFailureError && !['authRequired', 'exited', 'disconnected'].includes(error.failure.kind);
}
