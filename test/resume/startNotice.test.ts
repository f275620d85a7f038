import { beforeEach, describe, expect, test } from 'vitest';
import { StartNotice } from '../../src/resume/startNotice';
import type { InterruptedSession } from '../../src/resume/startNotice';

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
    { warn: (line) => void warned.push(line) },
  );
}

function told(): readonly string[] | undefined {
  let ids: readonly string[] | undefined;
  notice().start((ours) => (ids = ours.map(({ sessionId }) => sessionId)));
  return ids;
}

beforeEach(() => {
  const turn = { turnId: 'turn', reason: { kind: 'unsure' }, by: 'crash', way: 'resume' } as const;
  candidates = ['one', 'two'].map((sessionId) => ({ sessionId, turn }));
  elsewhere = [];
  warned = [];
  disk = 'well';
  claimed = 0;
});

describe('the one notice of a start', () => {
  test('tells what no other window tells', () => {
    elsewhere = ['one/turn'];
    expect(told()).toEqual(['two']);
  });

  test('is known also when there is nothing to tell, and writes nothing then', () => {
    candidates = [];
    expect(told()).toEqual([]);
    expect(claimed).toBe(0);
  });

  test('tells everything where the disk cannot say whose it is: better twice than never', () => {
    disk = 'full';
    expect(told()).toEqual(['one', 'two']);
    expect(warned).toHaveLength(1);
  });

  test('closes also where the disk refuses, and says so', () => {
    disk = 'full';
    notice().close();
    expect(warned).toHaveLength(1);
  });
});
