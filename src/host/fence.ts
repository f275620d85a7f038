/**
 * The folders inside which a path may lie, judged by where it really leads: symbolic links are followed to the deepest part that exists.
 * Also the reading and making of what lies inside. Not a wall against the person's own programs, which need nobody's leave.
 */
import { lstat, mkdir, readFile, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, basename, resolve, sep } from 'node:path';
import { errorCode } from './diskFault';

export type FencedPath = { readonly kind: 'inside'; readonly realPath: string } | { readonly kind: 'outside' };

/** `path` is absolute. Throws what the system throws, except that a path may lead to nothing yet. */
export async function resolveInside(path: string, roots: readonly string[]): Promise<FencedPath> {
  const realPath = await realPathOf(path);
  if (realPath === undefined) {
    return { kind: 'outside' };
  }
  for (const root of roots) {
    const realRoot = await realPathOf(root);
    if (realRoot !== undefined && contains(realRoot, realPath)) {
      return { kind: 'inside', realPath };
    }
  }
  return { kind: 'outside' };
}

/**
 * A file or folder that is there and inside, as it is named from the first root: with slashes, or as a whole path where it lies in another
 * one. A relative path is meant from there. Undefined where it is not, or cannot be looked at.
 */
export async function findInside(path: string, roots: readonly string[]): Promise<string | undefined> {
  const [home] = roots;
  if (home === undefined || path.includes('\0')) {
    return undefined;
  }
  try {
    const fenced = await resolveInside(resolve(home, path), roots);
    if (fenced.kind === 'outside') {
      return undefined;
    }
    await stat(fenced.realPath);
    const realHome = await realpath(home);
    return contains(realHome, fenced.realPath) ? relative(realHome, fenced.realPath).split(sep).join('/') || '.' : fenced.realPath;
  } catch {
    // Whatever the system says, nobody could open it.
    return undefined;
  }
}

export type TextFile =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'notAFile' }
  | { readonly kind: 'tooLarge'; readonly sizeBytes: number };

export async function readTextFile(path: string, limitBytes: number): Promise<TextFile> {
  try {
    const found = await stat(path);
    // A pipe or a device would keep us waiting for ever.
    if (!found.isFile()) {
      return { kind: 'notAFile' };
    }
    if (found.size > limitBytes) {
      return { kind: 'tooLarge', sizeBytes: found.size };
    }
    return { kind: 'text', text: await readFile(path, 'utf8') };
  } catch (error) {
    if (isMissing(error)) {
      return { kind: 'missing' };
    }
    throw error;
  }
}

export async function makeParents(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
}

export async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // Missing, forbidden or broken: no folder to work in, whichever it is.
    return false;
  }
}

/** Where a path leads, with what does not exist yet at its end. Undefined for a link that leads to nothing: nobody can say where a file
 * written through it would land. */
async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
  if ((await isLink(path)) || dirname(path) === path) {
    return undefined;
  }
  const parent = await realPathOf(dirname(path));
  return parent === undefined ? undefined : join(parent, basename(path));
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isMissing(error)) {
      return false;
    }
    throw error;
  }
}

function contains(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}

function isMissing(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '');
}
