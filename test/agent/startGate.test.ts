/** How starts that come to nothing hold back the next ones, over fake agents and a clock of the test's own. */
import { afterEach, describe, expect, test } from 'vitest';
import type { AgentFailure } from '../../src/session/failure';
import { AgentHarness, failureOf } from '../fakes/agentHarness';
import type { FakeScript } from '../fakes/fakeAgent';
import { FakeClock } from '../fakes/fakeClock';
import { RpcError } from '../../src/wire/peer';

let harness: AgentHarness;
let clock: FakeClock;
const waits: (number | undefined)[] = [];

function begin(script: FakeScript = {}): void {
  clock = new FakeClock(turnAround);
  waits.length = 0;
  harness = new AgentHarness(script, () => ({ clock }));
}

/** Messages take some rounds of the loop through the streams. */
async function turnAround(): Promise<void> {
  for (let n = 0; n < 10; n += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

afterEach(async () => {
  const disposed = harness.dispose();
  await clock.tick(5_000);
  await disposed;
});

const broken: FakeScript = { onInitialize: (agent) => agent.die() };

function start(agent = 'fake', signal = new AbortController().signal): ReturnType<AgentHarness['connect']> {
  return harness.agents.connect({ sessionId: 's1', agent, cwd: harness.folder }, harness.listener, signal, (ms) => void waits.push(ms));
}

async function failing(agent?: string): Promise<AgentFailure> {
  const failure = failureOf(start(agent));
  await clock.tick(10_000);
  return failure;
}

/** Time goes on until it has settled. */
async function soon<T>(promise: Promise<T>): Promise<T> {
  let isSettled = false;
  void promise.finally(() => (isSettled = true));
  while (!isSettled) {
    await clock.tick(50);
  }
  return promise;
}

describe('an agent that cannot be started', () => {
  test('is started after a back-off that is told, five times at most, and then fails at once with a name for it', async () => {
    begin(broken);
    for (let n = 0; n < 5; n += 1) {
      expect(await soon(failureOf(start()))).toMatchObject({ kind: 'exited' });
    }
    expect(harness.fakes.agents).toHaveLength(5);
    expect(waits.map((ms) => ms && Math.ceil(ms / 1_000))).toEqual([1, undefined, 2, undefined, 4, undefined, 8, undefined]);
    const before = clock.now();
    expect(await failureOf(start())).toEqual({ kind: 'keepsFailing', times: 5, withinMs: 120_000 });
    expect(clock.now()).toBe(before);
    expect(harness.fakes.agents).toHaveLength(5);
  });

  test('can be stopped while it waits, which starts nothing and leaves no timer', async () => {
    begin(broken);
    await soon(failureOf(start()));
    const timers = clock.pending;
    const stop = new AbortController();
    const waiting = start('fake', stop.signal);
    await clock.tick(0);
    expect(waits.at(-1)).toBeGreaterThan(0);
    stop.abort(new Error('Stopped.'));
    await expect(waiting).rejects.toThrow('Stopped.');
    expect(clock.pending).toBe(timers);
    expect(harness.fakes.agents).toHaveLength(1);
  });

  test('is tried at once when a person says so', async () => {
    begin(broken);
    for (let n = 0; n < 5; n += 1) {
      await failing();
    }
    expect(await failing()).toMatchObject({ kind: 'keepsFailing' });
    harness.agents.giveAnotherChance('fake');
    waits.length = 0;
    expect(await failing()).toMatchObject({ kind: 'exited' });
    expect(waits).toEqual([]);
  });

  test('is another one when its settings were changed, and holds no other back', async () => {
    begin(broken);
    for (let n = 0; n < 5; n += 1) {
      await failing();
    }
    waits.length = 0;
    expect(await failing('builtin')).toMatchObject({ kind: 'exited' });
    harness.editor.own = { ...harness.editor.own, agents: { fake: { command: 'fake-agent', args: ['--mended'] } } };
    harness.fakes.script = {};
    const started = start();
    await clock.tick(0);
    await started;
    expect(waits).toEqual([]);
  });

  test('because the user has to sign in first is held back by nothing', async () => {
    begin({ onNew: () => Promise.reject(new RpcError(-32000, 'Sign in first.')) });
    for (let n = 0; n < 7; n += 1) {
      expect(await soon(failureOf(start()))).toMatchObject({ kind: 'authRequired' });
    }
    expect(waits).toEqual([]);
  });
});

describe('an agent that starts', () => {
  test('and goes by itself before it has answered anything is held back like one that could not be started', async () => {
    begin();
    const started = start();
    await clock.tick(0);
    await started;
    harness.fakes.last.die();
    await clock.tick(10);
    const next = start();
    await clock.tick(0);
    expect(waits).toHaveLength(1);
    await clock.tick(1_000);
    await next;
    expect(harness.fakes.agents).toHaveLength(2);
  });

  test('and has answered may end after every turn: it is started at once, however often', async () => {
    begin();
    for (let n = 0; n < 7; n += 1) {
      const started = start();
      await clock.tick(0);
      const { link } = await started;
      const answered = link.prompt([{ kind: 'text', text: 'Hello' }]);
      (await harness.fakes.last.prompted()).answer();
      await answered;
      harness.fakes.last.die({ code: 0 });
      await clock.tick(10);
    }
    expect(waits).toEqual([]);
  });

  test('and is killed or closed by us was no failure', async () => {
    begin();
    for (let n = 0; n < 6; n += 1) {
      const started = start();
      await clock.tick(0);
      const { link } = await started;
      if (n % 2 === 0) {
        link.kill();
      } else {
        void link.close();
      }
      await clock.tick(1_000);
    }
    expect(waits).toEqual([]);
    expect(harness.fakes.agents).toHaveLength(6);
  });

  test('many times at once is started as often', async () => {
    begin();
    const all = Promise.all(Array.from({ length: 8 }, () => start()));
    await clock.tick(0);
    await all;
    expect(waits).toEqual([]);
    expect(harness.fakes.agents).toHaveLength(8);
  });
});
