// A real agent as a test uses it: installed, with a temporary home of its own and pointed at a model.
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { programOf } from './install.mjs';
import { recipes } from './recipes.mjs';

/**
 * @param {keyof typeof recipes} name
 * @param {string} model its address
 * @param {Record<string, string>} [env] on top of the recipe's
 */
export async function prepareAgent(name, model, env = {}) {
  const recipe = recipes[name];
  const home = await mkdtemp(path.join(tmpdir(), `holdfast-${name}-`));
  for (const [file, text] of Object.entries(recipe.files(model))) {
    await mkdir(path.dirname(path.join(home, file)), { recursive: true });
    await writeFile(path.join(home, file), text);
  }
  const program = programOf(recipe);
  const isScript = program.endsWith('.js');
  return {
    name,
    program,
    /** A value of the setting `holdfast.agents`. */
    setting: {
      command: isScript ? process.execPath : program,
      args: [...(isScript ? [program] : []), ...recipe.args],
      // A person behind a proxy has it in the environment; the model is on this machine.
      env: { HOME: home, TERM: 'dumb', NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1', ...recipe.env(home, model), ...env },
    },
    remove: () => rm(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}
