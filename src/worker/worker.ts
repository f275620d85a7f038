/**
 * One attempt at a task, in one session of this window: its signs of life go to the board, its end is waited for and told there. What the
 * worker said by its tools holds; where it said nothing it is asked once more. The task is given back only when its agent has gone, and a
 * worker that has lost its task is told so and stopped. It starts no session itself, and decides nothing about what comes next.
 */
import type { Clock } from '../base/clock';
import { within } from '../base/within';
import type { RunFailure } from '../board/command';
import type { BoardStore, WorkerState } from '../board/port';
import type { Task } from '../board/task';
import type { BoardSettings } from '../port';
import type { TurnOutcome } from '../session/outcome';
import type { Session } from '../session/session';
import { commandReport } from './commandReport';
import { part, partWithinMs } from './parting';
import { failed, reportOf, stopped, unreported } from './report';
import type { Report, ReportedRun } from './report';
import { turnVerdict } from './turnVerdict';
import { Vitals } from './vitals';
import { nudge } from './workerPrompt';

export interface WorkerPorts {
  readonly taskId: string;
  readonly runId: string;
  readonly session: Session;
  /** `command`: its agent is asked for one of its commands, and could not be asked what became of it. */
  readonly asks: 'task' | 'command';
  readonly store: Pick<BoardStore, 'board' | 'change' | 'tryChange' | 'onDidChange'>;
  readonly clock: Clock;
  readonly settings: () => Pick<BoardSettings, 'claimTtlMs' | 'heartbeatMs' | 'heartbeatStaleMs' | 'failureLimit'>;
  /** Whether the agent of the run ever came to the board's tools. */
  readonly tools: (runId: string) => 'connected' | 'never';
  /** An outcome in a person's words. */
  readonly sayOutcome: (outcome: TurnOutcome) => string;
  /** What the agent said at the end of its last turn. */
  readonly lastWords: () => string;
  /** Whether so many others have just failed of the same that it is not this task's fault. */
  readonly isSystemic: (failure: RunFailure) => boolean;
  /** Whom it waits for, as `state` tells. */
  readonly onDidChange: () => void;
  readonly onOver: () => void;
  readonly log: { info(text: string): void; warn(text: string): void };
}

/** `resting`: a turn ended without a word about the task. `reported`: the board knows what came of it, and its turn may end by itself. */
type WorkState =
  | { readonly kind: 'working'; readonly asked: Asked }
  | { readonly kind: 'resting'; readonly asked: Asked }
  | { readonly kind: 'reported' }
  | { readonly kind: 'leaving' }
  | { readonly kind: 'over' };

type Asked = 'once' | 'twice';

export class Worker {
  #state: WorkState = { kind: 'working', asked: 'once' };
  #report: Report;
  #wait: () => void = () => undefined;
  readonly #vitals: Vitals;
  readonly #unsubscribe: readonly (() => void)[];
  readonly #over: Promise<void>;
  #resolveOver: () => void = () => undefined;

  constructor(private readonly ports: WorkerPorts) {
    const { taskId, session, store } = ports;
    this.#over = new Promise((resolve) => (this.#resolveOver = resolve));
    this.#vitals = new Vitals({ ...ports, onLost: () => this.#lookAtTask(), onRanTooLong: (limitMs) => this.#ranTooLong(limitMs) });
    this.#unsubscribe = [
      session.onDidEndTurn(({ outcome }) => this.#turnEnded(outcome)),
      store.onDidChange((events) => {
        if (events.some((event) => 'taskId' in event && event.taskId === taskId && event.kind !== 'beat')) {
          this.#lookAtTask();
        }
      }),
    ];
  }

  get taskId(): string {
    return this.ports.taskId;
  }

  get sessionId(): string {
    return this.ports.session.id;
  }

  get runId(): string {
    return this.ports.runId;
  }

  get state(): WorkerState | 'leaving' {
    return this.#state.kind === 'leaving' ? 'leaving' : this.#vitals.awaited === 'agent' ? 'working' : 'waiting';
  }

  /** Its window closes, and somebody else ends its session: nothing is said any more. */
  abandon(): void {
    this.#quieten();
    this.#enter({ kind: 'over' });
  }

  /** A person has deleted its session, with all that ran in it. */
  sessionDeleted(): void {
    this.#leave(stopped(this.#run));
  }

  /** Politely and then not, its agent and all; says nothing to the board. Bounded: a killed process that will not go is `alive`. */
  async end(): Promise<'gone' | 'alive'> {
    this.#leave(undefined);
    return (await within(this.ports.clock, partWithinMs, this.#over)) === 'settled' ? 'gone' : 'alive';
  }

  /** Its own tools may have told the board, or somebody else has taken the task away. */
  #lookAtTask(): void {
    const { taskId, runId, store, session, clock } = this.ports;
    const task = store.board.get(taskId);
    const isOurs = task?.claim?.runId === runId;
    if (isOurs || this.#state.kind === 'leaving' || this.#state.kind === 'over') {
      return;
    }
    const outcome = task?.runs.find(({ id }) => id === runId)?.end?.outcome;
    if ((outcome === 'completed' || outcome === 'blocked') && task?.claim === undefined) {
      if (this.#state.kind !== 'reported') {
        const wasResting = this.#state.kind === 'resting';
        this.#enter({ kind: 'reported' });
        this.#vitals.endBeats();
        this.#wait = clock.after(lastWordsMs, () => this.#leave(undefined));
        if (wasResting) {
          this.#leave(undefined);
        }
      }
      return;
    }
    session.tellTakenOver(newerAttempt(task, runId));
    this.#leave(undefined);
  }

  #turnEnded(outcome: TurnOutcome): void {
    const { kind } = this.#state;
    if (kind === 'over' || kind === 'leaving') {
      return;
    }
    if (kind === 'reported') {
      this.#leave(undefined);
    } else if (!this.#hasMoreToDo) {
      this.#judge(outcome, this.#state.asked);
    }
  }

