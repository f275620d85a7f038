import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { IdleBound, IdleWatch } from '../../src/base/idleBound';
import { IdleWheel } from '../../src/base/idleBound';
import { afterPoll } from '../../src/host/systemClock';
import { FakeClock } from '../fakes/fakeClock';
import { FakeLoop } from '../fakes/fakeLoop';
import { BlockedLoop } from './blockedLoop';
import { simulate } from './idleSimulation';

/** A stream whose bound can be changed, and what was said of it. */
class Stream implements IdleBound {
  readonly said: string[] = [];
  readonly silences: number[] = [];
  limit = 3_000;
  quietAfter = 0;
  held = false;
  then: (word: string) => void = () => undefined;
  readonly limitMs = (): number => this.limit;
  readonly quietAfterMs = (): number => this.quietAfter;
  readonly isHeld = (): boolean => this.held;
  readonly onQuiet = (silentMs: number): void => this.#say('quiet', silentMs);
  readonly warnAfterMs = (): number => this.limit / 2;
  readonly onWarning = (silentMs: number): void => this.#say('halfway', silentMs);
  readonly onLife = (): void => this.#say('life');
  readonly onStall = (silentMs: number): void => this.#say('stall', silentMs);

  #say(word: string, silentMs?: number): void {
    this.said.push(word);
    if (silentMs !== undefined) {
      this.silences.push(silentMs);
    }
    this.then(word);
  }
}

let loop: FakeLoop;
let errors: unknown[];
let wheel: IdleWheel;
let stream: Stream;
let watches: IdleWatch[];

beforeEach(() => {
  loop = new FakeLoop();
  errors = [];
  wheel = new IdleWheel(loop, loop.afterPoll, (error) => errors.push(error));
  stream = new Stream();
  watches = [];
});

afterEach(() => {
  watches.forEach((watch) => watch.end());
  expect(loop.pending).toBe(0);
});

function watch(bound: IdleBound = stream): IdleWatch {
  const watch = wheel.watch(bound);
  watches.push(watch);
  return watch;
}

/** Runs in the poll that lies between the last tick of a fresh watch and its verdict: its bytes arrived while timers ran. */
function inTheLastPoll(run: () => void): void {
  loop.run(3_100);
  loop.after(49, () => loop.spend(5));
  loop.arrive(3_150, run);
}

describe('a silent stream', () => {
  test('is told of at half its limit and at its limit, never before and at most two ticks behind', () => {
    watch();
    loop.run(1_500);
    expect(stream.said).toEqual([]);
    loop.run(1_800);
    expect(stream.said).toEqual(['halfway']);
    loop.run(2_999);
    expect(stream.said).toEqual(['halfway']);
    loop.run(3_300);
    expect(stream.said).toEqual(['halfway', 'stall']);
    expect(stream.silences[0]).toBe(1_500);
    expect(stream.silences[1]).toBeOneOf([3_000, 3_001]);
  });

  test('says nothing more behind its stall, whatever comes', () => {
    const idle = watch();
    loop.run(4_000);
    const said = [...stream.said];
    expect(loop.pending).toBe(0);
    idle.sign();
    idle.end();
    loop.run(60_000);
    expect(stream.said).toEqual(said);
  });

  test('with 15 minutes to go is told of within two seconds of them', () => {
    stream.limit = 900_000;
    watch();
    loop.run(900_000 - 1);
    expect(stream.said).toEqual(['halfway']);
    loop.run(902_000);
    expect(stream.said).toEqual(['halfway', 'stall']);
  });

  test('is no concern of its neighbour that talks', () => {
    watch();
    const talker = new Stream();
    const talking = watch(talker);
    for (let n = 0; n < 100; n += 1) {
      loop.pass(100);
      talking.sign();
    }
    expect(stream.said).toEqual(['halfway', 'stall']);
    expect(talker.said).toEqual([]);
  });
});

