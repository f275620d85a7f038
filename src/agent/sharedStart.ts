/**
 * One process that several sessions share: started by the first who wants it, kept by holds, started anew when the former one has ended
 * or is ending. A start is given up only when nobody waits for it any more.
 */
import { untilAborted } from '../base/abort';
import type { AgentProcess } from './agentProcess';

export interface TakenProcess {
  readonly process: AgentProcess;
  readonly release: () => Promise<void>;
}

export class SharedStart {
  #current: Starting | undefined;

  constructor(private readonly start: (cwd: string, signal: AbortSignal) => Promise<AgentProcess>) {}

  /** Whether taking it starts nothing new. */
  get isUsable(): boolean {
    return this.#current?.isUsable === true;
  }

  async take(cwd: string, signal: AbortSignal): Promise<TakenProcess> {
    signal.throwIfAborted();
    if (!this.isUsable || !this.#current) {
      this.#current = new Starting((given) => this.start(cwd, given));
    }
    return this.#current.take(signal);
  }
}

class Starting {
  readonly #abort = new AbortController();
  readonly #started: Promise<AgentProcess>;
  #waiting = 0;
  #state: { readonly kind: 'starting' } | { readonly kind: 'started'; readonly process: AgentProcess } | { readonly kind: 'failed' } = {
    kind: 'starting',
  };

  constructor(start: (signal: AbortSignal) => Promise<AgentProcess>) {
    this.#started = start(this.#abort.signal);
    this.#started.then(
      (process) => {
        this.#state = { kind: 'started', process };
        if (this.#abort.signal.aborted) {
          process.kill();
        }
      },
      () => {
        this.#state = { kind: 'failed' };
      },
    );
  }

  get isUsable(): boolean {
    switch (this.#state.kind) {
      case 'starting':
        return !this.#abort.signal.aborted;
      case 'started':
        return this.#state.process.isRunning;
      case 'failed':
        return false;
    }
  }

  async take(signal: AbortSignal): Promise<TakenProcess> {
    this.#waiting += 1;
    try {
      const process = await untilAborted(this.#started, signal);
      return { process, release: process.hold() };
    } finally {
      this.#waiting -= 1;
      if (this.#waiting === 0 && signal.aborted) {
        this.#giveUp(signal.reason);
      }
    }
  }

  /** The last who waited has left. */
  #giveUp(reason: unknown): void {
    if (this.#state.kind === 'started' && this.#state.process.holds === 0) {
      this.#state.process.kill();
    } else if (this.#state.kind === 'starting') {
      this.#abort.abort(reason);
    }
  }
}
