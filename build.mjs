// Builds dist/: the extension, the language-client chunk it loads on first use, the built-in agent's server, the
// reaper, the bridge by which agents reach the task board, the pages of the chat and of the board.
import { mkdir, rm } from 'node:fs/promises';
import esbuild from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const shared = { bundle: true, minify: production, sourcemap: production ? false : 'linked', target: 'es2023', legalComments: 'none', logLevel: 'warning' };
/** @type {import('esbuild').BuildOptions} */
const node = { ...shared, platform: 'node', format: 'cjs', mainFields: ['module', 'main'] };

/** @type {import('esbuild').BuildOptions[]} */
const bundles = [
  // The language client weighs 430 kB: it stays outside and is loaded beside the extension on first use of the built-in agent.
  { ...node, entryPoints: { extension: 'src/extension.ts' }, outdir: 'dist', external: ['vscode', './languageAgent.js'] },
  { ...node, entryPoints: { languageAgent: 'src/editor/languageAgent.ts' }, outdir: 'dist', external: ['vscode'] },
  { ...node, entryPoints: { server: 'src/server/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { reaper: 'src/host/reaperProcess.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { mcpBridge: 'src/mcp/bridge.ts' }, outdir: 'dist' },
  {
    ...shared,
    platform: 'browser',
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    entryPoints: { webview: 'src/webview/main.tsx', board: 'src/webview/board/main.tsx' },
    outdir: 'dist',
  },
];

await rm('dist', { recursive: true, force: true });
await mkdir('dist', { recursive: true });
if (watch) {
  for (const options of bundles) {
    await (await esbuild.context(options)).watch();
  }
  console.log('Watching for changes.');
} else {
  await Promise.all(bundles.map((options) => esbuild.build(options)));
}
