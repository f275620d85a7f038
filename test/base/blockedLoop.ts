/**
 * Streams of a real process over real pipes, silent for most of their limit. Then they speak, and in the same moment our loop is blocked
 * for longer than what is left, in one of its phases: the words wait in the pipe, and a verdict now would be false. Each block is a trial
 * for every stream, for the wheel, for a plain timer and for a wheel whose guards are off.
 */
import { spawn } from 'node:child_process';
import type { Clock } from '../../src/base/clock';
import { IdleWheel } from '../../src/base/idleBound';
import type { IdleBound, IdleWatch } from '../../src/base/idleBound';
import { afterPoll, systemClock } from '../../src/host/systemClock';

export type Phase = 'timer' | 'poll' | 'check';

export interface FalseVerdicts {
  readonly trials: number;
  readonly wheel: number;
  readonly plainTimer: number;
  readonly withoutGuards: number;
}

const limitMs = 100;
const blockMs = 110;

export class BlockedLoop {
  readonly #streams: readonly Echo[];
  readonly #trigger = new Echo();

  constructor(streams: number) {
    this.#streams = Array.from({ length: streams }, () => new Echo());
  }

  /** Until every process has answered once. */
  async open(): Promise<void> {
    await Promise.all([...this.#streams, this.#trigger].map((stream) => stream.say()));
  }

  close(): void {
    [...this.#streams, this.#trigger].forEach((stream) => stream.end());
  }

  async run(phase: Phase, blocks: number): Promise<FalseVerdicts> {
    const total = { trials: 0, wheel: 0, plainTimer: 0, withoutGuards: 0 };
    for (let block = 0; block < blocks; block += 1) {
      const wrong = await this.#trial(phase);
      total.trials += this.#streams.length;
      total.wheel += wrong.wheel;
      total.plainTimer += wrong.plainTimer;
      total.withoutGuards += wrong.withoutGuards;
    }
    return total;
  }

  async #trial(phase: Phase): Promise<Omit<FalseVerdicts, 'trials'>> {
    const wrong = { wheel: 0, plainTimer: 0, withoutGuards: 0 };
    let looks = 0;
    let nextToLast = (): void => undefined;
    const isNextToLast = new Promise<void>((resolve) => (nextToLast = resolve));
    const counting: Clock = {
      ...systemClock,
      after: (ms, run) => {
        looks += 1;
        // The third wait is the last before the limit: its end would be the verdict.
        if (looks === 3) {
          nextToLast();
        }
        return systemClock.after(ms, run);
      },
    };
    const wheel = new IdleWheel(counting, afterPoll);
    const unguarded = unguardedWheel(systemClock);
    const startedAt = performance.now();
    const ends: (() => void)[] = [];
    const heard = this.#streams.map(() => {
      const watches: IdleWatch[] = [
        wheel.watch(bound(() => (wrong.wheel += 1))),
        unguarded.watch(bound(() => (wrong.withoutGuards += 1))),
      ];
      const plain = (): NodeJS.Timeout => setTimeout(() => (wrong.plainTimer += 1), limitMs + looksLateMs);
      let timer = plain();
      ends.push(() => {
        watches.forEach((watch) => watch.end());
        clearTimeout(timer);
      });
      return () => {
        watches.forEach((watch) => watch.sign());
        clearTimeout(timer);
        timer = plain();
      };
    });
    await isNextToLast;
    // The words go out first, then nothing else happens in this process for longer than the limit leaves.
    let answers: Promise<unknown> = Promise.resolve();
    await this.#in(phase, () => {
      answers = Promise.all(this.#streams.map((stream, index) => stream.say(heard[index])));
      block(blockMs);
    });
    await answers;
    // One more look, and nobody may have been called dead at it.
    await new Promise<void>((resolve) => systemClock.after(60, resolve));
    ends.forEach((end) => end());
    if (performance.now() - startedAt < limitMs + blockMs) {
      throw new Error('The block did not reach over the limit.');
    }
    return wrong;
  }

  async #in(phase: Phase, run: () => void): Promise<void> {
    switch (phase) {
      case 'timer':
        return new Promise((resolve) => setTimeout(() => resolve(run()), 1));
      case 'check':
        return new Promise((resolve) => setImmediate(() => resolve(run())));
      case 'poll':
        await this.#trigger.say(run);
    }
  }
}

/** A plain timer that begins with the first look, as the wheel's count does, so that both have the same time left. */
const looksLateMs = 50;

function bound(onStall: () => void): IdleBound {
  const nothing = (): void => undefined;
  const asked = { limitMs: () => limitMs, quietAfterMs: () => 0, warnAfterMs: () => limitMs / 2, isHeld: () => false };
  return { ...asked, onQuiet: nothing, onWarning: nothing, onLife: nothing, onStall };
}

/** The control: on its clock nothing is ever late, and its verdict falls right in the timer. */
export function unguardedWheel(clock: Clock): IdleWheel {
  let at = 0;
  const after: Clock['after'] = (ms, run) =>
    clock.after(ms, () => {
      at += ms;
      run();
    });
  return new IdleWheel({ now: () => at, wall: () => at, after }, (run) => {
    run();
    return () => undefined;
  });
}

function block(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    // Nothing else runs.
  }
}

/** A process that says what it hears. */
class Echo {
  readonly #child = spawn(process.execPath, ['-e', 'process.stdin.pipe(process.stdout)'], { stdio: ['pipe', 'pipe', 'ignore'] });

  /** `heard` runs in the poll phase, where the bytes arrive. */
  say(heard: () => void = () => undefined): Promise<void> {
    return new Promise((resolve) => {
      this.#child.stdout.once('data', () => {
        heard();
        resolve();
      });
      this.#child.stdin.write('.');
    });
  }

  end(): void {
    this.#child.stdin.end();
  }
}
