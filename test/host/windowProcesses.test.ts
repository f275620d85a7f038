import { describe, expect, test } from 'vitest';
import { identityOf, livenessOf, type ProcessIdentity } from '../../src/host/processIdentity';
import { systemClock } from '../../src/host/systemClock';
import { WindowProcesses, type WindowProcessesParts } from '../../src/host/windowProcesses';
import { FakeClock, settled } from '../fakes/fakeClock';
import { stranger } from './strangers';

function scene(outcomes: readonly ('done' | 'lookAgain')[] = [], clock: WindowProcessesParts['clock'] = new FakeClock()) {
  const told: string[] = [];
  const children = new Map<number, ProcessIdentity>();
  const left = [...outcomes];
  let sweeps = 0;
  const processes = new WindowProcesses({
    window: 'window-processes-test',
    clock,
    ledger: {
      starting: () => told.push('ledger: starting'),
      started: (child) => void children.set(child.pid, child),
      ended: (pid) => void children.delete(pid),
      children: () => [...children.values()].map((child) => ({ ...child, kind: 'agent', command: 'sleep', startedAt: 0 })),
      close: () => told.push('ledger: closed'),
    },
    reaper: {
      starting: () => told.push('reaper: starting'),
      started: ({ pid }) => told.push(`reaper: started ${pid}`),
      ended: (pid) => told.push(`reaper: ended ${pid}`),
      goodbye: () => told.push('reaper: goodbye'),
    },
    strays: {
      sweep: async () => {
        sweeps += 1;
        return left.shift() ?? 'done';
      },
    },
    log: { warn: (line) => told.push(line) },
  });
  return { processes, told, sweeps: () => sweeps };
}

describe('what earlier windows left running', () => {
  test('is looked for some moments after the window has opened, and not again when all of them had ended', async () => {
    const clock = new FakeClock();
    const { processes, sweeps } = scene(['done'], clock);
    processes.sweepSoon();
    await clock.tick(900);
    expect(sweeps()).toBe(0);
    await clock.tick(100);
    expect(sweeps()).toBe(1);
    await clock.tick(60_000);
    expect(sweeps()).toBe(1);
    expect(clock.pending).toBe(0);
  });

  test('is looked for once more when another window lived, which may have been closing', async () => {
    const clock = new FakeClock();
    const { processes, sweeps } = scene(['lookAgain', 'lookAgain'], clock);
    processes.sweepSoon();
    await clock.tick(1_000);
    await clock.tick(9_900);
    expect(sweeps()).toBe(1);
    await clock.tick(60_000);
    expect(sweeps()).toBe(2);
    expect(clock.pending).toBe(0);
  });

  test.each([500, 1_000, 5_000])('is not looked for any more when this window closes after %d ms', async (ms) => {
    const clock = new FakeClock();
    const { processes, sweeps } = scene(['lookAgain'], clock);
    processes.sweepSoon();
    await clock.tick(ms);
    const before = sweeps();
    processes.killAll();
    await clock.tick(60_000);
    expect(sweeps()).toBe(before);
    expect(clock.pending).toBe(0);
  });
});

describe('a window that closes', () => {
  test('and never started anything does not look round, and says goodbye to nobody but the reaper', async () => {
    const { processes, told } = scene();
    expect(processes.killAll()).toBe(0);
    await processes.close(100);
    expect(told).toEqual(['reaper: goodbye']);
  });

  test('kills who is left, children and whoever carries its mark, and forgets them when they have gone', async () => {
    const [child, other] = [stranger(), stranger({ HOLDFAST_MARK: 'window-processes-test/x' })];
    const { processes, told } = scene([], systemClock);
    processes.starting();
    processes.started({ ...child, kind: 'agent', command: 'sleep' });
    expect(processes.killAll()).toBe(2);
    // Who is dying is waited for, and is no news.
    expect(processes.killAll()).toBe(0);
    await processes.close(2_000);
    expect([child, other].map(livenessOf)).toEqual(['dead', 'dead']);
    expect(told).toEqual(['ledger: starting', 'reaper: starting', `reaper: started ${child.pid}`, 'ledger: closed', 'reaper: goodbye']);
  });

  test('keeps its book when somebody would not go, for the next window, within its time', async () => {
    const clock = new FakeClock();
    const { processes, told } = scene([], clock);
    processes.starting();
    // Alive, and not to be killed by this: without its start nobody is touched.
    processes.started({ pid: identityOf(process.pid).pid, kind: 'agent', command: 'node' });
    expect(processes.killAll()).toBe(1);
    const closing = processes.close(200);
    await clock.tick(200);
    await settled();
    await closing;
    expect(told.slice(2)).toEqual([
      `reaper: started ${process.pid}`,
      expect.stringMatching(/^1 processes of this window did not end\./),
      'reaper: goodbye',
    ]);
    expect(clock.pending).toBe(0);
  });
});
