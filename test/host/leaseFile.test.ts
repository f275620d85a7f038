import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Holder, Lease } from '../../src/base/lease';
import type { SetAside } from '../../src/host/aside';
import { LeaseFiles } from '../../src/host/leaseFile';
import type { LeaseView } from '../../src/host/leaseRecord';
import { openStateRoot } from '../../src/host/stateRoot';
import { FakeClock } from '../fakes/fakeClock';
import { bundleScript, runScript } from './runScript';
import { tempDir } from './tempDir';

const second = 1000;

function scene() {
  const root = openStateRoot({ globalStoragePath: tempDir(), workspace: [] });
  const clock = new FakeClock();
  const reports: SetAside[] = [];
  const path = (id: string): string => join(root.sessionsDir, id, 'lease.json');
  onTestFinished(() => expect(clock.pending, 'timers left behind').toBe(0));
  const open = (window: string) => {
    const heard: string[] = [];
    const leases = new LeaseFiles(root, window, {
      clock,
      onSetAside: (report) => reports.push(report),
      onError: (error) => heard.push(`error ${String(error)}`),
      onWanted: (id, by) => heard.push(`${id} wanted by ${by.window}`),
      onLost: (id) => heard.push(`${id} lost`),
    });
    onTestFinished(() => leases.close());
    return { leases, heard };
  };
  return {
    root,
    clock,
    reports,
    open,
    path,
    stored: (id: string): Lease => JSON.parse(readFileSync(path(id), 'utf8')) as Lease,
    store: (id: string, lease: unknown): void => {
      mkdirSync(dirname(path(id)), { recursive: true });
      writeFileSync(path(id), typeof lease === 'string' ? lease : JSON.stringify(lease));
    },
  };
}

const elsewhere: Holder = { window: 'there', pid: 1, machine: 'another machine' };

