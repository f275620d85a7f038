import type { BlockKind, Task } from '../../../src/board/task';
import type { RunFailure } from '../../../src/board/command';
import type { DispatchSettings } from '../../../src/board/dispatchPort';
import type { DiagnosticSettings } from '../../../src/board/diagnostics';
import { FakeLog } from '../../fakes/fakeBoard';
import { seeded } from '../../fakes/seeded';
import { SimClock } from './simClock';
import type { Heartbeat } from '../../../src/worker/heartbeat';
import { SimWindow } from './simWindow';

/** An agent at work, with its process. It outlives its window where that was killed, until somebody sweeps. */
export interface Process {
  readonly runId: string;
  readonly taskId: string;
  readonly window: SimWindow;
  state: 'working' | 'waiting';
  readonly heart: Heartbeat;
}

/** How likely each fault is when its question comes up. */
export interface Faults {
  readonly lock: number;
  readonly disk: number;
  /** An end that does not succeed at once. */
  readonly survive: number;
  readonly spawn: number;
  /** In an hour. */
  readonly kill: number;
  readonly close: number;
  readonly sleep: number;
  readonly person: number;
  /** Somebody who sends a task on and runs it in whatever window, while its worker is saying goodbye. */
  readonly haste: number;
}

export const manyFaults: Faults = { lock: 0.02, disk: 0.002, survive: 0.15, spawn: 0.05, kill: 0.25, close: 0.15, sleep: 0.1, person: 3, haste: 0.05 };
export const noFaults: Faults = { lock: 0, disk: 0, survive: 0, spawn: 0, kill: 0, close: 0, sleep: 0, person: 0, haste: 0 };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Between two signs of life. */
const signMs = 5 * minuteMs;

/**
 * A computer with windows on one board, agents drawn by lot, and what befalls them. It watches while it goes on: whatever breaks a promise
 * stands in `broken`.
 */
export class World {
  readonly clock = new SimClock();
  readonly log = new FakeLog(this.clock);
  readonly random: () => number;
  readonly broken: string[] = [];
  readonly warnings = new Map<string, number>();
  settings: DispatchSettings = { dispatch: 'auto', maxConcurrent: 100, claimTtlMs: 15 * minuteMs, heartbeatStaleMs: hourMs, failureLimit: 2 };
  readonly diagnosing: DiagnosticSettings = { failureLimit: 2, cycleThreshold: 3, cycleWindowMs: 24 * hourMs };
  faults: Faults = manyFaults;
  /** Agents at work. */
  mostAtOnce = 0;
  readonly #windows = new Map<string, SimWindow>();
  readonly #processes = new Map<string, Process>();
  #lease: SimWindow | undefined;
  #ids = 0;
  /** Starts with no success, no question to a person and no person's hand in between, of each task. */
  readonly starts = new Map<string, number>();
  /** The same, without those whose ends no breaker counts. */
  readonly #countedStarts = new Map<string, number>();

  /** `disbelieved`: who has reported is taken for gone at once, although it is not. */
  constructor(
    seed: number,
    farewells: 'waitedFor' | 'disbelieved' = 'waitedFor',
  ) {
    this.random = seeded(seed);
    this.log.window().onDidChange((events) => {
      for (const event of events) {
        if ('taskId' in event) {
          this.#watch(event.taskId, event.kind, event.by.kind);
          if (event.kind === 'ended' && event.worker === 'leaving' && this.chance('haste')) {
            this.clock.after(this.random() * 20_000, () => this.#sendOn(event.taskId));
          }
          if (farewells === 'disbelieved' && event.kind === 'ended' && event.worker === 'leaving') {
            this.log.change({ kind: 'left', by: { kind: 'holdfast' }, taskId: event.taskId, runId: event.runId });
          }
        }
      }
    });
  }

  window(name: string): SimWindow | undefined {
    return this.#windows.get(name);
  }

  processes(): readonly Process[] {
    return [...this.#processes.values()];
  }

  process(runId: string): Process | undefined {
    return this.#processes.get(runId);
  }

  newId(what: string): string {
    return `${what}-${++this.#ids}`;
  }

  chance(fault: keyof Faults): boolean {
    return this.random() < this.faults[fault];
  }

  heard(text: string): void {
    const kind = text.replace(/[\w-]*\d[\w-]*/g, '#');
    this.warnings.set(kind, (this.warnings.get(kind) ?? 0) + 1);
  }

  pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.clock.after(ms, resolve));
  }

  takeLease(window: SimWindow): 'ours' | 'elsewhere' {
    this.#lease = this.#lease?.isAlive === true ? this.#lease : window;
    return this.#lease === window ? 'ours' : 'elsewhere';
  }

  lookAtLease(window: SimWindow): 'ours' | 'elsewhere' | 'free' {
    return this.#lease?.isAlive !== true ? 'free' : this.#lease === window ? 'ours' : 'elsewhere';
  }

  releaseLease(window: SimWindow): void {
    this.#lease = this.#lease === window ? undefined : this.#lease;
  }

