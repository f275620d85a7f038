/**
 * One seed is one host with some streams over a simulated loop: some stay alive, some fall silent at a random time, and the loop is
 * blocked in every phase and sleeps, if it is told to. Says what the wheel got wrong. The bench runs many more seeds of the same.
 */
import { IdleWheel } from '../../src/base/idleBound';
import { FakeLoop } from '../fakes/fakeLoop';
import { seeded } from '../fakes/seeded';
import { unguardedWheel } from './blockedLoop';

export interface SimulatedHost {
  readonly seed: number;
  readonly streams: number;
  /** Whether the loop is blocked now and then, in each of its phases, or the machine sleeps. */
  readonly trouble: 'none' | 'blocks' | 'sleeps';
  /** The control: both guards are off, so that the weakness shows. */
  readonly guards: 'on' | 'off';
}

export interface Verdicts {
  readonly silent: number;
  /** Live streams that were called dead. */
  readonly wrong: number;
  /** Silent streams that were reported before their limit. */
  readonly early: number;
  /** Silent streams that were not reported within the limit and two ticks of the time that we lived through. */
  readonly missed: number;
  /** Timers left behind. */
  readonly pending: number;
}

export function simulate({ seed, streams, trouble, guards }: SimulatedHost): Verdicts {
  const random = seeded(seed);
  const loop = new FakeLoop();
  const wheel = guards === 'on' ? new IdleWheel(loop, loop.afterPoll) : unguardedWheel(loop);
  const limitMs = 1_000 + Math.floor(random() * 3_000);
  const tickMs = Math.max(50, Math.ceil(limitMs / 20));
  // A tick with a sleep in it counts as planned, although the agent lived through less of it.
  const troubles = 6;
  const asleepMs = trouble === 'sleeps' ? troubles * tickMs : 0;
  const longestGapMs = limitMs * 0.99 - asleepMs;
  const taken: { readonly at: number; readonly ms: number }[] = [];
  let [silent, wrong, early, missed] = [0, 0, 0, 0];
  const ends: (() => void)[] = [];

  for (let stream = 0; stream < streams; stream += 1) {
    const startMs = random() * limitMs;
    const isSilentFrom = random() < 0.5 ? startMs + random() * limitMs * 4 : Infinity;
    let lastReadAt = startMs;
    let stalledAt: number | undefined;
    loop.after(startMs, () => {
      lastReadAt = loop.now();
      const watch = wheel.watch({
        limitMs: () => limitMs,
        quietAfterMs: () => 0,
        warnAfterMs: () => limitMs / 2,
        isHeld: () => false,
        onQuiet: () => undefined,
        onWarning: () => undefined,
        onLife: () => undefined,
        onStall: () => (stalledAt = loop.now()),
      });
      ends.push(() => {
        watch.end();
        if (isSilentFrom === Infinity) {
          wrong += stalledAt === undefined ? 0 : 1;
          return;
        }
        silent += 1;
        // A tick in which we were away says nothing, so what took our time may cost one tick more.
        const away = taken.filter(({ at, ms }) => at + ms > lastReadAt && at <= (stalledAt ?? Infinity));
        const grace = away.reduce((sum, { ms }) => sum + ms + tickMs, 0);
        early += stalledAt !== undefined && stalledAt - lastReadAt < limitMs - asleepMs ? 1 : 0;
        missed += stalledAt === undefined || stalledAt - lastReadAt > limitMs + 2 * tickMs + grace ? 1 : 0;
      });
      // The agent goes on in its own process, whatever our loop does: its gaps are its own, and shorter than the limit.
      const speak = (at: number): void => {
        if (at < isSilentFrom) {
          loop.arrive(at, () => {
            lastReadAt = loop.now();
            watch.sign();
            speak(at + longestGapMs * (random() < 0.5 ? 0.8 + random() * 0.2 : random() * 0.8));
          });
        }
      };
      speak(lastReadAt);
    });
  }
  if (trouble !== 'none') {
    for (let n = 0; n < troubles; n += 1) {
      const ms = random() * limitMs * 3;
      const away = (): void => {
        taken.push({ at: loop.now(), ms });
        loop[trouble === 'blocks' ? 'spend' : 'sleep'](ms);
      };
      const inPhase = [away, () => loop.arrive(loop.now(), away), () => void loop.afterPoll(away)];
      loop.after(random() * limitMs * 5, inPhase[n % inPhase.length] ?? away);
    }
  }
  // Long enough for every silence to end in a verdict behind every block.
  loop.run(limitMs * (trouble === 'none' ? 8 : 36));
  ends.forEach((end) => end());
  return { silent, wrong, early, missed, pending: loop.pending };
}
