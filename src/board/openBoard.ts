/**
 * The board of one window: what a person may have done with a task, and what is known beyond the log. A person's word goes before the
 * dispatcher's, and before a pause; but nobody's word takes a task from a worker that has not gone.
 */
import type { Clock } from '../base/clock';
import type { Event } from '../base/event';
import { Emitter } from '../base/event';
import { said } from '../base/said';
import type { ClaimCare } from './claimCare';
import type { BoardCommand } from './command';
import { decide } from './decide';
import { refused } from './decision';
import { diagnose } from './diagnostics';
import type { DiagnosticSettings } from './diagnostics';
import type { Diagnostic } from './diagnostic';
import type { DispatchCircumstances } from './dispatchPort';
import type { Dispatcher } from './dispatcher';
import { dryRun } from './dryRun';
import type { Held } from './held';
import type { BoardStore, Changed, Workers } from './port';
import type { Starter } from './starter';
import type { Claim, Task } from './task';
import type { Dispatching, Done, DryStep, TaskBoard, WorkerPlace } from './taskBoard';

export interface OpenBoardPorts {
  readonly store: BoardStore;
  readonly dispatcher: Pick<Dispatcher, 'dispatching' | 'heldBack' | 'onDidChange' | 'conditions'>;
  readonly claims: Pick<ClaimCare, 'judge'>;
  readonly workers: Workers;
  readonly starter: Pick<Starter, 'start'>;
  readonly circumstances: DispatchCircumstances;
  readonly diagnosing: () => DiagnosticSettings;
  readonly clock: Clock;
  readonly log: { warn(text: string): void };
}

export class OpenBoard implements TaskBoard {
  readonly store: BoardStore;
  readonly #changed: Emitter<void>;
  readonly onDidChange: Event<void>;
  /** Rules that were told of as broken. */
  readonly #broken = new Set<string>();

  constructor(private readonly ports: OpenBoardPorts) {
    this.store = ports.store;
    this.#changed = new Emitter((error) => ports.log.warn(`A listener of the board failed: ${String(error)}`));
    this.onDidChange = this.#changed.event;
    ports.dispatcher.onDidChange(() => this.touch());
  }

  /** Something is different that is not in the log: a setting, a worker. */
  touch(): void {
    this.#changed.fire();
  }

  dispatching(): Dispatching {
    return this.ports.dispatcher.dispatching;
  }

  heldBack(task: Task): Held | undefined {
    return this.ports.dispatcher.heldBack(task);
  }

  diagnose(task: Task): readonly Diagnostic[] {
    const { clock, diagnosing, log } = this.ports;
    return diagnose(task, { now: clock.wall(), settings: diagnosing(), held: this.heldBack(task) }, (rule, error) => {
      if (!this.#broken.has(rule)) {
        this.#broken.add(rule);
        log.warn(`The rule ${rule} could not judge a task: ${String(error)}`);
      }
    });
  }

  workerOf({ claim }: Task): WorkerPlace | undefined {
    const { workers, circumstances } = this.ports;
    if (!claim) {
      return undefined;
    }
    const { self } = circumstances;
    const { holder } = claim;
    const where = holder.window === self.window ? 'here' : holder.machine === self.machine ? 'otherWindow' : 'otherMachine';
    return { state: workers.stateOf(claim), where };
  }

  async runNow(taskId: string): Promise<Done> {
    const { starter, circumstances } = this.ports;
    const task = this.store.board.get(taskId);
    if (!task) {
      return unknown;
    }
    if (!circumstances.trusted()) {
      return refused('held', said('Agents are not started in a folder that is not trusted.'));
    }
    const agent = circumstances.agentFor(task);
    if (agent === 'cannot') {
      return refused('agentCannot', said('The built-in agent has no model: it works only at commands of its own. Choose another agent for this task.'));
    }
    if (agent === 'missing') {
      return refused('held', said('There is no agent “{0}” in the settings.', task.agent ?? ''));
    }
    if (task.status !== 'running' && (await this.#seenOff(taskId)) === 'alive') {
      return refused('held', said('The last worker of this task is still ending. Try again in a moment.'));
    }
    const started = await this.#tried(() => starter.start(task, { kind: 'person' }));
    switch (started.kind) {
      case 'failed':
        return refused('held', said('It could not be started: {0}', started.detail));
      case 'busy':
        return refused('held', said('Another window is writing on the board. Try again in a moment.'));
      default:
        return started;
    }
  }

  stop(taskId: string, to: 'ready' | 'blocked'): Promise<Done> {
    return this.#ended(taskId, ({ runId }) => ({ kind: 'stop', by: { kind: 'person' }, taskId, runId, to }));
  }

  reclaim(taskId: string): Promise<Done> {
    return this.#ended(taskId, ({ runId }) => ({ kind: 'reclaim', by: { kind: 'person' }, taskId, runId }));
  }

  dryRun(): readonly DryStep[] {
    const { claims, dispatcher, workers } = this.ports;
    const promote = decide(this.store.board, { kind: 'promote', by: { kind: 'holdfast' }, failureLimit: this.ports.diagnosing().failureLimit }, this.ports.clock.wall());
    return dryRun({
      board: this.store.board,
      judge: (task) => claims.judge(task),
      conditions: dispatcher.conditions,
      promoted: promote.kind === 'decided' ? promote.facts : [],
      worksOn: (taskId) => workers.worksOn(taskId),
    });
  }

  /** Another attempt may have begun while the end of this one was waited for: the run that it was about decides. */
  async #ended(taskId: string, command: (claim: Claim) => BoardCommand): Promise<Done> {
    const task = this.store.board.get(taskId);
    if (!task?.claim) {
      return task ? refused('status', said('Nobody works on this task now.')) : unknown;
    }
    const { claim } = task;
    if ((await this.ports.workers.end(claim)) === 'alive') {
      return refused('held', said('Its worker could not be proven to have ended, so the task was left with it. Try again in a moment.'));
    }
    return this.#tried(async () => doneOf(this.store.change(command(claim))));
  }

  /** Whoever was at the task last ends now, in whatever window. */
  async #seenOff(taskId: string): Promise<'gone' | 'alive'> {
    const { workers } = this.ports;
    if (workers.worksOn(taskId) && (await workers.clear(taskId)) === 'alive') {
      return 'alive';
    }
    const { leaving } = this.store.board.get(taskId) ?? {};
    if (leaving && (await workers.end(leaving)) === 'gone') {
      await this.#tried(async () => doneOf(this.store.change({ kind: 'left', by: { kind: 'person' }, taskId, runId: leaving.runId })));
    }
    return this.store.board.get(taskId)?.leaving ? 'alive' : 'gone';
  }

  /** A disk that refuses is something to tell a person, not a fault of theirs. */
  async #tried<T extends { readonly kind: string }>(run: () => Promise<T>): Promise<T | Extract<Done, { readonly kind: 'refused' }>> {
    try {
      return await run();
    } catch (error) {
      this.ports.log.warn(`The board could not be written: ${String(error)}`);
      return refused('held', said('The board could not be written: {0}', error instanceof Error ? error.message : String(error)));
    }
  }
}

const unknown: Done = refused('unknownTask', said('There is no such task any more.'));

function doneOf(changed: Changed): Done {
  return changed.kind === 'done' ? { kind: 'done' } : changed;
}
