import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import esbuild from 'esbuild';

/** Bundles a module of this folder for plain Node, so that a test can run it as a process of its own. */
export async function bundleScript(source: string, outfile: string): Promise<void> {
  await esbuild.build({
    stdin: { contents: source, resolveDir: resolve(import.meta.dirname, '../..'), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    mainFields: ['module', 'main'],
    outfile,
    logLevel: 'silent',
  });
}

/** Runs a script in a new Node process to its end; what it printed, and how it ended. */
export function runScript(path: string, args: readonly string[] = []): Promise<{ code: number | null; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', fail);
    child.on('close', (code) => done({ code, output }));
  });
}
