import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownIdentity } from '../../src/host/processIdentity';
import { ownStamp, stampOf } from '../../src/host/processStamp';
import { openStateRoot } from '../../src/host/stateRoot';
import { temporaryFor, Temporaries } from '../../src/host/temporaries';
import { FakeClock } from '../fakes/fakeClock';
import { tempDir } from './tempDir';

const dead = stampOf({ pid: spawnSync(process.execPath, ['-e', '']).pid, startToken: 'long ago' });

describe('what a killed window was writing', () => {
  test('is removed wherever records are, and counted', async () => {
    const { temporaries, root, leave } = newHouse();
    const left = [
      leave(join(root.path, '.told.json.STAMP.tmp'), dead),
      leave(join(root.sessionsDir, 's1', '.pending.json.STAMP.tmp'), dead),
      leave(join(root.processesDir, '.window.json.STAMP.tmp'), dead),
      leave(join(root.path, '.board.ndjson.STAMP.tmp'), dead),
      leave(join(root.path, 'builtin', 'b1', '.session.json.STAMP.tmp'), dead),
    ];
    expect(await temporaries.clear()).toBe(5);
    expect(left.filter((path) => existsSync(path))).toEqual([]);
  });

  test('is known although the pid has been given to another process since', async () => {
    const { temporaries, root, leave } = newHouse();
    leave(join(root.path, '.told.json.STAMP.tmp'), stampOf({ pid: process.pid, startToken: 'another start' }));
    expect(await temporaries.clear()).toBe(1);
  });

  test('is left alone while its writer lives, where nobody can tell, where agents work, and under any other name', async () => {
    const { temporaries, root, leave } = newHouse();
    const kept = [
      temporaryFor(join(root.sessionsDir, 's1', 'lease.json')),
      leave(join(root.path, '.told.json.STAMP.tmp'), stampOf(ownIdentity(), 'elsewhere')),
      leave(join(root.scratchDir, '.told.json.STAMP.tmp'), dead),
      leave(join(root.path, 'told.json.STAMP.tmp'), dead),
      leave(join(root.path, '.told.json.STAMP.tmp.keep'), dead),
      leave(join(root.path, '.told.json.tmp'), dead),
      leave(join(root.sessionsDir, 's1', 'nested', '.told.json.STAMP.tmp'), dead),
    ];
    kept.forEach((path) => leave(path, dead));
    expect(await temporaries.clear()).toBe(0);
    expect(kept.filter((path) => existsSync(path))).toEqual(kept);
  });

  test('goes some time after a start, and not once the window closes', async () => {
    const { temporaries, root, leave, clock } = newHouse();
    const path = leave(join(root.path, '.told.json.STAMP.tmp'), dead);
    temporaries.clearSoon();
    temporaries.close();
    await clock.tick(60_000);
    expect(existsSync(path)).toBe(true);
    temporaries.clearSoon();
    await clock.tick(60_000);
    await expect.poll(() => existsSync(path)).toBe(false);
  });

  test('has its writer’s name from the first moment on', () => {
    const path = join(tempDir(), 'told.json');
    expect(basename(temporaryFor(path))).toBe(`.told.json.${ownStamp()}.tmp`);
  });
});

function newHouse() {
  const root = openStateRoot({ globalStoragePath: tempDir(), workspace: [] });
  const clock = new FakeClock();
  const temporaries = new Temporaries(root, { clock, log: { info: () => undefined, warn: (text) => expect.unreachable(text) } });
  /** `STAMP` stands for the writer. */
  const leave = (pattern: string, stamp: string): string => {
    const path = pattern.replace('STAMP', stamp);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{ "half": ');
    return path;
  };
  return { root, clock, temporaries, leave };
}
