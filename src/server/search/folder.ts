/**
 * The files of a folder that are worth searching, in the order of their names, files before folders. Links are not followed. It reads
 * names only; what a file contains is asked for with `readText`.
 */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { IgnoreRules } from './ignoreRules';

export async function rulesOf(root: string): Promise<IgnoreRules> {
  // Most folders without one are none the worse for it.
  return new IgnoreRules(await readFile(join(root, '.gitignore'), 'utf8').catch(() => ''));
}

/** Paths relative to the root, with `/` between their parts. Throws only where the root itself cannot be read. */
export async function* filesOf(root: string, rules: IgnoreRules, within = ''): AsyncGenerator<string, void> {
  const entries = await readdir(join(root, within), { withFileTypes: true }).catch((error: unknown) => {
    if (within === '') {
      throw error;
    }
    return [];
  });
  const named = entries
    .map((entry) => ({ entry, path: within === '' ? entry.name : `${within}/${entry.name}` }))
    .sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1));
  for (const { entry, path } of named) {
    if (entry.isFile() && !rules.ignores(path, 'file')) {
      yield path;
    }
  }
  for (const { entry, path } of named) {
    if (entry.isDirectory() && !rules.ignores(path, 'folder')) {
      yield* filesOf(root, rules, path);
    }
  }
}

/** Absent for what is no text, is too large to be read by anybody, or cannot be read. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    if ((await stat(path)).size > sizeLimitBytes) {
      return undefined;
    }
    const bytes = await readFile(path);
    return bytes.subarray(0, binaryProbeBytes).includes(0) ? undefined : bytes.toString('utf8');
  } catch {
    // Gone since it was listed, or not ours to read.
    return undefined;
  }
}

const sizeLimitBytes = 1024 * 1024;

/** As git does it: a file with a zero byte near its beginning is binary. */
const binaryProbeBytes = 8000;
