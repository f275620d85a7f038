/**
 * How long the agent of the running turn has been silent, told early and by degrees: quiet, silent for half of the limit or for as
 * long as the settings say, and then the limit. Silence does not count while a question to the human is open, or while we ourselves do not read what the agent says; a full
 * window follows. A silent tool is not a stalled model: while a call is in flight its own, larger limit holds. All limits are read when
 * they are used, so that a changed setting reaches a turn that runs.
 */
import type { IdleWatch, IdleWheel } from '../base/idleBound';

export interface SilenceLimits {
  /** Milliseconds; 0: no limit. */
  readonly idleMs: number;
  /** Milliseconds, while a tool call is in flight; 0: no limit. */
  readonly toolIdleMs: number;
  /** Milliseconds; 0: silence is not mentioned. */
  readonly quietMs: number;
  /** Milliseconds; the silence that is warned of, 0: none is. Absent, and where the limit would come first: half of the limit. */
  readonly warnMs?: number;
}

export interface SilencePorts {
  readonly wheel: Pick<IdleWheel, 'watch'>;
  /** Wall milliseconds, for what is shown. */
  readonly wall: () => number;
  readonly limits: () => SilenceLimits;
  /** It is not for the agent to say something: a question to the human is open, or we have stopped reading. */
  readonly isHeld: () => boolean;
  readonly isUsingTool: () => boolean;
  /** What is shown has changed. */
  readonly onChange: () => void;
  readonly onStall: (silentMs: number) => void;
}

/** What is shown of it. `since` is wall milliseconds; `endsAfterMs` is the whole limit. */
export type SilenceStatus =
  | { readonly kind: 'quiet'; readonly since: number }
  | { readonly kind: 'long'; readonly since: number; readonly endsAfterMs: number };

export class Silence {
  readonly #watch: IdleWatch;
  #status: SilenceStatus | undefined;

  constructor(private readonly ports: SilencePorts) {
    this.#watch = ports.wheel.watch({
      limitMs: () => this.#limitMs(),
      quietAfterMs: () => ports.limits().quietMs,
      warnAfterMs: () => this.#warnAfterMs(),
      isHeld: ports.isHeld,
      onQuiet: (silentMs) => this.#show({ kind: 'quiet', since: ports.wall() - silentMs }),
      onWarning: (silentMs) => this.#show({ kind: 'long', since: ports.wall() - silentMs, endsAfterMs: this.#limitMs() }),
      onLife: () => this.#show(undefined),
      onStall: ports.onStall,
    });
  }

  /** Absent while the agent shows signs of life. */
  get status(): SilenceStatus | undefined {
    return this.#status;
  }

  /** Something was heard of the agent. One field store: called for every message. */
  sign(): void {
    this.#watch.sign();
  }

  /** The user has seen the warning and gives it another full window. */
  keepWaiting(): void {
    this.#watch.sign();
    this.#show(undefined);
  }

  end(): void {
    this.#watch.end();
  }

  #limitMs(): number {
    const { idleMs, toolIdleMs } = this.ports.limits();
    if (!this.ports.isUsingTool()) {
      return idleMs;
    }
    return toolIdleMs === 0 || idleMs === 0 ? toolIdleMs : Math.max(idleMs, toolIdleMs);
  }

  /** No warning of what never comes. */
  #warnAfterMs(): number {
    const limitMs = this.#limitMs();
    const { warnMs } = this.ports.limits();
    return warnMs === undefined || limitMs === 0 || warnMs >= limitMs ? limitMs / 2 : warnMs;
  }

  #show(status: SilenceStatus | undefined): void {
    if (status !== this.#status) {
      this.#status = status;
      this.ports.onChange();
    }
  }
}
