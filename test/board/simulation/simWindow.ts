import type { Cancel, Clock } from '../../../src/base/clock';
import type { BoardCommand } from '../../../src/board/command';
import { ClaimCare } from '../../../src/board/claimCare';
import { Dispatcher } from '../../../src/board/dispatcher';
import type { DispatchCircumstances, DispatchSettings } from '../../../src/board/dispatchPort';
import { OpenBoard } from '../../../src/board/openBoard';
import type { BoardStore, Changed, Workers, WorkerState } from '../../../src/board/port';
import { Starter } from '../../../src/board/starter';
import { SteadyTime } from '../../../src/board/steadyTime';
import type { Task, WorkerOf } from '../../../src/board/task';
import { Heartbeat } from '../../../src/worker/heartbeat';
import { FakeBoard } from '../../fakes/fakeBoard';
import type { World } from './world';

/** One window of the simulated editor: the real dispatcher and the real board, over workers that are drawn by lot. */
export class SimWindow implements Workers {
  readonly name: string;
  readonly board: OpenBoard;
  readonly #dispatcher: Dispatcher;
  readonly #store: MortalBoard;
  isAlive = true;

  constructor(
    readonly world: World,
    number: number,
  ) {
    this.name = `window-${number}`;
    const clock = this.#clock();
    this.#store = new MortalBoard(this);
    world.log.follow(this.#store);
    const settings = (): DispatchSettings => world.settings;
    const circumstances: DispatchCircumstances = { self: { window: this.name, pid: number, machine: 'machine' }, trusted: () => true, agentOf: () => 'agent', agentFor: () => 'there' };
    const log = { info: () => undefined, warn: (text: string) => world.heard(text) };
    const store: BoardStore = this.#store;
    const starter = new Starter({ store, workers: this, settings, circumstances, newRunId: () => world.newId('run') });
    const lease = {
      take: () => world.takeLease(this),
      look: () => world.lookAtLease(this),
      release: () => world.releaseLease(this),
    };
    const steady = new SteadyTime(clock);
    const claims = new ClaimCare({ store, workers: this, clock, steady, settings, circumstances, log });
    this.#dispatcher = new Dispatcher({ store, workers: this, starter, claims, steady, lease, clock, settings, circumstances, log });
    this.board = new OpenBoard({ store, dispatcher: this.#dispatcher, claims, workers: this, starter, circumstances, diagnosing: () => world.diagnosing, clock, log });
    this.#dispatcher.start();
  }

  /** Nothing of it runs any more from this moment on; what its agents do then, the world knows. */
  kill(): void {
    this.isAlive = false;
    this.world.log.leave(this.#store);
  }

  /** It closes as a window does: its agents are ended, nothing is said of them. */
  close(): void {
    this.#dispatcher.close();
    this.kill();
  }

  get running(): number {
    return this.world.processes().filter(({ window }) => window === this).length;
  }

  async start(task: Task, runId: string): Promise<{ readonly sessionId: string }> {
    return { sessionId: this.world.startWorker(this, task, runId) };
  }

  stateOf({ runId, holder }: WorkerOf): WorkerState {
    const process = this.world.process(runId);
    const owner = this.world.window(holder.window);
    if (owner === this || owner?.isAlive === true) {
      return process ? process.state : owner === this ? 'dead' : 'working';
    }
    return 'dead';
  }

  async end({ runId, holder }: WorkerOf): Promise<'gone' | 'alive'> {
    await this.world.pass(this.world.random() * 20_000);
    if (!this.isAlive) {
      // Nobody is there to hear the answer.
      return new Promise(() => undefined);
    }
    return this.world.endWorker(runId, this.world.window(holder.window));
  }

  worksOn(taskId: string): boolean {
    return this.world.processes().some((process) => process.window === this && process.taskId === taskId);
  }

  async clear(taskId: string): Promise<'gone' | 'alive'> {
    const ends = this.world.processes().filter((process) => process.window === this && process.taskId === taskId);
    return ends.map(({ runId }) => this.world.endWorker(runId, this)).includes('alive') ? 'alive' : 'gone';
  }

  /** `onLost`: it is told that it has lost its task, and stopped. */
  heartOf(taskId: string, runId: string, onLost: () => void): Heartbeat {
    const { settings } = this.world;
    const log = { info: () => undefined, warn: (text: string) => this.world.heard(text) };
    const times = { everyMs: () => 60_000, ttlMs: () => settings.claimTtlMs, staleMs: () => settings.heartbeatStaleMs };
    return new Heartbeat({ taskId, runId, store: this.#store, clock: this.#clock(), ...times, onLost, log });
  }

  /** A dead window's timers do not run. */
  #clock(): Clock {
    const { clock } = this.world;
    return {
      now: () => clock.now(),
      wall: () => clock.wall(),
      after: (ms, run): Cancel => clock.after(ms, () => this.isAlive && run()),
    };
  }
}

/** The board as a window has it, as long as it lives; at times another one is writing, or the disk refuses. */
class MortalBoard extends FakeBoard {
  constructor(private readonly window: SimWindow) {
    super(window.world.log);
  }

  override change(command: BoardCommand): Changed {
    if (!this.window.isAlive) {
      throw new Error('This window is dead.');
    }
    if (this.window.world.chance('disk')) {
      throw new Error('The disk refuses.');
    }
    return this.log.change(command);
  }

  override tryChange(command: BoardCommand): Changed | { readonly kind: 'busy' } {
    return this.window.world.chance('lock') ? { kind: 'busy' } : this.change(command);
  }
}
