import { beforeEach, describe, expect, test } from 'vitest';
import { FakeClock } from '../fakes/fakeClock';
import { StartNotice } from '../../src/resume/startNotice';
import type { InterruptedSession } from '../../src/resume/startNotice';

let clock: FakeClock;
let candidates: readonly InterruptedSession[];
let elsewhere: readonly string[];
let warned: string[];
let disk: 'well' | 'full';
let claimed: number;

function notice(): StartNotice {
  const refuse = (): void => {
    if (disk === 'full') {
      throw new Error('no space left');
    }
  };
  return new StartNotice(
    { start: (onSettled) => onSettled(), toTell: () => candidates },
    {
      claim: (keys) => {
        claimed += 1;
        refuse();
        return keys.filter((key) => !elsewhere.includes(key));
      },
      close: refuse,
    },
    clock,
    { warn: (line) => void warned.push(line) },
  );
}

/** What is told by now. */
function told(): () => readonly string[] | undefined {
  let ids: readonly string[] | undefined;
  notice().start((ours) => (ids = ours.map(({ sessionId }) => sessionId)));
  return () => ids;
}

beforeEach(() => {
  clock = new FakeClock();
  const turn = { turnId: 'turn', reason: { kind: 'unsure' }, by: 'crash', way: 'resume' } as const;
  candidates = ['one', 'two'].map((sessionId) => ({ sessionId, turn }));
  elsewhere = [];
  warned = [];
  disk = 'well';
  claimed = 0;
});

describe('the one notice of a start', () => {
  test('tells what no other window tells, after the time that a closing one has', async () => {
    elsewhere = ['one/turn'];
    const known = told();
    expect(known()).toBeUndefined();
    await clock.tick(10_000);
    expect(known()).toEqual(['two']);
  });

  test('tells what its predecessor told, which was still there when it looked', async () => {
    elsewhere = ['one/turn', 'two/turn'];
    const known = told();
    await clock.tick(4_000);
    expect(known()).toBeUndefined();
    elsewhere = [];
    await clock.tick(500);
    expect(known()).toEqual(['one', 'two']);
  });

  test('does not tell what was settled while it waited', async () => {
    elsewhere = ['one/turn'];
    const known = told();
    candidates = candidates.slice(0, 1);
    elsewhere = [];
    await clock.tick(500);
    expect(known()).toEqual(['one']);
  });

  test('tells nothing any more when its window closes meanwhile', async () => {
    elsewhere = ['one/turn'];
    const one = notice();
    let known = 0;
    one.start(() => (known += 1));
    one.close();
    await clock.tick(20_000);
    expect(known).toBe(0);
  });

  test('is known also when there is nothing to tell, and writes nothing then', () => {
    candidates = [];
    expect(told()()).toEqual([]);
    expect(claimed).toBe(0);
  });

  test('tells everything where the disk cannot say whose it is: better twice than never', () => {
    disk = 'full';
    expect(told()()).toEqual(['one', 'two']);
    expect(warned).toHaveLength(1);
  });

  test('closes also where the disk refuses, and says so', () => {
    disk = 'full';
    notice().close();
    expect(warned).toHaveLength(1);
  });
});
