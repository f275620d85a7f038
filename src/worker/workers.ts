/**
 * The workers of this window, each a session that works on a task of the board, and what can be known of those in other windows. A worker
 * of another window is asked to end where that window lives, and taken for gone only when its window is proven dead and its processes are
 * swept away.
 */
import type { Clock } from '../base/clock';
import type { Holder } from '../base/lease';
import { OwnershipMap } from '../base/ownership';
import type { BoardStore, WorkerState, Workers } from '../board/port';
import type { Task, WorkerOf } from '../board/task';
import type { Leases } from '../session/port';
import { resultOf } from '../session/result';
import type { Session } from '../session/session';
import type { Sessions } from '../session/sessions';
import { SharedFailures } from './sharedFailures';
import { Worker } from './worker';
import type { WorkerPorts } from './worker';
import { workerPrompt } from './workerPrompt';

export interface SessionWorkersPorts extends Pick<WorkerPorts, 'settings' | 'tools' | 'log'> {
  readonly sessions: Pick<Sessions, 'create' | 'onDidChange' | 'opened' | 'record'>;
  readonly store: BoardStore;
  readonly clock: Clock;
  /** This window. */
  readonly window: string;
  readonly windows: OtherWindows;
  readonly leases: Pick<Leases, 'takeOver' | 'release'>;
  /** An outcome in a person's words; the agent by its id. */
  readonly sayOutcome: (outcome: Parameters<WorkerPorts['sayOutcome']>[0], agent: string) => string;
  /** The command that a task is, where its agent knows only commands; it is asked for that, word for word. */
  readonly commandOf: (task: Task) => string | undefined;
  readonly onDidChange: () => void;
}

/** What this computer knows of other windows and what they have left. */
export interface OtherWindows {
  livenessOf(holder: Holder): 'alive' | 'dead' | 'unknown';
  /** Ends what a dead window has left running. Bounded; never rejects. */
  sweep(window: string): Promise<'gone' | 'alive'>;
}

export class SessionWorkers implements Workers {
  /** By run. */
  readonly #workers = new OwnershipMap<string, Worker>();
  readonly #failures: SharedFailures;
  /** Runs that ended because another window asked for their session, and is about to say what for. */
  readonly #leavingHands = new Set<string>();
  #state: 'open' | 'closed' = 'open';

  constructor(private readonly ports: SessionWorkersPorts) {
    this.#failures = new SharedFailures(ports.clock);
    ports.sessions.onDidChange((sessionId) => {
      const worker = this.#workers.values().find((one) => one.sessionId === sessionId);
      if (worker && ports.sessions.record(sessionId) === undefined) {
        worker.sessionDeleted();
      }
    });
  }

  get running(): number {
    return this.#workers.size;
  }

  /** The task may have been given back while its last worker is still saying goodbye. */
  worksOn(taskId: string): boolean {
    return this.#workers.values().some((worker) => worker.taskId === taskId);
  }

  async clear(taskId: string): Promise<'gone' | 'alive'> {
    const ends = this.#workers.values().filter((worker) => worker.taskId === taskId).map((worker) => worker.end());
    return (await Promise.all(ends)).includes('alive') ? 'alive' : 'gone';
  }

