import type { TaskDraft } from '../../src/board/boardEvent';
import type { BoardCommand } from '../../src/board/command';
import { ClaimCare } from '../../src/board/claimCare';
import { Dispatcher } from '../../src/board/dispatcher';
import type { DispatchCircumstances, DispatchLease, DispatchSettings } from '../../src/board/dispatchPort';
import { OpenBoard } from '../../src/board/openBoard';
import { Starter } from '../../src/board/starter';
import { SteadyTime } from '../../src/board/steadyTime';
import type { Task } from '../../src/board/task';
import { FakeLog } from '../fakes/fakeBoard';
import type { FakeBoard } from '../fakes/fakeBoard';
import { FakeClock } from '../fakes/fakeClock';
import { FakeWorkers } from './fakeWorkers';

/** One lease for all windows of a test. */
export class FakeDispatchLease {
  holder: string | undefined;

  of(window: string): DispatchLease {
    return {
      take: () => {
        this.holder ??= window;
        return this.holder === window ? 'ours' : 'elsewhere';
      },
      look: () => (this.holder === undefined ? 'free' : this.holder === window ? 'ours' : 'elsewhere'),
      release: () => (this.holder = this.holder === window ? undefined : this.holder),
    };
  }
}

/** A window that dispatches over a board in memory. */
export class DispatchHouse {
  readonly store: FakeBoard;
  readonly workers = new FakeWorkers();
  readonly dispatcher: Dispatcher;
  readonly board: OpenBoard;
  readonly logged: string[] = [];
  settings: DispatchSettings = { dispatch: 'auto', maxConcurrent: 2, claimTtlMs: 900_000, heartbeatStaleMs: 3_600_000, failureLimit: 2 };
  trust: 'trusted' | 'untrusted' = 'trusted';
  readonly missingAgents = new Set<string>();
  /** A prompt that no agent can do anything with. */
  readonly beyondAgents = 'Square the circle.';
  #runs = 0;

  constructor(
    readonly clock = new FakeClock(),
    readonly log = new FakeLog(clock),
    lease = new FakeDispatchLease(),
    readonly window = 'here',
  ) {
    this.store = log.window();
    const circumstances: DispatchCircumstances = {
      self: { window, pid: 1, machine: 'machine' },
      trusted: () => this.trust === 'trusted',
      agentOf: ({ agent = 'default' }) => agent,
      agentFor: ({ agent = 'default', prompt }) => (this.missingAgents.has(agent) ? 'missing' : prompt === this.beyondAgents ? 'cannot' : 'there'),
    };
    const { store, workers } = this;
    const settings = (): DispatchSettings => this.settings;
    const tell = { info: (text: string) => void this.logged.push(text), warn: (text: string) => void this.logged.push(text) };
    const starter = new Starter({ store, workers, settings, circumstances, newRunId: () => `${window}-run-${++this.#runs}` });
    const steady = new SteadyTime(clock);
    const claims = new ClaimCare({ store, workers, clock, steady, settings, circumstances, log: tell });
    this.dispatcher = new Dispatcher({ store, workers, starter, claims, steady, lease: lease.of(window), clock, settings, circumstances, log: tell });
    this.board = new OpenBoard({
      ...{ store, workers, starter, claims, circumstances, clock, log: tell },
      dispatcher: this.dispatcher,
      diagnosing: () => ({ failureLimit: 2, cycleThreshold: 3, cycleWindowMs: 86_400_000 }),
    });
  }

  add(id: string, draft: Partial<TaskDraft> = {}): void {
    this.say({ kind: 'create', taskId: id, status: 'todo', title: `Task ${id}`, prompt: 'Do it.', ...draft });
  }

  /** As a person. */
  say(command: Extract<BoardCommand, unknown> extends infer C ? (C extends BoardCommand ? Omit<C, 'by'> : never) : never): void {
    const changed = this.store.change({ by: { kind: 'person' }, ...command });
    if (changed.kind === 'refused') {
      throw new Error(changed.text);
    }
  }

  task(id: string): Task {
    const task = this.store.board.get(id);
    if (!task) {
      throw new Error(`There is no task ${id}.`);
    }
    return task;
  }

  statuses(...ids: readonly string[]): readonly string[] {
    return ids.map((id) => this.task(id).status);
  }

  kinds(id: string): readonly string[] {
    return this.log.events.filter((event) => 'taskId' in event && event.taskId === id).map(({ kind }) => kind);
  }

  runOf(id: string): string {
    return this.task(id).claim?.runId ?? '';
  }
}