describe('the leases of a window', () => {
  test('belong to one window at a time, and to the next one as soon as they are released', () => {
    const { open } = scene();
    const [here, there] = [open('here').leases, open('there').leases];
    expect(here.look('s')).toEqual({ state: 'free' });
    expect(here.claim('s')).toEqual({ ok: true, generation: 1 });
    expect(here.claim('s')).toEqual({ ok: true, generation: 1 });
    expect(here.look('s')).toEqual({ state: 'mine' });
    expect(there.claim('s')).toMatchObject({ ok: false, heldBy: { window: 'here' } });
    expect(there.look('s')).toMatchObject({ state: 'foreign', heldBy: { window: 'here' } });
    expect([here.generation('s'), there.generation('s')]).toEqual([1, undefined]);
    here.release('s');
    expect(there.claim('s')).toEqual({ ok: true, generation: 2 });
    expect(here.generation('s')).toBeUndefined();
  });

  test('are free at once when their holder is proven dead, or its number is another process by now', () => {
    const { open, store, clock } = scene();
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const held = (holder: Holder): Lease => ({ generation: 7, held: { holder, takenAt: clock.wall(), beatAt: clock.wall() } });
    store('gone', held({ window: 'old', pid, startToken: 'long ago', machine: hostname() }));
    store('reused', held({ window: 'old', pid: process.pid, startToken: 'long ago', machine: hostname() }));
    const { leases } = open('here');
    expect(leases.claim('gone')).toEqual({ ok: true, generation: 8 });
    expect(leases.claim('reused')).toEqual({ ok: true, generation: 8 });
  });

  test('of a holder that cannot be judged are free after 90 s without a beat', async () => {
    const { open, store, clock } = scene();
    store('s', { generation: 7, held: { holder: elsewhere, takenAt: 0, beatAt: clock.wall() } });
    const { leases } = open('here');
    const seen: LeaseView[] = [];
    const unwatch = leases.watch('s', (view) => seen.push(view));
    expect(leases.claim('s')).toEqual({ ok: false, heldBy: elsewhere, freeAt: clock.wall() + 90 * second });
    await clock.tick(89 * second);
    expect(seen).toEqual([]);
    await clock.tick(second);
    expect(seen).toEqual([{ state: 'free' }]);
    expect(leases.claim('s')).toEqual({ ok: true, generation: 8 });
    unwatch();
    leases.close();
  });

  test('are beaten while they are held, so that they stay ours where we cannot be judged', async () => {
    const { open, stored, clock } = scene();
    const { leases, heard } = open('here');
    leases.claim('s');
    const takenAt = clock.wall();
    await clock.tick(300 * second);
    expect(stored('s').held?.takenAt).toBe(takenAt);
    expect(clock.wall() - (stored('s').held?.beatAt ?? 0)).toBeLessThanOrEqual(31 * second);
    leases.close();
    expect(stored('s')).toEqual({ generation: 1 });
    expect(heard).toEqual([]);
  });

  test('that another window wants are let go by their holder, and taken within seconds', async () => {
    const { open, clock, stored } = scene();
    const [here, there] = [open('here'), open('there')];
    here.leases.claim('s');
    const taken = there.leases.takeOver('s');
    await clock.tick(2 * second);
    expect(here.heard[0]).toBe('s wanted by there');
    here.leases.release('s');
    await clock.tick(2 * second);
    expect(await taken).toEqual({ ok: true, generation: 2 });
    expect(stored('s').wanted).toBeUndefined();
    there.leases.close();
  });

  test('are never taken from a living holder that does not let go: who asks is told, and the wish is withdrawn', async () => {
    const { open, clock, stored } = scene();
    const [here, there] = [open('here'), open('there')];
    here.leases.claim('s');
    const taken = there.leases.takeOver('s');
    await clock.tick(10 * second);
    expect(await taken).toMatchObject({ ok: false, heldBy: { window: 'here' } });
    expect(stored('s').wanted).toBeUndefined();
    await clock.tick(60 * second);
    expect(here.heard.length, 'told as long as somebody waits, since the holder may be able to let go only later').toBeGreaterThan(5);
    expect(here.heard.length, 'and no longer').toBeLessThanOrEqual(12);
    expect(here.leases.look('s')).toEqual({ state: 'mine' });
    here.leases.close();
  });

  test('that are let go in the very moment of asking are taken at once', async () => {
    const { open, clock } = scene();
    const [here, there] = [open('here'), open('there')];
    here.leases.claim('s');
    const after = clock.after.bind(clock);
    clock.after = (ms, run) => {
      here.leases.release('s');
      return after(ms, run);
    };
    expect(await there.leases.takeOver('s')).toEqual({ ok: true, generation: 2 });
  });

  test('that are asked for when they are free are simply taken', async () => {
    const { open } = scene();
    const { leases } = open('here');
    expect(await leases.takeOver('s')).toEqual({ ok: true, generation: 1 });
    leases.close();
  });

  test('that are waited for when the window closes are waited for no longer', async () => {
    const { open } = scene();
    const [here, there] = [open('here'), open('there')];
    here.leases.claim('s');
    const taken = there.leases.takeOver('s');
    there.leases.close();
    expect(await taken).toMatchObject({ ok: false });
    here.leases.close();
  });

  test('that another window has taken are told to be lost, and a late release takes nothing from it', async () => {
    const { open, store, stored, clock } = scene();
    const { leases, heard } = open('here');
    leases.claim('s');
    leases.claim('t');
    const theirs = { generation: 2, held: { holder: elsewhere, takenAt: clock.wall(), beatAt: clock.wall() } };
    store('s', theirs);
    store('t', theirs);
    leases.release('t');
    expect(stored('t')).toEqual(theirs);
    await clock.tick(second);
    expect(heard).toEqual(['s lost']);
    expect(leases.generation('s')).toBeUndefined();
    leases.close();
    expect(stored('s')).toEqual(theirs);
  });

  test('that the disk did not let go of are let go of later, unless they were taken anew meanwhile', async () => {
    const { root, open, stored, clock } = scene();
    const { leases, heard } = open('here');
    for (const id of ['s', 't']) {
      leases.claim(id);
      const dir = join(root.sessionsDir, id);
      renameSync(dir, `${dir}.away`);
      writeFileSync(dir, '');
      leases.release(id);
      rmSync(dir);
      renameSync(`${dir}.away`, dir);
    }
    expect(heard).toEqual([expect.stringContaining('error'), expect.stringContaining('error')]);
    expect(stored('s').held?.holder.window).toBe('here');
    expect(leases.claim('t')).toMatchObject({ ok: true });
    await clock.tick(31 * second);
    expect(stored('s').held).toBeUndefined();
    expect(stored('t').held?.holder.window).toBe('here');
    leases.close();
  });

  test('that cannot be read are set aside and free', () => {
    const { open, store, reports } = scene();
    store('s', '{"generation":');
    store('t', { generation: 'three' });
    const { leases } = open('here');
    expect([leases.claim('s').ok, leases.claim('t').ok]).toEqual([true, true]);
    expect(reports).toHaveLength(2);
    leases.close();
  });

  test('do not bring the folder of a removed session back', async () => {
    const { root, open, clock } = scene();
    const { leases } = open('here');
    leases.claim('s');
    leases.claim('t');
    rmSync(root.sessionsDir, { recursive: true });
    leases.release('t');
    await clock.tick(60 * second);
    leases.close();
    expect(existsSync(root.sessionsDir)).toBe(false);
  });

  test('are not taken right behind a sleep of this computer, in which nobody could beat', async () => {
    const { open, store, clock } = scene();
    store('s', { generation: 7, held: { holder: elsewhere, takenAt: 0, beatAt: clock.wall() } });
    const { leases } = open('here');
    const unwatch = leases.watch('s', () => undefined);
    await clock.tick(30 * second);
    // The wall clock went on for an hour while the timers stood still.
    const wall = clock.wall.bind(clock);
    clock.wall = () => wall() + 3600 * second;
    await clock.tick(60 * second);
    expect(leases.look('s').state).toBe('foreign');
    await clock.tick(31 * second);
    expect(leases.look('s').state).toBe('free');
    unwatch();
  });
});