  #judge(outcome: TurnOutcome, asked: Asked): void {
    const { clock, sayOutcome, isSystemic, asks, session } = this.ports;
    const words = sayOutcome(outcome);
    const verdict = turnVerdict(outcome, words, clock.wall());
    if (verdict.kind === 'unreported' && asks === 'command') {
      this.#leave(commandReport(session.transcript.items(), this.#run));
    } else if (verdict.kind === 'unreported') {
      this.#enter({ kind: 'resting', asked });
      this.#rest(asked, clock.now() + restMs);
    } else if (verdict.kind === 'failed' && mayBeShared(verdict.failure) && isSystemic(verdict.failure)) {
      this.#leave(failed(this.#run, { ...verdict.failure, systemic: true }, this.#failureLimit));
    } else {
      this.#leave(reportOf(verdict, this.#run, words, this.#failureLimit));
    }
  }

  /** Commands of the agent may still run, and what comes of them is part of its work. No event tells of their ends. */
  #rest(asked: Asked, untilMs: number): void {
    const { session, clock } = this.ports;
    if (session.runningTerminals > 0 && clock.now() < untilMs) {
      this.#wait = clock.after(lookAgainMs, () => this.#rest(asked, untilMs));
    } else if (session.transcript.openTurn !== undefined || this.#hasMoreToDo) {
      this.#enter({ kind: 'working', asked });
    } else if (asked === 'once') {
      this.#askAgain();
    } else {
      this.#giveUpAsking();
    }
  }

  /** A person has asked for more in its session. */
  get #hasMoreToDo(): boolean {
    const { session } = this.ports;
    return session.transcript.queue().length > 0 && !session.queueHeld;
  }

  #askAgain(): void {
    const { session, runId } = this.ports;
    this.#enter({ kind: 'working', asked: 'twice' });
    const receipt = session.prompt({ clientId: `nudge ${runId}`, content: [{ kind: 'text', text: nudge }], origin: 'board' });
    if (receipt.kind === 'refused') {
      this.#giveUpAsking();
    }
  }

  #giveUpAsking(): void {
    const { runId, tools, lastWords } = this.ports;
    this.#leave(unreported(this.#run, lastWords(), tools(runId), this.#failureLimit));
  }

  #ranTooLong(limitMs: number): void {
    const detail = `It ran for longer than its ${Math.round(limitMs / 60_000)} minutes.`;
    this.#leave(failed(this.#run, { kind: 'timed_out', detail }, this.#failureLimit));
  }

  get #run(): ReportedRun {
    const { taskId, runId } = this.ports;
    return { taskId, runId };
  }

  get #failureLimit(): number {
    return this.ports.settings().failureLimit;
  }

  /** From now on nobody is beside the next attempt: the board is told when the agent has gone. The first to say why it leaves is believed. */
  #leave(report: Report): void {
    if (this.#state.kind === 'leaving' || this.#state.kind === 'over') {
      return;
    }
    this.#enter({ kind: 'leaving' });
    this.#report = report;
    this.#vitals.endTime();
    // It never rejects.
    void this.#part();
  }

  async #part(): Promise<void> {
    const { session, clock, log, taskId } = this.ports;
    const onSurvived = (): void => log.warn(`The agent of task ${taskId} was killed and does not go; the task is kept from others until it has.`);
    await part({ session, clock, onSurvived, isAbandoned: () => this.#state.kind === 'over' });
    // The window may have begun to close meanwhile.
    if (this.#state.kind !== 'over') {
      this.#quieten();
      this.#tell();
      this.#enter({ kind: 'over' });
      this.ports.onOver();
      this.#resolveOver();
    }
  }

  #tell(): void {
    const { store, log, taskId, runId } = this.ports;
    try {
      const changed = this.#report && store.change(this.#report);
      if (changed?.kind === 'refused') {
        log.info(`What became of the worker of task ${taskId} came too late: ${changed.text}`);
      }
      if (store.board.get(taskId)?.leaving?.runId === runId) {
        store.change({ kind: 'left', by: { kind: 'holdfast' }, taskId, runId });
      }
    } catch (error) {
      // Nobody beats for it any more, so it is taken back in time; and one that nobody saw leaving is looked for.
      log.warn(`What became of the worker of task ${taskId} could not be written: ${String(error)}`);
    }
  }

  #quieten(): void {
    this.#vitals.end();
    this.#unsubscribe.forEach((unsubscribe) => unsubscribe());
  }

  #enter(state: WorkState): void {
    this.#wait();
    this.#state = state;
  }
}

function newerAttempt(task: Task | undefined, runId: string): number | undefined {
  const last = task?.runs.at(-1);
  return last === undefined || last.id === runId ? undefined : last.attempt;
}

function mayBeShared(failure: RunFailure): failure is Extract<RunFailure, { readonly kind: 'crashed' | 'timed_out' | 'spawn_failed' }> {
  return failure.kind !== 'rate_limited' && failure.kind !== 'unreported';
}

/** Commands that it has left running get so long. */
const restMs = 30_000;
const lookAgainMs = 1_000;
/** What it still says behind its report. */
const lastWordsMs = 60_000;
