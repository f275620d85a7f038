/**
 * Works the board off, one window for all: looks after those that run, lets go on what may, starts what is ready where the settings say so.
 * In that order, because what is taken back in a tick may be started in it. It waits for no lock, but to write why a worker was ended: a
 * board that is being written is looked at again with the next tick. With `manual` it starts nothing, and looks after the rest all the same.
 */
import type { Cancel, Clock } from '../base/clock';
import { Emitter } from '../base/event';
import { agentGuards } from './agentGuards';
import type { AgentGuards } from './agentGuards';
import type { BoardEvent } from './boardEvent';
import type { ClaimCare } from './claimCare';
import type { BoardCommand } from './command';
import type { DispatchCircumstances, DispatchLease, DispatchSettings } from './dispatchPort';
import type { Held } from './held';
import type { BoardStore, Workers } from './port';
import { heldBack, readiness } from './readiness';
import type { StartConditions } from './readiness';
import type { Starter } from './starter';
import type { SteadyTime } from './steadyTime';
import { StuckWatch } from './stuckWatch';
import type { Task } from './task';
import type { Dispatching } from './taskBoard';

export interface DispatcherPorts {
  readonly store: BoardStore;
  readonly workers: Workers;
  readonly starter: Pick<Starter, 'start'>;
  readonly claims: Pick<ClaimCare, 'lookAfter' | 'close'>;
  readonly steady: SteadyTime;
  readonly lease: DispatchLease;
  readonly clock: Clock;
  readonly settings: () => DispatchSettings;
  readonly circumstances: DispatchCircumstances;
  readonly log: { info(text: string): void; warn(text: string): void };
}

/** `skipped`: nothing was written; `started`: how many workers. */
export type Tick = { readonly kind: 'skipped'; readonly why: 'elsewhere' | 'locked' | 'nothing' | 'closed' } | { readonly kind: 'ticked'; readonly started: number };

export class Dispatcher {
  readonly #stuck: StuckWatch;
  readonly #changed: Emitter<void>;
  /** Who dispatches, or whether it is stuck. */
  readonly onDidChange;
  #by: Dispatching['by'] = 'nobody';
  #guarded: { readonly tasks: readonly Task[]; readonly defaultAgent: string; readonly guards: AgentGuards } | undefined;
  #next: { readonly at: number; readonly cancel: Cancel } | undefined;
  #ticking: Promise<Tick> | undefined;
  #state: 'new' | 'open' | 'closed' = 'new';

  constructor(private readonly ports: DispatcherPorts) {
    const { clock, log } = ports;
    this.#stuck = new StuckWatch(clock, log);
    this.#changed = new Emitter((error) => log.warn(`A listener of the dispatcher failed: ${String(error)}`));
    this.onDidChange = this.#changed.event;
  }

  /** Starts nothing at once: the views paint first, and a window that was just closed may still be closing. */
  start(): void {
    this.#state = 'open';
    this.#plan(firstTickMs);
    this.ports.store.onDidChange((events) => {
      if (events.some(calls)) {
        this.soon();
      }
    });
  }

  /** Something has changed that a tick would see. */
  soon(): void {
    if (this.#by !== 'elsewhere') {
      this.#plan(soonMs);
    }
  }

  close(): void {
    this.#state = 'closed';
    this.ports.claims.close();
    this.#next?.cancel();
    this.#become('nobody');
  }

  get dispatching(): Dispatching {
    const { store, workers, settings } = this.ports;
    const { paused } = store.board;
    const { stuckSince } = this.#stuck;
    const { dispatch: mode, maxConcurrent: limit } = settings();
    return {
      ...{ mode, by: this.#by, running: workers.running, limit },
      ...(paused && { paused: { at: paused.at } }),
      ...(stuckSince !== undefined && { stuckSince }),
    };
  }

  /** Why a ready task is not started now. */
  heldBack(task: Task): Held | undefined {
    return heldBack(this.ports.store.board, task, this.conditions);
  }

  get conditions(): StartConditions {
    const { clock, workers, settings, circumstances } = this.ports;
    const { dispatch: mode, maxConcurrent: limit } = settings();
    return {
      ...{ now: clock.wall(), mode, running: workers.running, limit },
      // Where nobody dispatches yet, this window is about to.
      dispatcher: this.#by === 'elsewhere' ? 'elsewhere' : 'us',
      folder: circumstances.trusted() ? 'trusted' : 'untrusted',
      agentFor: (task) => circumstances.agentFor(task),
      guardOf: (task) => this.#guards.get(circumstances.agentOf(task)),
    };
  }

  /** Every card asks for them, and they change with the board, or with the default agent. */
  get #guards(): AgentGuards {
    const { store, circumstances } = this.ports;
    const tasks = store.board.tasks();
    const defaultAgent = circumstances.agentOf({});
    if (this.#guarded?.tasks !== tasks || this.#guarded.defaultAgent !== defaultAgent) {
      this.#guarded = { tasks, defaultAgent, guards: agentGuards(tasks, (task) => circumstances.agentOf(task)) };
    }
    return this.#guarded.guards;
  }

