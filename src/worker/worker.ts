/**
 * One attempt at a task, in one session of this window: its signs of life go to the board, its end is waited for and told there. What the
 * worker said by its tools holds; where it said nothing it is asked once more. The task is given back only when its agent has gone, and a
 * worker that has lost its task is told so and stopped. It starts no session itself, and decides nothing about what comes next.
 */
import type { Clock } from '../base/clock';
import { within } from '../base/within';
import type { BoardCommand, RunFailure } from '../board/command';
import type { BoardStore, WorkerState } from '../board/port';
import type { Task } from '../board/task';
import type { BoardSettings } from '../port';
import type { TurnOutcome } from '../session/outcome';
import type { Session } from '../session/session';
import { Heartbeat } from './heartbeat';
import type { Awaited } from './heartbeat';
import { part, partWithinMs } from './parting';
import { Runtime } from './runtime';
import { turnVerdict } from './turnVerdict';
import { nudge } from './workerPrompt';

export interface WorkerPorts {
  readonly taskId: string;
  readonly runId: string;
  readonly session: Session;
  readonly store: Pick<BoardStore, 'board' | 'change' | 'tryChange' | 'onDidChange'>;
  readonly clock: Clock;
  readonly settings: () => Pick<BoardSettings, 'claimTtlMs' | 'heartbeatMs' | 'failureLimit'>;
  /** Whether the agent of the run ever came to the board's tools. */
  readonly tools: (runId: string) => 'connected' | 'never';
  /** An outcome in a person's words. */
  readonly sayOutcome: (outcome: TurnOutcome) => string;
  /** What the agent said at the end of its last turn. */
  readonly lastWords: () => string;
  /** Whether so many others have just failed of the same that it is not this task's fault. */
  readonly isSystemic: (failure: RunFailure) => boolean;
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

/** What the board is told when the agent has gone; nothing, where somebody else tells it. */
type Report = BoardCommand | undefined;

export class Worker {
  #state: WorkState = { kind: 'working', asked: 'once' };
  #report: Report;
  #wait: () => void = () => undefined;
  readonly #heartbeat: Heartbeat;
  readonly #runtime: Runtime;
  readonly #unsubscribe: readonly (() => void)[];
  readonly #over: Promise<void>;
  #resolveOver: () => void = () => undefined;

  constructor(private readonly ports: WorkerPorts) {
    const { taskId, runId, session, store, clock, settings, log } = ports;
    this.#over = new Promise((resolve) => (this.#resolveOver = resolve));
    const onLost = (): void => this.#lookAtTask();
    this.#heartbeat = new Heartbeat({ taskId, runId, store, clock, log, onLost, everyMs: () => settings().heartbeatMs, ttlMs: () => settings().claimTtlMs });
    this.#runtime = new Runtime(clock, () => store.board.get(taskId)?.maxRuntimeMs, (limitMs) => this.#ranTooLong(limitMs));
    this.#unsubscribe = [
      session.onDidEndTurn(({ outcome }) => this.#turnEnded(outcome)),
      session.onDidHear(() => this.#heartbeat.sign()),
      session.conversation.onDidChange(() => this.#lookAtSession()),
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
    return this.#state.kind === 'leaving' ? 'leaving' : this.#awaited === 'agent' ? 'working' : 'waiting';
  }

  /** Its window closes, and somebody else ends its session: nothing is said any more. */
  abandon(): void {
    this.#quieten();
    this.#enter({ kind: 'over' });
  }

  /** A person has deleted its session, with all that ran in it. */
  sessionDeleted(): void {
    this.#leave(this.#stoppedByPerson);
  }

  /** Politely and then not, its agent and all; says nothing to the board. Bounded: a killed process that will not go is `alive`. */
  async end(): Promise<'gone' | 'alive'> {
    this.#leave(undefined);
    return (await within(this.ports.clock, partWithinMs, this.#over)) === 'settled' ? 'gone' : 'alive';
  }

  get #awaited(): Awaited {
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

  #lookAtSession(): void {
    const awaited = this.#awaited;
    this.#heartbeat.awaits(awaited);
    if (awaited === 'agent') {
      this.#runtime.goOn();
    } else {
      this.#runtime.hold();
    }
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
        this.#heartbeat.end();
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
    const { taskId, runId, clock, sayOutcome, isSystemic } = this.ports;
    const verdict = turnVerdict(outcome, sayOutcome(outcome), clock.wall());
    switch (verdict.kind) {
      case 'unreported':
        this.#enter({ kind: 'resting', asked });
        return this.#rest(asked, clock.now() + restMs);
      case 'failed': {
        const { failure } = verdict;
        return this.#leave(this.#failed(failure.kind !== 'rate_limited' && failure.kind !== 'unreported' && isSystemic(failure) ? { ...failure, systemic: true } : failure));
      }
      case 'needsPerson':
        return this.#leave({ kind: 'giveBack', by: { kind: 'holdfast' }, taskId, runId, blockKind: 'needs_input', reason: sayOutcome(outcome) || 'The agent refused.' });
      case 'stopped':
        return this.#leave(this.#stoppedByPerson);
      case 'takenAway':
        return this.#leave(undefined);
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
    const words = lastWords().trim();
    const came = tools(runId);
    const detail = came === 'never' ? words || silentWorker : `${silentWorker}${words === '' ? '' : ` It said last: ${words.slice(0, 300)}`}`;
    this.#leave(this.#failed({ kind: 'unreported', detail, tools: came }));
  }

  #ranTooLong(limitMs: number): void {
    this.#leave(this.#failed({ kind: 'timed_out', detail: `It ran for longer than its ${Math.round(limitMs / 60_000)} minutes.` }));
  }

  /** Whoever stops a worker does not want it back at once. */
  get #stoppedByPerson(): BoardCommand {
    const { taskId, runId } = this.ports;
    return { kind: 'stop', by: { kind: 'person' }, taskId, runId, to: 'blocked' };
  }

  #failed(failure: RunFailure): BoardCommand {
    const { taskId, runId, settings } = this.ports;
    return { kind: 'fail', by: { kind: 'holdfast' }, taskId, runId, failure, failureLimit: settings().failureLimit };
  }

  /** From now on nobody is beside the next attempt: the board is told when the agent has gone. The first to say why it leaves is believed. */
  #leave(report: Report): void {
    if (this.#state.kind === 'leaving' || this.#state.kind === 'over') {
      return;
    }
    this.#enter({ kind: 'leaving' });
    this.#report = report;
    this.#runtime.end();
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
    const { store, log, taskId } = this.ports;
    if (this.#report === undefined) {
      return;
    }
    try {
      const changed = store.change(this.#report);
      if (changed.kind === 'refused') {
        log.info(`What became of the worker of task ${taskId} came too late: ${changed.text}`);
      }
    } catch (error) {
      // Nobody beats for it any more, so it is taken back in time.
      log.warn(`What became of the worker of task ${taskId} could not be written: ${String(error)}`);
    }
  }

  #quieten(): void {
    this.#heartbeat.end();
    this.#runtime.end();
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

const silentWorker = 'It ended without a word about the task, also when it was asked.';
/** Commands that it has left running get so long. */
const restMs = 30_000;
const lookAgainMs = 1_000;
/** What it still says behind its report. */
const lastWordsMs = 60_000;