describe('a stream that lives', () => {
  test('is never told of when its signs come just within the limit', () => {
    const idle = watch();
    for (let n = 0; n < 20; n += 1) {
      loop.pass(2_990);
      idle.sign();
    }
    expect(stream.said.filter((word) => word === 'stall')).toEqual([]);
  });

  test('is said to be quiet once in each silence, and to live again once', () => {
    Object.assign(stream, { limit: 0, quietAfter: 2_000 });
    const idle = watch();
    loop.pass(10_000);
    expect(stream.said).toEqual(['quiet']);
    idle.sign();
    loop.pass(1_000);
    idle.sign();
    loop.pass(1_000);
    expect(stream.said).toEqual(['quiet', 'life']);
    loop.pass(10_000);
    expect(stream.said).toEqual(['quiet', 'life', 'quiet']);
  });

  test('is warned of once in each silence, and again after a sign', () => {
    const idle = watch();
    loop.pass(2_500);
    expect(stream.said).toEqual(['halfway']);
    idle.sign();
    loop.pass(1_000);
    expect(stream.said).toEqual(['halfway', 'life']);
    loop.pass(1_000);
    expect(stream.said).toEqual(['halfway', 'life', 'halfway']);
  });

  test('that signs when it is said to be quiet is not warned of in the same breath', () => {
    stream.quietAfter = 1_500;
    const idle = watch();
    stream.then = (word) => word === 'quiet' && idle.sign();
    loop.run(1_640);
    expect(stream.said).toEqual(['quiet']);
  });

  test('that signs in the answer to a warning has a full window again', () => {
    const idle = watch();
    stream.then = (word) => word === 'halfway' && stream.said.length === 1 && idle.sign();
    loop.run(1_700 + 2_900);
    expect(stream.said).toEqual(['halfway', 'life', 'halfway']);
    loop.run(1_700 + 3_300);
    expect(stream.said.at(-1)).toBe('stall');
  });
});

describe('a hold', () => {
  test('stops the count, and a full window follows its end', () => {
    watch();
    loop.pass(1_000);
    stream.held = true;
    loop.pass(7_200_000);
    stream.held = false;
    loop.pass(2_990);
    expect(stream.said).toEqual(['halfway']);
    loop.pass(310);
    expect(stream.said).toEqual(['halfway', 'stall']);
  });

  test('ends a silence that was told of', () => {
    watch();
    loop.pass(2_000);
    stream.held = true;
    loop.pass(10_000);
    expect(stream.said).toEqual(['halfway', 'life']);
  });

  test('that begins in the last moment keeps the verdict back', () => {
    watch();
    inTheLastPoll(() => (stream.held = true));
    loop.pass(60_000);
    expect(stream.said).toEqual(['halfway', 'life']);
  });

  test('that a warning opens keeps the verdict back', () => {
    stream.limit = 0;
    watch();
    loop.pass(5_000);
    stream.then = () => (stream.held = true);
    stream.limit = 3_000;
    loop.pass(60_000);
    expect(stream.said).toEqual(['halfway', 'life']);
  });
});

describe('a limit', () => {
  test.each([0, -1, Number.NaN])('of %d is none', (limit) => {
    Object.assign(stream, { limit, quietAfter: limit });
    watch();
    loop.pass(2 * 3_600_000);
    expect(stream.said).toEqual([]);
    expect(loop.pending).toBe(1);
  });

  test('that is switched on counts the silence so far', () => {
    stream.limit = 0;
    watch();
    loop.pass(10_000);
    expect(stream.said).toEqual([]);
    stream.limit = 60_000;
    loop.pass(30_000);
    expect(stream.said).toEqual(['halfway']);
    loop.pass(22_000);
    expect(stream.said).toEqual(['halfway', 'stall']);
  });

  test('that is switched off is not reached', () => {
    watch();
    loop.pass(2_900);
    stream.limit = 0;
    loop.pass(3_600_000);
    expect(stream.said).toEqual(['halfway']);
  });

  test('that shrinks below the silence is reached within a second, with the warning first', () => {
    stream.limit = 900_000;
    watch();
    loop.pass(100_000);
    stream.limit = 3_000;
    loop.pass(1_001);
    expect(stream.said).toEqual(['halfway', 'stall']);
  });

  test('that grows while a tool runs is warned of once in this silence, and holds', () => {
    watch();
    loop.pass(2_000);
    stream.limit = 60_000;
    loop.pass(50_000);
    expect(stream.said).toEqual(['halfway']);
    loop.pass(11_000);
    expect(stream.said).toEqual(['halfway', 'stall']);
  });

  test('that is short is kept in time by a wheel that turned slowly until then', () => {
    const slow = new Stream();
    slow.limit = 20_000;
    watch(slow);
    // The tick that was under way is cut short, and what had passed of it still counts.
    loop.run(1_800);
    watch();
    expect(loop.pending).toBe(1);
    loop.run(1_800 + 3_300);
    expect(stream.said).toEqual(['halfway', 'stall']);
    loop.run(20_999);
    expect(slow.said).toEqual(['halfway']);
    loop.run(21_200);
    expect(slow.said).toEqual(['halfway', 'stall']);
  });
});