const script = `
  import { openStateRoot } from './src/host/stateRoot';
  import { LeaseFiles } from './src/host/leaseFile';
  import { systemClock } from './src/host/systemClock';
  const fail = (what: unknown): never => { throw new Error(JSON.stringify(what)); };
  export function open(globalStoragePath: string, window: string): LeaseFiles {
    const root = openStateRoot({ globalStoragePath, workspace: [] });
    return new LeaseFiles(root, window, { clock: systemClock, onSetAside: fail, onError: fail, onWanted: () => undefined, onLost: fail });
  }
`;

describe('windows that are processes', () => {
  test('race for a hundred leases, and each has exactly one holder', async () => {
    const dir = tempDir();
    const path = join(dir, 'race.cjs');
    await bundleScript(
      `${script}
      import { existsSync, readdirSync, writeFileSync } from 'node:fs';
      const [dir, who] = process.argv.slice(2);
      const leases = open(dir + '/state', who!);
      // Nobody begins before all are there, so that they do collide.
      writeFileSync(dir + '/ready-' + who, '');
      while (readdirSync(dir).filter((name) => name.startsWith('ready')).length < 3) {}
      const won: number[] = [];
      for (let n = 0; n < 100; n += 1) {
        if (leases.claim('s' + n).ok) { won.push(n); }
      }
      console.log(JSON.stringify(won));
      // A holder that ended would be proven dead, and what it held free.
      writeFileSync(dir + '/done-' + who, '');
      while (readdirSync(dir).filter((name) => name.startsWith('done')).length < 3) {}
      process.exit(0);
      `,
      path,
    );
    const runs = await Promise.all(['a', 'b', 'c'].map((who) => runScript(path, [dir, who])));
    expect(runs.map(({ code }) => code), JSON.stringify(runs)).toEqual([0, 0, 0]);
    const won = runs.map(({ output }) => JSON.parse(output) as number[]);
    expect(won.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, n) => n));
    const root = openStateRoot({ globalStoragePath: join(dir, 'state'), workspace: [] });
    for (const [who, numbers] of won.entries()) {
      for (const n of numbers) {
        const lease = JSON.parse(readFileSync(join(root.sessionsDir, `s${n}`, 'lease.json'), 'utf8')) as Lease;
        expect(lease).toMatchObject({ generation: 1, held: { holder: { window: 'abc'[who] } } });
      }
    }
  }, 20_000);

  test('hand over a lease when the holder is killed, without waiting for its silence', async () => {
    const { root, open } = scene();
    const path = join(root.path, 'holder.cjs');
    await bundleScript(`${script}\nconst [dir] = process.argv.slice(2);\nconsole.log(open(dir!, 'holder').claim('s').ok);`, path);
    const holder = spawn(process.execPath, [path, root.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void holder.kill('SIGKILL'));
    await once(holder.stdout, 'data');
    const { leases } = open('here');
    expect(leases.claim('s')).toMatchObject({ ok: false, heldBy: { window: 'holder', pid: holder.pid } });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(leases.claim('s')).toEqual({ ok: true, generation: 2 });
    leases.close();
  }, 20_000);
});
