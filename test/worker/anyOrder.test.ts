/** Agents, tools, people and faults in any order, over real sessions: no task is worked at twice, and nothing is left behind. */
import { expect, test } from 'vitest';
import { ClaimCare } from '../../src/board/claimCare';
import { Dispatcher } from '../../src/board/dispatcher';
import { OpenBoard } from '../../src/board/openBoard';
import { Starter } from '../../src/board/starter';
import { SteadyTime } from '../../src/board/steadyTime';
import { FakeDispatchLease } from '../board/dispatchHouse';
import type { FakeLink } from '../fakes/fakeConnector';
import { seeded } from '../fakes/seeded';
import { here, WorkerHouse } from './workerHouse';

class Board extends WorkerHouse {
  readonly open: OpenBoard;
  readonly dispatcher: Dispatcher;

  constructor() {
    super();
    const { board: store, workers, clock } = this;
    const settings = () => ({ dispatch: 'auto', maxConcurrent: 3, claimTtlMs: 900_000, heartbeatStaleMs: 3_600_000, failureLimit: 2 }) as const;
    const circumstances = { self: here, trusted: () => true, agentOf: () => 'agent', agentFor: () => 'there' as const };
    const log = { info: () => undefined, warn: () => undefined };
    let runs = 0;
    const starter = new Starter({ store, workers, settings, circumstances, newRunId: () => `run-${++runs}` });
    const steady = new SteadyTime(clock);
    const claims = new ClaimCare({ store, workers, clock, steady, settings, circumstances, log });
    this.dispatcher = new Dispatcher({ store, workers, starter, claims, steady, lease: new FakeDispatchLease().of('this window'), clock, settings, circumstances, log });
    const diagnosing = () => ({ failureLimit: 2, cycleThreshold: 3, cycleWindowMs: 86_400_000 });
    this.open = new OpenBoard({ store, dispatcher: this.dispatcher, claims, workers, starter, circumstances, diagnosing, clock, log });
  }

  /** The attempts whose agents live, be it that they have reported and say goodbye. */
  living(): readonly { readonly taskId: string; readonly runId: string; readonly link: FakeLink }[] {
    return this.board.board.tasks().flatMap(({ id: taskId, runs }) =>
      runs.flatMap(({ id: runId, sessionId }) => {
        const links = this.connector.links.filter((link) => link.sessionId === sessionId && !link.hasGone);
        return links.map((link) => ({ taskId, runId, link }));
      }),
    );
  }
}

const person = { kind: 'person' } as const;

test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('in the order of seed %i', async (seed) => {
  const house = new Board();
  const random = seeded(seed);
  const one = <T>(things: readonly T[]): T | undefined => things[Math.floor(random() * things.length)];
  const store = house.board;
  ['a', 'b', 'c', 'd'].forEach((id) => house.add(id, random() < 0.3 ? { maxRuntimeMs: 300_000 } : {}));
  house.dispatcher.start();
  const agent = (act: (link: FakeLink, taskId: string, runId: string) => void) => (): void => {
    const living = one(house.living());
    if (living) {
      act(living.link, living.taskId, living.runId);
    }
  };
  const task = () => one(store.board.tasks());
  const steps: readonly (() => unknown)[] = [
    agent((link) => link.say('Well')),
    agent((link) => link.answer()),
    agent((link) => link.answer()),
    agent((link) => link.answer('max_tokens')),
    agent((link) => link.answer('cancelled')),
    agent((link) => link.fail({ kind: 'rpc', code: 1, message: 'Usage limit', resetsAt: house.clock.wall() + 60_000 })),
    agent((link) => link.die()),
    agent((link) => (link.runningTerminals = link.runningTerminals === 0 ? 1 : 0)),
    agent((link) => (link.survives = true)),
    agent((_link, taskId, runId) => void house.log.change({ kind: 'finish', by: { kind: 'worker', taskId }, taskId, runId, summary: 'Done', artifacts: [], missing: [], to: 'done' })),
    agent((_link, taskId, runId) => void house.log.change({ kind: 'giveBack', by: { kind: 'worker', taskId }, taskId, runId, blockKind: 'needs_input', reason: 'Which?' })),
    agent((_link, _taskId, runId) => void house.came.add(runId)),
    () => house.sessions.opened(task()?.runs.at(-1)?.sessionId ?? '')?.stop(),
    () => house.open.stop(task()?.id ?? '', 'ready'),
    () => house.open.reclaim(task()?.id ?? ''),
    () => house.open.runNow(task()?.id ?? ''),
    () => house.workers.handOver(task()?.runs.at(-1)?.sessionId ?? ''),
    () => store.board.tasks().forEach(({ id: taskId }) => void house.log.change({ kind: 'unblock', by: person, taskId })),
    () => house.log.change({ kind: 'requeue', by: person, taskId: task()?.id ?? '' }),
    () => (store.isBusy = !store.isBusy),
    () => (house.connector.waits = !house.connector.waits),
    () => house.connector.release(),
  ];
  for (let count = 0; count < 150; count += 1) {
    // What waits for an end goes on while the rest happens.
    void one(steps)?.();
    await house.clock.tick(random() < 0.7 ? 0 : (one([100, 1_000, 5_000, 31_000, 61_000, 400_000]) ?? 0));
    const workedAt = house.living().map(({ taskId }) => taskId);
    expect(workedAt.length - new Set(workedAt).size, `seed ${seed}, step ${count}: worked at ${workedAt.join()}`).toBe(0);
  }
  // All that can end does; then the window closes.
  store.isBusy = false;
  house.log.change({ kind: 'pause', by: person });
  house.connector.release();
  // One that is asked once more has its agent started once more.
  for (let round = 0; round < 3; round += 1) {
    await house.clock.tick(100_000);
    house.connector.links.forEach((link) => {
      link.survives = false;
      link.kill();
    });
  }
  await house.clock.tick(100_000);
  expect({ seed, running: store.board.tasks().filter(({ status }) => status === 'running').length, workers: house.workers.running }).toEqual({ seed, running: 0, workers: 0 });
  house.dispatcher.close();
  house.workers.close();
  house.sessions.interruptAll();
  await house.clock.tick(20_000);
  expect({ seed, timers: house.clock.pending }).toEqual({ seed, timers: 0 });
});