describe('the wheel', () => {
  test('has one timer for all streams, and none when nothing is watched', () => {
    expect(loop.pending).toBe(0);
    const many = Array.from({ length: 1_000 }, (_, n) => watch(Object.assign(new Stream(), { limit: 1_000 + n })));
    expect(loop.pending).toBe(1);
    loop.pass(500);
    expect(loop.pending).toBe(1);
    many.forEach((one) => one.end());
    expect(loop.pending).toBe(0);
  });

  test('begins again after it stood still', () => {
    watch().end();
    loop.pass(10_000);
    watch();
    loop.pass(2_999);
    expect(stream.said).toEqual(['halfway']);
    loop.pass(301);
    expect(stream.said).toEqual(['halfway', 'stall']);
  });

  test('says nothing of a watch that ended, also in the poll before its verdict', () => {
    const idle = watch();
    inTheLastPoll(() => idle.end());
    loop.pass(10_000);
    expect(stream.said).toEqual(['halfway']);
  });

  test('lets a stream end itself, end another and begin a new one in what it is told', () => {
    const [other, next] = [new Stream(), new Stream()];
    const mine = watch();
    const neighbour = watch(other);
    stream.then = (word) => {
      mine.end();
      neighbour.end();
      if (word === 'halfway') {
        watch(next);
      }
    };
    loop.pass(2_000);
    expect(stream.said).toEqual(['halfway']);
    expect(other.said).toEqual([]);
    expect(loop.pending).toBe(1);
    loop.pass(3_000);
    expect(next.said).toEqual(['halfway', 'stall']);
    expect(stream.said).toEqual(['halfway']);
  });

  test('goes on for the others when one throws, and reports it', () => {
    const [thrower, other] = [new Stream(), new Stream()];
    thrower.then = () => {
      throw new Error('mine alone');
    };
    watch(thrower);
    watch(other);
    loop.pass(3_300);
    expect(other.said).toEqual(['halfway', 'stall']);
    expect(thrower.said).toEqual(['halfway', 'stall']);
    expect(errors).toEqual([new Error('mine alone'), new Error('mine alone')]);
  });

  test('keeps the time of a stream that throws', () => {
    stream.then = (word) => {
      throw new Error(word);
    };
    watch();
    loop.pass(3_200);
    expect(errors).toEqual([new Error('halfway'), new Error('stall')]);
  });

  test('asks a stream whose questions throw again, and goes on for the others', () => {
    const faulty = { ...new Stream(), limitMs: (): number => stream.limitMs() / Number(JSON.parse('{')) };
    watch(faulty);
    watch();
    loop.pass(3_300);
    expect(stream.said).toEqual(['halfway', 'stall']);
    expect(errors.length).toBeGreaterThan(10);
  });

  test('keeps time over the clock that every other test uses', async () => {
    const clock = new FakeClock();
    const idle = new IdleWheel(clock, afterPoll).watch(stream);
    await clock.tick(2_999);
    expect(stream.said).toEqual(['halfway']);
    await clock.tick(301);
    expect(stream.said).toEqual(['halfway', 'stall']);
    idle.end();
    expect(clock.pending).toBe(0);
  });
});

