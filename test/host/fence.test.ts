import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isFolder, readTextFile, resolveInside } from '../../src/host/fence';

let base: string;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'holdfast-fence-')));
  mkdirSync(join(base, 'in'));
  mkdirSync(join(base, 'out'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

test('what lies inside is told with where it really is, also when it does not exist yet', async () => {
  symlinkSync(join(base, 'in'), join(base, 'alias'));
  expect(await resolveInside(join(base, 'alias', 'new', 'a.txt'), [join(base, 'in')])).toEqual({
    kind: 'inside',
    realPath: join(base, 'in', 'new', 'a.txt'),
  });
  expect(await resolveInside(join(base, 'in', 'a.txt'), [join(base, 'nowhere'), join(base, 'alias')])).toMatchObject({ kind: 'inside' });
});

test('a root is inside itself, its neighbour with a longer name is not', async () => {
  mkdirSync(join(base, 'inside-out'));
  expect(await resolveInside(join(base, 'in'), [join(base, 'in')])).toMatchObject({ kind: 'inside' });
  expect(await resolveInside(join(base, 'inside-out'), [join(base, 'in')])).toEqual({ kind: 'outside' });
  expect(await resolveInside(base, [join(base, 'in')])).toEqual({ kind: 'outside' });
});

test('links that lead out, or to nothing, or in a circle, lead nowhere', async () => {
  symlinkSync(join(base, 'out'), join(base, 'in', 'door'));
  symlinkSync(join(base, 'out', 'missing'), join(base, 'in', 'dangling'));
  symlinkSync(join(base, 'in', 'circle'), join(base, 'in', 'circle'));
  expect(await resolveInside(join(base, 'in', 'door', 'a.txt'), [join(base, 'in')])).toEqual({ kind: 'outside' });
  expect(await resolveInside(join(base, 'in', 'dangling'), [join(base, 'in')])).toEqual({ kind: 'outside' });
  await expect(resolveInside(join(base, 'in', 'circle'), [join(base, 'in')])).rejects.toThrow();
});

test('without roots nothing is inside', async () => {
  expect(await resolveInside(join(base, 'in'), [])).toEqual({ kind: 'outside' });
});

test('only plain files of a reasonable size are read', async () => {
  writeFileSync(join(base, 'a.txt'), 'Grüße');
  expect(await readTextFile(join(base, 'a.txt'), 100)).toEqual({ kind: 'text', text: 'Grüße' });
  expect(await readTextFile(join(base, 'a.txt'), 3)).toEqual({ kind: 'tooLarge', sizeBytes: 7 });
  expect(await readTextFile(join(base, 'in'), 100)).toEqual({ kind: 'notAFile' });
  expect(await readTextFile(join(base, 'missing'), 100)).toEqual({ kind: 'missing' });
  expect(await readTextFile(join(base, 'a.txt', 'below'), 100)).toEqual({ kind: 'missing' });
  expect(await readTextFile('/dev/zero', 100)).toEqual({ kind: 'notAFile' });
});

test('a folder is one only if it is there', async () => {
  expect(await isFolder(base)).toBe(true);
  expect(await isFolder(join(base, 'missing'))).toBe(false);
});
