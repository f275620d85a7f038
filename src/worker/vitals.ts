/**
 * What a worker's session shows of it: that its agent lives, whom it waits for, for how long it has really worked. Signs of life go to the
 * board from here, and the limit of its time is kept here. It ends nothing itself.
 */
import type { Clock } from '../base/clock';
import type { BoardStore } from '../board/port';
import type { BoardSettings } from '../port';
import type { Session } from '../session/session';
import { Heartbeat } from './heartbeat';
import type { Awaited } from './heartbeat';
import { Runtime } from './runtime';

export interface VitalsPorts {
  readonly taskId: string;
  readonly runId: string;
  readonly session: Pick<Session, 'status' | 'onDidHear' | 'conversation'>;
  readonly store: Pick<BoardStore, 'board' | 'tryChange'>;
  readonly clock: Clock;
  readonly settings: () => Pick<BoardSettings, 'claimTtlMs' | 'heartbeatMs' | 'heartbeatStaleMs'>;
  /** Whom it waits for has changed. */
  readonly onDidChange: () => void;
  readonly onLost: () => void;
  readonly onRanTooLong: (limitMs: number) => void;
  readonly log: { info(text: string): void; warn(text: string): void };
}

export class Vitals {
  readonly #heartbeat: Heartbeat;
  readonly #runtime: Runtime;
  readonly #unsubscribe: readonly (() => void)[];
  #seen: Awaited = 'agent';

  constructor(private readonly ports: VitalsPorts) {
    const { taskId, runId, session, store, clock, settings, onLost, onRanTooLong, log } = ports;
    this.#heartbeat = new Heartbeat({
      ...{ taskId, runId, store, clock, log, onLost },
      everyMs: () => settings().heartbeatMs,
      ttlMs: () => settings().claimTtlMs,
      staleMs: () => settings().heartbeatStaleMs,
    });
    this.#runtime = new Runtime(clock, () => store.board.get(taskId)?.maxRuntimeMs, onRanTooLong);
    this.#unsubscribe = [session.onDidHear(() => this.#heartbeat.sign()), session.conversation.onDidChange(() => this.#look())];
  }

  get awaited(): Awaited {
    switch (this.ports.session.status.kind) {
      case 'waitingForYou':
        return 'person';
      case 'queued':
      case 'starting':
        return 'slot';
      default:
        return 'agent';
    }
  }

  /** It may run on, but not for this task. */
  endTime(): void {
    this.#runtime.end();
  }

  /** Nothing is written of it any more. */
  endBeats(): void {
    this.#heartbeat.end();
  }

  end(): void {
    this.endBeats();
    this.endTime();
    this.#unsubscribe.forEach((unsubscribe) => unsubscribe());
  }

  #look(): void {
    const { awaited } = this;
    const before = this.#seen;
    this.#seen = awaited;
    if (awaited !== before) {
      this.ports.onDidChange();
    }
    this.#heartbeat.awaits(awaited);
    if (awaited === 'agent') {
      this.#runtime.goOn();
    } else {
      this.#runtime.hold();
    }
  }
}
