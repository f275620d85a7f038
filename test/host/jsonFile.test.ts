import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { SetAside } from '../../src/host/aside';
import { JsonFile, type JsonFileOptions } from '../../src/host/jsonFile';
import { bundleScript, runScript } from './runScript';
import { tempDir } from './tempDir';

interface Names {
  readonly names: readonly string[];
}

function parseNames(raw: unknown): Names {
  if (typeof raw !== 'object' || raw === null || !('names' in raw) || !Array.isArray(raw.names)) {
    throw new Error('It holds no list of names.');
  }
  return { names: raw.names.map(String) };
}

function scene(content?: string) {
  const dir = tempDir();
  const path = join(dir, 'sessions', 'one', 'session.json');
  const reports: SetAside[] = [];
  if (content !== undefined) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  const open = (sharing: JsonFileOptions<Names>['sharing'] = 'owned'): JsonFile<Names> =>
    JsonFile.open(path, {
      parse: parseNames,
      fallback: () => ({ names: [] }),
      sharing,
      asideDir: join(dir, 'aside'),
      onSetAside: (report) => reports.push(report),
    });
  return { dir, path, reports, open };
}

const add = (name: string) => (current: Names): Names => ({ names: [...current.names, name] });

describe('a small record', () => {
  test('is on the disk when the update returns, and read again by the next one who opens it', () => {
    const { path, open } = scene();
    open().update(add('Ada'));
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ names: ['Ada'] });
    expect(open().read()).toEqual({ names: ['Ada'] });
    expect(readdirSync(dirname(path))).toEqual(['session.json']);
  });

  test('creates nothing by being read or by a change that changes nothing', () => {
    const { path, open } = scene();
    expect(open().read()).toEqual({ names: [] });
    open().update((current) => current);
    expect(existsSync(path)).toBe(false);
  });

  test.each([
    ['torn', '{"names":["Ad'],
    ['empty', ''],
    ['foreign', '{"people":[]}'],
    ['null', 'null'],
  ])('that is %s is set aside, reported once, and replaced by the fallback', (_, content) => {
    const { path, reports, open } = scene(content);
    const file = open();
    expect(file.read()).toEqual({ names: [] });
    expect(file.update(add('Ada'))).toEqual({ names: ['Ada'] });
    expect(file.read()).toEqual({ names: ['Ada'] });
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ path });
    expect(readFileSync(reports[0]!.keptAt!, 'utf8')).toBe(content);
  });

  test('does not write over what it could neither read nor move', () => {
    const { dir, path, reports, open } = scene('not ours');
    writeFileSync(join(dir, 'aside'), 'a file where the folder should be');
    const file = open();
    expect(file.read()).toEqual({ names: [] });
    expect(() => file.update(add('Ada'))).toThrow(/neither read nor moved/);
    expect(readFileSync(path, 'utf8')).toBe('not ours');
    expect(reports).toEqual([{ path, reason: expect.any(String) as string }]);
  });

  test('stays as it was when a change throws or cannot be saved', () => {
    const { path, open } = scene('{"names":["Ada"]}');
    const file = open('shared');
    expect(() =>
      file.update(() => {
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    expect(file.update(add('Grace'))).toEqual({ names: ['Ada', 'Grace'] });
    expect(() => file.update(() => ({ names: [1n] }) as unknown as Names)).toThrow(/could not be saved/);
    expect(file.read()).toEqual({ names: ['Ada', 'Grace'] });
    expect(readdirSync(dirname(path))).toEqual(['session.json']);
  });

  test('that was removed is gone from the disk and reads as the fallback', () => {
    const { path, open } = scene('{"names":["Ada"]}');
    const file = open();
    file.read();
    file.remove();
    expect(existsSync(path)).toBe(false);
    expect(file.read()).toEqual({ names: [] });
  });

  test('that windows share shows what another window changed', () => {
    const { open } = scene();
    const [here, there] = [open('shared'), open('shared')];
    here.update(add('Ada'));
    there.update(add('Grace'));
    expect(here.read()).toEqual({ names: ['Ada', 'Grace'] });
  });

  test('that three processes change at the same time loses no change', async () => {
    const { dir, path, open } = scene();
    const script = join(dir, 'writer.cjs');
    await bundleScript(
      `
      import { JsonFile } from './src/host/jsonFile';
      const [path, asideDir, who] = process.argv.slice(2);
      const file = JsonFile.open<{ names: string[] }>(path!, {
        parse: (raw) => raw as { names: string[] }, fallback: () => ({ names: [] }), sharing: 'shared', asideDir: asideDir!,
        onSetAside: (report) => { throw new Error(JSON.stringify(report)); },
      });
      // Nobody begins before all are there, so that they do collide.
      file.update((current) => ({ names: [...current.names, who + ' is ready'] }));
      while (file.read().names.filter((name) => name.endsWith('ready')).length < 3) {}
      for (let n = 0; n < 50; n += 1) {
        file.update((current) => ({ names: [...current.names, who + n] }));
      }
      `,
      script,
    );
    const runs = await Promise.all(['a', 'b', 'c'].map((who) => runScript(script, [path, join(dir, 'aside'), who])));
    expect(runs).toEqual([1, 2, 3].map(() => ({ code: 0, output: '' })));
    const names = open().read().names;
    expect(new Set(names).size).toBe(153);
    expect(names).toHaveLength(153);
  }, 20_000);
});
