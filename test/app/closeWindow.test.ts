import { expect, test } from 'vitest';
import { closeWindow } from '../../src/app/closeWindow';
import { FakeClock } from '../fakes/fakeClock';

/** A clock that a test may also move while nobody waits, as slow work does. */
class SlowClock extends FakeClock {
  #spentMs = 0;

  override now(): number {
    return super.now() + this.#spentMs;
  }

  spend(ms: number): void {
    this.#spentMs += ms;
  }
}

test('a window whose disk is slow in being told of the end still ends its deaf agents within its whole time', async () => {
  const clock = new SlowClock();
  const done: string[] = [];
  const closed = closeWindow(
    {
      initiators: [{ close: () => clock.spend(500) }],
      sessions: { interruptAll: () => clock.spend(1_500) },
      host: {
        shell: { killNow: () => undefined },
        processes: { killAll: () => done.push('killed all'), close: async (ms: number) => void done.push(`a last look of ${ms} ms`) } as never,
      },
      agents: { closeAll: () => [{ name: 'deaf', close: () => new Promise<string>(() => undefined), kill: () => void done.push('killed') }] },
      leases: { close: () => void done.push('released') },
      clock,
      log: { info: () => undefined },
    },
    3_500,
  );
  await clock.tick(1_299);
  expect(done).toEqual([]);
  await clock.tick(1);
  await closed;
  expect(done).toEqual(['killed', 'killed all', 'released', 'a last look of 200 ms']);
  expect(clock.now()).toBe(3_300);
  expect(clock.pending).toBe(0);
});
