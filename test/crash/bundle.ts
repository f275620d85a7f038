/**
 * Bundles the window that is killed: with an agent within, files that one can die at, and, for a control, one line of the product taken out
 * or made worse.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import esbuild from 'esbuild';
import type { Plugin } from 'esbuild';

/** The product with a known weakness. */
export interface Weakness {
  readonly what: string;
  /** Below `src`. */
  readonly file: string;
  readonly line: string;
  readonly instead: string;
}

export async function bundleMortalWindow(outfile: string, weakness?: Weakness): Promise<void> {
  await esbuild.build({
    entryPoints: [resolve(here, 'window.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    outfile,
    logLevel: 'error',
    plugins: [withinReach, ...(weakness ? [weakened(weakness)] : [])],
  });
}

const here = import.meta.dirname;
const source = resolve(here, '../../src');

const deadly =
  'openSync, writeSync, writeFileSync, renameSync, symlinkSync, unlinkSync, rmSync, truncateSync, mkdirSync';

const withinReach: Plugin = {
  name: 'within-reach',
  setup(build) {
    build.onResolve({ filter: /\/launch$/ }, ({ path, resolveDir }) =>
      resolve(resolveDir, path) === resolve(source, 'agent/launch') ? { path: resolve(here, 'agent.ts') } : undefined,
    );
    build.onResolve({ filter: /^node:fs$/ }, ({ importer }) =>
      importer.startsWith(resolve(source, 'host')) ? { path: 'files', namespace: 'mortal' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'mortal' }, () => ({
      contents: `export * from 'node:fs'; export { ${deadly} } from './mortality';`,
      resolveDir: here,
    }));
  },
};

function weakened({ file, line, instead }: Weakness): Plugin {
  return {
    name: 'weakened',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        if (path !== resolve(source, file)) {
          return undefined;
        }
        const contents = await readFile(path, 'utf8');
        if (contents.split(line).length !== 2) {
          throw new Error(`The control expects this once in ${file}: ${line}`);
        }
        return { contents: contents.replace(line, () => instead), loader: 'ts' };
      });
    },
  };
}
