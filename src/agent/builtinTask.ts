/**
 * What a task may ask of the built-in agent, which has no model: one of its commands, word for word. Anything around it would be a question
 * that it cannot answer, so whatever is none is not given to it at all.
 */

/** The command that the task is; absent where it is none. A title alone is a whole task. */
export function builtinCommand({ title, prompt }: { readonly title: string; readonly prompt: string }): string | undefined {
  const text = prompt.trim() || title.trim();
  const [, name = '', argument = ''] = /^\/([A-Za-z][\w-]*)(?:\s+([\s\S]*))?$/.exec(text) ?? [];
  const needs = builtinCommands.get(name.toLowerCase());
  return needs === undefined || (needs === 'argument' && argument.trim() === '') ? undefined : text;
}

/** By what each needs behind its name; the agent itself lives in another bundle and cannot be asked before it runs. */
export const builtinCommands: ReadonlyMap<string, 'argument' | 'nothing'> = new Map([
  ['run', 'argument'],
  ['find', 'argument'],
  ['help', 'nothing'],
]);
