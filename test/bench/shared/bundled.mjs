/** Modules of ours for a bench: what it names, bundled as it ships, and imported. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import esbuild from 'esbuild';

/** `contents`: a module whose paths begin at the root of the clone. */
export async function bundled(contents) {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdfast-bench-'));
  const outfile = path.join(folder, 'bench.mjs');
  const resolveDir = path.resolve(import.meta.dirname, '../../..');
  await esbuild.build({ stdin: { contents, resolveDir, loader: 'ts' }, bundle: true, platform: 'node', format: 'esm', target: 'es2023', outfile, logLevel: 'warning' });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true });
  }
}