  open(): SimWindow {
    const window = new SimWindow(this, ++this.#ids);
    this.#windows.set(window.name, window);
    return window;
  }

  /** A task, on some that are there already. */
  add(): void {
    const tasks = this.log.board.tasks();
    const parents = this.random() < 0.25 && tasks.length > 0 ? [this.oneOf(tasks).id] : [];
    const maxRuntimeMs = this.random() < 0.5 ? hourMs * (1 + Math.floor(this.random() * 4)) : undefined;
    const taskId = this.newId('task');
    this.log.change({ kind: 'create', by: { kind: 'person' }, taskId, status: 'todo', title: taskId, prompt: 'Work.', parents, ...(maxRuntimeMs !== undefined && { maxRuntimeMs }) });
  }

  oneOf<T>(things: readonly T[]): T {
    return things[Math.floor(this.random() * things.length)] as T;
  }

  alive(): readonly SimWindow[] {
    return [...this.#windows.values()].filter(({ isAlive }) => isAlive);
  }

  startWorker(window: SimWindow, task: Task, runId: string): string {
    if (this.chance('spawn')) {
      throw new Error('It could not be started.');
    }
    const beside = this.processes().filter(({ taskId }) => taskId === task.id);
    if (beside.length > 0) {
      this.broken.push(`${task.id} is worked on by ${runId} beside ${beside.map((other) => other.runId).join(', ')}`);
    }
    const process: Process = { runId, taskId: task.id, window, state: 'working', heart: window.heartOf(task.id, runId, () => this.#gone(process)) };
    this.#processes.set(runId, process);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#processes.size);
    this.log.change({ kind: 'bind', by: { kind: 'holdfast' }, taskId: task.id, runId, sessionId: `session-${runId}` });
    void this.#live(process, task.maxRuntimeMs);
    return `session-${runId}`;
  }

  /** In the window that has it, in one that is asked, or by a sweep behind one that is gone. */
  endWorker(runId: string, owner: SimWindow | undefined): 'gone' | 'alive' {
    const process = this.#processes.get(runId);
    if (process && this.chance('survive')) {
      return 'alive';
    }
    if (process && owner?.isAlive !== true) {
      // A sweep ends all that the window has left.
      this.processes().filter(({ window }) => window === process.window).forEach((stray) => this.#gone(stray));
    } else if (process) {
      this.#gone(process);
    }
    return 'gone';
  }

  /** Its agents go with it, most of the time; those that do not are strays. */
  kill(window: SimWindow, how: 'kill' | 'close'): void {
    if (how === 'close') {
      window.close();
    } else {
      window.kill();
    }
    for (const process of this.processes().filter((one) => one.window === window)) {
      if (how === 'close' || this.random() < 0.7) {
        this.#gone(process);
      }
    }
  }

  /** An hour of whatever happens. */
  async hour(): Promise<void> {
    const from = this.clock.now();
    for (let minute = 0; minute < 60; minute += 1) {
      await this.clock.run(from + minute * minuteMs);
      this.#befall();
    }
    await this.clock.run(Math.max(this.clock.now(), from + hourMs));
  }

  #befall(): void {
    const perMinute = (perHour: number): boolean => this.random() < perHour / 60;
    const windows = this.alive();
    if (windows.length > 0 && perMinute(this.faults.kill)) {
      this.kill(this.oneOf(windows), 'kill');
    }
    if (windows.length > 1 && perMinute(this.faults.close)) {
      this.kill(this.oneOf(this.alive().length > 0 ? this.alive() : windows), 'close');
    }
    if (this.alive().length < 2) {
      this.open();
    }
    if (perMinute(this.faults.sleep)) {
      this.clock.sleep(this.random() * 9 * hourMs, this.random() < 0.5 ? 'stands' : 'goesOn');
    }
    if (perMinute(this.faults.person)) {
      this.#person();
    }
  }

  #person(): void {
    const person = { kind: 'person' } as const;
    const { board } = this.log;
    const of = (status: Task['status']): readonly Task[] => board.tasks().filter((task) => task.status === status);
    const window = this.oneOf(this.alive());
    const acts: readonly (() => unknown)[] = [
      () => of('blocked').slice(-3).forEach(({ id: taskId }) => this.log.change({ kind: 'unblock', by: person, taskId, comment: 'Go on.' })),
      () => of('review').forEach(({ id: taskId }) => this.log.change({ kind: 'complete', by: person, taskId, summary: 'Good.' })),
      () => this.log.change({ kind: board.paused ? 'resume' : 'pause', by: person }),
      () => board.paused && this.log.change({ kind: 'resume', by: person }),
      () => of('ready')[0] && window.board.runNow(of('ready')[0]?.id ?? ''),
      () => of('running')[0] && window.board.stop(this.oneOf(of('running')).id, this.random() < 0.5 ? 'ready' : 'blocked'),
      () => of('running')[0] && window.board.reclaim(this.oneOf(of('running')).id),
      () => of('done')[0] && this.random() < 0.2 && this.log.change({ kind: 'requeue', by: person, taskId: this.oneOf(of('done')).id }),
      () => this.add(),
    ];
    void this.oneOf(acts)();
  }

  #sendOn(taskId: string): void {
    const { status } = this.log.board.get(taskId) ?? {};
    const [window] = this.alive().length > 0 ? [this.oneOf(this.alive())] : [];
    this.log.change({ kind: status === 'blocked' ? 'unblock' : 'requeue', by: { kind: 'person' }, taskId });
    void window?.board.runNow(taskId);
  }

  /** What becomes of one attempt, by lot. It goes on only while its process lives; what it says comes through its window. */
  async #live(process: Process, maxRuntimeMs: number | undefined): Promise<void> {
    const lot = this.random();
    // One that goes round and round and shows signs of life ends at the limit of its task; without one, by the model's own limit.
    const goesOnForMs = maxRuntimeMs ?? 6 * hourMs;
    const workMs = lot < 0.1 ? goesOnForMs : this.random() * 90 * minuteMs;
    const silentMs = lot >= 0.1 && lot < 0.2 ? this.random() * 8 * hourMs : 0;
    for (let passedMs = 0; passedMs < workMs; passedMs += signMs) {
      await this.pass(Math.min(signMs, workMs - passedMs));
      if (!this.#beats(process)) {
        return;
      }
      if (this.random() < 0.01) {
        process.state = 'waiting';
        process.heart.awaits('person');
        await this.#waitForPerson(process);
        process.state = 'working';
        process.heart.awaits('agent');
      }
    }
    await this.pass(silentMs);
    if (this.#isHeard(process)) {
      this.#finish(process, lot < 0.2 ? 0.7 + this.random() * 0.1 : this.random());
    }
  }

  async #waitForPerson(process: Process): Promise<void> {
    for (let minutes = this.random() * 600; minutes > 0 && this.#isHeard(process); minutes -= 5) {
      await this.pass(signMs);
    }
  }

