// The environment in which the workbench runs, and so what agents in it would see: a person's own, without the traces of npm, of a
// VS Code or code-server around us, and of this clone's tools. It decides nothing about what Holdfast itself strips.
import path from 'node:path';

const traces =
  /^(npm_|NPM_|CODE_SERVER_|VSCODE_|NODE_OPTIONS$|NODE_CHANNEL_FD$|NODE_PATH$|ELECTRON_RUN_AS_NODE$|INIT_CWD$|NODE$|COLOR$|PLAYWRIGHT_|PW_|TEST_WORKER_INDEX$|TEST_PARALLEL_INDEX$)/;

/** @param {NodeJS.ProcessEnv} environment */
export function outsideEnvironment(environment) {
  const kept = Object.entries(environment).filter(([name]) => !traces.test(name));
  const clean = Object.fromEntries(kept);
  clean.PATH = (environment.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.endsWith(path.join('node_modules', '.bin')) && !folder.endsWith('node-gyp-bin'))
    .join(path.delimiter);
  return clean;
}