  /** One at a time: who asks while one runs gets that one. Never rejects. */
  tick(): Promise<Tick> {
    this.#ticking ??= this.#tick()
      .catch((error: unknown): Tick => {
        this.ports.log.warn(`The board could not be looked after: ${String(error)}`);
        return { kind: 'skipped', why: 'locked' };
      })
      .finally(() => {
        // What the tick itself took, for ends of workers, is no sleep.
        this.ports.steady.look(Infinity);
        this.#ticking = undefined;
      });
    return this.#ticking;
  }

  #plan(afterMs: number): void {
    const at = this.ports.clock.now() + afterMs;
    if (this.#state === 'open' && (this.#next === undefined || at < this.#next.at)) {
      this.#next?.cancel();
      const cancel = this.ports.clock.after(afterMs, () => {
        this.#next = undefined;
        // It never rejects.
        void this.#tickAnew().then(() => this.#plan(everyMs));
      });
      this.#next = { at, cancel };
    }
  }

  /** Whoever wants one has seen something change, which a tick that runs may not see any more. */
  async #tickAnew(): Promise<void> {
    await this.#ticking;
    if (this.#state === 'open') {
      await this.tick();
    }
  }

  async #tick(): Promise<Tick> {
    const { store, lease, settings } = this.ports;
    this.ports.steady.look(everyMs);
    store.refresh();
    if (!store.board.tasks().some(isOpen)) {
      this.#become('nobody');
      return { kind: 'skipped', why: 'nothing' };
    }
    this.#become(lease.take() === 'ours' ? 'us' : 'elsewhere');
    if (this.#by === 'elsewhere') {
      return { kind: 'skipped', why: 'elsewhere' };
    }
    if ((await this.ports.claims.lookAfter()) === 'locked') {
      return { kind: 'skipped', why: 'locked' };
    }
    // Ends of workers were waited for.
    if (this.#state === 'closed') {
      return { kind: 'skipped', why: 'closed' };
    }
    if (this.#write({ kind: 'promote', by: { kind: 'holdfast' }, failureLimit: settings().failureLimit }) === 'busy') {
      return { kind: 'skipped', why: 'locked' };
    }
    return this.#startReady();
  }

  async #startReady(): Promise<Tick> {
    const { store, workers, starter, settings } = this.ports;
    const failures: string[] = [];
    const isShared = (detail: string): boolean => failures.push(detail) >= sharedBy && failures.filter((other) => other === detail).length >= sharedBy;
    let started = 0;
    const ready = readiness(store.board, this.conditions);
    for (const { task, held } of ready) {
      if (held) {
        this.#note(task, held);
      } else if (!workers.worksOn(task.id)) {
        const result = await starter.start(task, { kind: 'holdfast' }, isShared);
        if (result.kind === 'busy' || this.#state === 'closed') {
          break;
        }
        started += result.kind === 'done' ? 1 : 0;
      }
    }
    const isWanted = settings().dispatch === 'auto' && store.board.paused === undefined;
    const waiting = isWanted ? ready.filter(({ held }) => held === undefined || !passes.has(held.kind)).length : 0;
    const isRunning = store.board.tasks().some(({ status }) => status === 'running');
    if (this.#stuck.look(waiting > 0 && started === 0 && !isRunning ? 'standing' : 'moving', waiting) === 'changed') {
      this.#changed.fire();
    }
    return { kind: 'ticked', started };
  }

  /** In the log only where it has changed, and only where things start by themselves: with `manual` it goes without saying. */
  #note({ id: taskId }: Task, held: Held): void {
    if (this.ports.settings().dispatch === 'auto') {
      // A note that finds the board busy is written at the next tick.
      this.#write({ kind: 'hold', by: { kind: 'holdfast' }, taskId, why: held.kind });
    }
  }

  /** A refusal says that somebody else was faster. */
  #write(command: BoardCommand): 'done' | 'busy' {
    return this.ports.store.tryChange(command).kind === 'busy' ? 'busy' : 'done';
  }

  #become(by: Dispatching['by']): void {
    if (by !== 'us' && this.#by === 'us') {
      this.ports.lease.release();
    }
    if (by !== this.#by) {
      this.#by = by;
      this.#changed.fire();
    }
  }
}

function isOpen({ status }: Task): boolean {
  return status !== 'done' && status !== 'archived';
}

/** What may let a task go on, or end up on another one's way. */
function calls({ kind }: BoardEvent): boolean {
  return kind !== 'beat' && kind !== 'held' && kind !== 'commented' && kind !== 'bound' && kind !== 'claimExtended' && kind !== 'reclaimDeferred';
}

/** Reasons that pass by themselves: a board on which tasks wait for these is not stuck. */
const passes: ReadonlySet<Held['kind']> = new Set<Held['kind']>(['capacity', 'cooldown', 'justDone', 'leaving', 'pullRequest', 'agentLimited']);

const everyMs = 60_000;
const firstTickMs = 5_000;
const soonMs = 1_000;
/** So many that fail of the very same in one tick are no task's own fault. */
const sharedBy = 3;