describe('time that was not lived through', () => {
  test('a night asleep counts as one tick', () => {
    watch();
    loop.pass(2_850);
    loop.sleep(8 * 3_600_000);
    loop.pass(1);
    // The tick was late: it counts, and nobody is judged by it.
    expect(stream.said).toEqual(['halfway']);
    loop.pass(450);
    expect(stream.said).toEqual(['halfway', 'stall']);
    expect(stream.silences.at(-1)).toBeLessThanOrEqual(3_150);
  });

  test('a stream that speaks after waking was never silent', () => {
    const idle = watch();
    loop.pass(2_850);
    loop.arrive(2_900, () => idle.sign());
    loop.sleep(3 * 3_600_000);
    loop.pass(2_900);
    expect(stream.said).toEqual(['halfway', 'life', 'halfway']);
  });

  test('a late tick alone is enough to hold a verdict back until the next', () => {
    // Nothing is read in this poll: the loop gave its turn to others.
    const idle = watch();
    loop.run(3_100);
    loop.spend(1_000);
    loop.pass(0);
    expect(stream.said).toEqual(['halfway']);
    idle.sign();
    loop.pass(1_000);
    expect(stream.said).toEqual(['halfway', 'life']);
  });

  test('one poll alone is enough to hold a verdict back when the words wait', () => {
    const idle = watch();
    inTheLastPoll(() => idle.sign());
    loop.pass(1_000);
    expect(stream.said).toEqual(['halfway', 'life']);
  });

  test('a block between the tick and its verdict holds the verdict back', () => {
    const idle = watch();
    inTheLastPoll(() => {
      loop.arrive(loop.now() + 1, () => idle.sign());
      loop.spend(500);
    });
    loop.pass(1_000);
    expect(stream.said).toEqual(['halfway', 'life']);
  });

  test('a host that is always late still tells of a silence', () => {
    watch();
    const hog = (): void => {
      loop.spend(400);
      if (loop.now() < 60_000) {
        loop.after(1, hog);
      }
    };
    loop.after(1, hog);
    loop.run(50_000);
    expect(stream.said).toEqual(['halfway', 'stall']);
    loop.run(61_000);
  });
});

describe('a host whose own loop was blocked', () => {
  const blocked = new BlockedLoop(5);
  beforeAll(() => blocked.open());
  afterAll(() => blocked.close());

  test.each(['timer', 'poll', 'check'] as const)('in the %s phase calls no stream dead whose words wait in the pipe', async (phase) => {
    const wrong = await blocked.run(phase, 4);
    expect(wrong).toMatchObject({ trials: 20, wheel: 0 });
    if (phase !== 'timer') {
      // The controls do: a timer for each stream, and the wheel without its guards.
      expect(wrong.plainTimer).toBeGreaterThan(18);
      expect(wrong.withoutGuards).toBeGreaterThan(18);
    }
  });
});

describe('thousands of simulated streams', () => {
  function simulateMany(host: Pick<Parameters<typeof simulate>[0], 'trouble' | 'guards'>): ReturnType<typeof simulate> {
    const sum = { silent: 0, wrong: 0, early: 0, missed: 0, pending: 0 };
    for (let seed = 1; seed <= 200; seed += 1) {
      const one = simulate({ ...host, seed, streams: 20 });
      for (const key of Object.keys(sum) as (keyof typeof sum)[]) {
        sum[key] += one[key];
      }
    }
    return sum;
  }

  test.each(['none', 'blocks', 'sleeps'] as const)('are judged rightly and in time (trouble: %s)', (trouble) => {
    const { silent, ...faults } = simulateMany({ trouble, guards: 'on' });
    expect(silent).toBeGreaterThan(1_500);
    expect(faults).toEqual({ wrong: 0, early: 0, missed: 0, pending: 0 });
  });

  test('are judged wrongly without the guards', () => {
    expect(simulateMany({ trouble: 'blocks', guards: 'off' }).wrong).toBeGreaterThan(0);
  });
});
