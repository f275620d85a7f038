import type { BoardEvent, TaskDraft } from '../../src/board/boardEvent';
import type { Task } from '../../src/board/task';
import type { Holder } from '../../src/base/lease';
import { SessionWorkers } from '../../src/worker/workers';
import type { SessionWorkersPorts } from '../../src/worker/workers';
import { FakeLog } from '../fakes/fakeBoard';
import type { FakeBoard } from '../fakes/fakeBoard';
import { SessionHarness } from '../fakes/sessionHarness';
import type { HarnessParts } from '../fakes/sessionHarness';

export const here: Holder = { window: 'this window', pid: 1, machine: 'here' };

/** Workers over fake agents and a board in memory. */
export class WorkerHouse extends SessionHarness {
  readonly log: FakeLog;
  readonly board: FakeBoard;
  readonly logged: string[] = [];
  readonly workers: SessionWorkers;
  readonly alive = new Map<string, 'alive' | 'dead' | 'unknown'>();
  readonly swept: string[] = [];
  sweeps: 'gone' | 'alive' = 'gone';
  /** The runs whose agents came to the board's tools. */
  readonly came = new Set<string>();
  boardSettings = { claimTtlMs: 900_000, heartbeatMs: 60_000, heartbeatStaleMs: 3_600_000, failureLimit: 2 };
  /** How often something about the workers was told that is not on the board. */
  changes = 0;
  #runs = 0;

  constructor(store?: ConstructorParameters<typeof SessionHarness>[0], parts?: HarnessParts & { readonly log?: FakeLog }) {
    super(store, parts);
    this.log = parts?.log ?? new FakeLog(this.clock);
    this.board = this.log.window();
    const ports: SessionWorkersPorts = {
      sessions: this.sessions,
      store: this.board,
      clock: this.clock,
      window: this.window,
      windows: {
        livenessOf: ({ window }) => this.alive.get(window) ?? 'unknown',
        sweep: async (window) => {
          this.swept.push(window);
          return this.sweeps;
        },
      },
      leases: this.ports.leases,
      settings: () => this.boardSettings,
      tools: (runId) => (this.came.has(runId) ? 'connected' : 'never'),
      sayOutcome: (outcome) => (outcome.kind === 'failed' ? `failed: ${outcome.failure.kind}` : outcome.kind === 'answered' ? outcome.stopReason : outcome.kind),
      log: { info: (text) => void this.logged.push(text), warn: (text) => void this.logged.push(text) },
      commandOf: ({ prompt }) => (prompt.startsWith('/') ? prompt : undefined),
      onDidChange: () => void (this.changes += 1),
    };
    this.workers = new SessionWorkers(ports);
  }

  /** A ready task. */
  add(id: string, draft: Partial<TaskDraft> = {}): Task {
    this.board.change({ kind: 'create', by: { kind: 'person' }, taskId: id, status: 'todo', title: `Task ${id}`, prompt: `Do ${id}.`, ...draft });
    this.board.change({ kind: 'promote', by: { kind: 'holdfast' }, failureLimit: 2 });
    return this.task(id);
  }

  /** A task that is claimed and worked on. */
  async work(id: string, draft: Partial<TaskDraft> = {}): Promise<string> {
    if (!this.board.board.get(id)) {
      this.add(id, draft);
    }
    const runId = this.claim(id);
    await this.workers.start(this.task(id), runId);
    await this.clock.tick(0);
    return runId;
  }

  claim(taskId: string, holder: Holder = { ...here, window: this.window }): string {
    const runId = `run-${++this.#runs}-${this.window}`;
    this.board.change({ kind: 'claim', by: { kind: 'person' }, taskId, runId, holder, ttlMs: this.boardSettings.claimTtlMs });
    return runId;
  }

  task(id: string): Task {
    const task = this.board.board.get(id);
    if (!task) {
      throw new Error(`There is no task ${id}.`);
    }
    return task;
  }

  session(id: string) {
    const session = this.sessions.find(this.task(id).runs.at(-1)?.sessionId ?? '');
    if (!session) {
      throw new Error(`Nobody works on ${id}.`);
    }
    return session;
  }

  /** What the log says of it, in words. */
  kinds(id: string): readonly BoardEvent['kind'][] {
    return this.log.events.filter((event) => 'taskId' in event && event.taskId === id).map(({ kind }) => kind);
  }

  /** The worker says what became of it, as its tools would. */
  report(id: string, runId: string, how: 'done' | 'blocked'): void {
    const by = { kind: 'worker', taskId: id } as const;
    this.board.change(
      how === 'done'
        ? { kind: 'finish', by, taskId: id, runId, summary: 'It is done.', artifacts: [], missing: [], to: 'done' }
        : { kind: 'giveBack', by, taskId: id, runId, blockKind: 'needs_input', reason: 'Which one?' },
    );
  }
}
