/**
 * Busy is not progress: what a person should have a look at although the agent is anything but silent. A turn that goes on for very long,
 * and an agent that makes the same tool call over and over. It ends nothing.
 */
import type { Cancel, Clock } from '../base/clock';
import type { ToolItem } from './item';

export interface AttentionPorts {
  readonly clock: Clock;
  /** Milliseconds; 0: a long turn is not mentioned. Read while the turn runs. */
  readonly turnNoticeMs: () => number;
  /** The time in which the agent waits for the human is not its own. */
  readonly isAsking: () => boolean;
  readonly onChange: () => void;
}

export type AttentionStatus =
  | { readonly kind: 'long' }
  /** `what`: the call's title. `times`: in a row. */
  | { readonly kind: 'repeating'; readonly what: string; readonly times: number };

export class Attention {
  #status: AttentionStatus | undefined;
  #tick: Cancel;
  /** Since the turn began, or since the user last said that it may go on. */
  #runMs = 0;
  readonly #counted = new Set<string>();
  #lastCall = '';
  #timesInARow = 0;

  constructor(private readonly ports: AttentionPorts) {
    this.#tick = this.#tickLater();
  }

  get status(): AttentionStatus | undefined {
    return this.#status;
  }

  /** A tool call has ended, however. */
  saw(call: ToolItem): void {
    if (this.#counted.has(call.id)) {
      return;
    }
    this.#counted.add(call.id);
    const key = keyOf(call);
    this.#timesInARow = key === this.#lastCall ? this.#timesInARow + 1 : 1;
    this.#lastCall = key;
    if (this.#timesInARow >= repeatLimit) {
      this.#show({ kind: 'repeating', what: call.title, times: this.#timesInARow });
    } else if (this.#status?.kind === 'repeating') {
      this.#show(undefined);
    }
  }

  /** The user has seen it: said again only when as much comes on top. */
  dismiss(): void {
    this.#runMs = 0;
    this.#timesInARow = 0;
    this.#show(undefined);
    this.#tick();
    this.#tick = this.#tickLater();
  }

  end(): void {
    this.#tick();
  }

  /** Counted in pieces that were planned, so that a computer that slept has not worked meanwhile, and a changed setting is seen. */
  #tickLater(): Cancel {
    const limitMs = this.ports.turnNoticeMs();
    const isNear = limitMs > 0 && this.#status === undefined && !this.ports.isAsking();
    const plannedMs = isNear ? Math.min(longestTickMs, Math.max(shortestTickMs, limitMs - this.#runMs)) : longestTickMs;
    return this.ports.clock.after(plannedMs, () => {
      this.#runMs += this.ports.isAsking() ? 0 : plannedMs;
      const nowLimitMs = this.ports.turnNoticeMs();
      if (nowLimitMs > 0 && this.#runMs >= nowLimitMs && this.#status === undefined) {
        this.#show({ kind: 'long' });
      }
      this.#tick = this.#tickLater();
    });
  }

  #show(status: AttentionStatus | undefined): void {
    if (status !== this.#status) {
      this.#status = status;
      this.ports.onChange();
    }
  }
}

/** What was asked for, not what came of it. Not every agent sends its input, so an edit is told from another by its diff. */
function keyOf({ toolKind, title, rawInput, locations, content }: ToolItem): string {
  return JSON.stringify([toolKind, title, rawInput, locations, content.filter(({ kind }) => kind === 'diff')]);
}

const repeatLimit = 5;
const longestTickMs = 60_000;
const shortestTickMs = 100;