  start(task: Task, runId: string): Promise<{ readonly sessionId: string }> {
    return new Promise((resolve) => resolve({ sessionId: this.#start(task, runId) }));
  }

  stateOf({ runId, holder, waitingSince }: WorkerOf): WorkerState {
    const worker = this.#workers.get(runId);
    if (worker) {
      // One that is leaving has not gone.
      return worker.state === 'leaving' ? 'working' : worker.state;
    }
    if (holder.window === this.ports.window) {
      return this.#leavingHands.has(runId) ? 'unknown' : 'dead';
    }
    const liveness = this.ports.windows.livenessOf(holder);
    return liveness !== 'alive' ? liveness : waitingSince === undefined ? 'working' : 'waiting';
  }

  async end({ runId, holder }: WorkerOf): Promise<'gone' | 'alive'> {
    const { window, windows } = this.ports;
    const worker = this.#workers.get(runId);
    if (worker) {
      return worker.end();
    }
    if (holder.window === window) {
      return 'gone';
    }
    return windows.livenessOf(holder) === 'dead' ? windows.sweep(holder.window) : this.#askFor(runId);
  }

  /** Another window asks for a session, every second. One that works on a task ends for it; `no`: it is none of those. */
  handOver(sessionId: string): 'ending' | 'no' {
    const worker = this.#workers.values().find((one) => one.sessionId === sessionId);
    if (worker && worker.state !== 'leaving') {
      this.#leavingHands.add(worker.runId);
      // It never rejects.
      void worker.end().then((fate) => (fate === 'gone' ? this.#standStill(worker) : void this.#leavingHands.delete(worker.runId)));
    }
    return worker ? 'ending' : 'no';
  }

  /** The window closes: its sessions are interrupted by others, and nothing is told of it. */
  close(): void {
    this.#state = 'closed';
    this.#workers.values().forEach((worker) => worker.abandon());
  }

  /** Whoever asked says what becomes of the task. Where it was a person who wanted the session and no more, they have stopped its work. */
  #standStill({ taskId, runId }: Worker): void {
    const { clock, store, log } = this.ports;
    clock.after(sayWithinMs, () => {
      this.#leavingHands.delete(runId);
      if (this.#state === 'open' && store.board.get(taskId)?.claim?.runId === runId) {
        try {
          store.change({ kind: 'stop', by: { kind: 'person' }, taskId, runId, to: 'blocked' });
        } catch (error) {
          log.warn(`That the work on task ${taskId} was stopped could not be written: ${String(error)}`);
        }
      }
    });
  }

  #start(task: Task, runId: string): string {
    const { sessions, store, commandOf, onDidChange } = this.ports;
    if (this.#state === 'closed') {
      throw new Error('The window closes.');
    }
    const command = commandOf(task);
    const session = sessions.create(task.agent, undefined, 'task');
    const bound = store.change({ kind: 'bind', by: { kind: 'holdfast' }, taskId: task.id, runId, sessionId: session.id });
    if (bound.kind === 'refused') {
      throw new Error(bound.text);
    }
    const mine = this.#workers.take(runId, this.#worker(task, runId, session, command === undefined ? 'task' : 'command'));
    const text = command ?? workerPrompt(task, store.board);
    const receipt = session.prompt({ clientId: `run ${runId}`, content: [{ kind: 'text', text }], origin: 'board' });
    if (receipt.kind !== 'accepted') {
      mine.release();
      // It has nothing to end: no prompt was taken.
      void mine.value.end();
      throw new Error(receipt.kind === 'refused' && receipt.why === 'disk' ? receipt.reason : `The session did not take its prompt (${receipt.kind === 'refused' ? receipt.why : receipt.kind}).`);
    }
    const { attempt = 1 } = store.board.get(task.id)?.runs.at(-1) ?? {};
    session.rename(attempt === 1 ? task.title : `${task.title} (${attempt})`);
    onDidChange();
    return session.id;
  }

  /** Another window holds the session, if it could be asked for at all. */
  async #askFor(runId: string): Promise<'gone' | 'alive'> {
    const { store, leases, sessions, clock } = this.ports;
    const run = store.board.tasks().map((task) => task.runs.at(-1)).find((last) => last?.id === runId);
    if (run?.sessionId === undefined) {
      return 'alive';
    }
    const hands = await leases.takeOver(run.sessionId);
    if (hands !== 'ours') {
      return 'alive';
    }
    // A person may have taken it into this window, or be about to: both hear at the same moment that it is free.
    await new Promise<void>((resolve) => clock.after(0, resolve));
    if (!sessions.opened(run.sessionId)?.isHere) {
      leases.release(run.sessionId);
    }
    return 'gone';
  }

  #worker({ id: taskId }: Task, runId: string, session: Session, asks: WorkerPorts['asks']): Worker {
    const { store, clock, settings, tools, log, sayOutcome, onDidChange } = this.ports;
    return new Worker({
      ...{ taskId, runId, session, asks, store, clock, settings, tools, log },
      sayOutcome: (outcome) => sayOutcome(outcome, session.record.agent),
      onDidChange,
      lastWords: () => resultOf(session.transcript.items()),
      isSystemic: (failure) => this.#failures.isShared(taskId, failure),
      onOver: () => {
        this.#workers.drop(runId);
        onDidChange();
      },
    });
  }
}

/** Longer than anybody waits for a worker of another window to end. */
const sayWithinMs = 15_000;