  #finish(process: Process, lot: number): void {
    const { runId, taskId } = process;
    const by = { kind: 'worker', taskId } as const;
    if (lot < 0.5) {
      this.#report(process, () => this.log.change({ kind: 'finish', by, taskId, runId, summary: 'Done.', artifacts: [], missing: [], to: 'done' }));
    } else if (lot < 0.7) {
      const blockKind = this.oneOf<BlockKind>(['needs_input', 'capability', 'transient', 'dependency']);
      this.#report(process, () => this.log.change({ kind: 'giveBack', by, taskId, runId, blockKind, reason: 'I cannot.' }));
    } else {
      const detail = this.oneOf(['one', 'two', 'three']);
      const failures: readonly RunFailure[] = [
        { kind: 'timed_out', detail },
        { kind: 'crashed', detail },
        { kind: 'unreported', detail, tools: 'connected' },
        { kind: 'unreported', detail, tools: 'never' },
        { kind: 'rate_limited', detail, until: this.clock.wall() + hourMs * this.random() },
      ];
      const failure = this.oneOf(failures);
      this.#gone(process);
      this.log.change({ kind: 'fail', by: { kind: 'holdfast' }, taskId, runId, failure, failureLimit: this.settings.failureLimit });
    }
  }

  /** By its tools: the board knows before the process has gone. */
  #report(process: Process, report: () => { readonly kind: string }): void {
    report();
    this.clock.after(this.random() * minuteMs, () => {
      const isHeard = this.#isHeard(process) && !this.chance('disk');
      this.#gone(process);
      if (isHeard) {
        this.log.change({ kind: 'left', by: { kind: 'holdfast' }, taskId: process.taskId, runId: process.runId });
      }
    });
  }

  #isHeard(process: Process): boolean {
    return this.#processes.get(process.runId) === process && process.window.isAlive;
  }

  /** Nothing is heard through a dead window; a stray goes on by itself until somebody sweeps. */
  #beats(process: Process): boolean {
    if (this.#isHeard(process)) {
      process.heart.sign();
    }
    return this.#isHeard(process);
  }

  #gone({ runId, heart }: Process): void {
    heart.end();
    this.#processes.delete(runId);
  }

  #watch(taskId: string, kind: string, by: string): void {
    const outcome = kind === 'ended' ? (this.log.board.get(taskId)?.runs.at(-1)?.end?.outcome ?? '') : '';
    const isNew = by === 'person' || ['completed', 'stopped', 'blocked'].includes(outcome);
    const isUncounted = ['reclaimed', 'stale', 'rate_limited'].includes(outcome);
    const count = (starts: Map<string, number>, reset: boolean): void =>
      void starts.set(taskId, reset ? 0 : (starts.get(taskId) ?? 0) + (kind === 'claimed' ? 1 : 0));
    count(this.starts, isNew);
    count(this.#countedStarts, isNew || isUncounted);
    // Two failures, or three silences, in whatever order.
    if ((this.#countedStarts.get(taskId) ?? 0) > 4) {
      this.broken.push(`${taskId} was started ${this.#countedStarts.get(taskId)} times in a row by itself`);
    }
  }
}
