/** Answers a prompt: by the command that it names, or honestly by what can be done without a model. */
import { inlineCode } from '../markdown';
import type { Turn } from '../turn';
import type { Command } from './command';
import { find } from './find';
import { run } from './run';

const help: Command = {
  name: 'help',
  description: 'Say what the built-in agent can do',
  run: async (_argument, turn) => turn.say(`I am the agent that is built into Holdfast. ${abilities()}`),
};

export const commands: readonly Command[] = [run, find, help];

export async function respond(prompt: string, turn: Turn): Promise<void> {
  // A path such as `/usr/bin` is no command.
  const asked = /^\s*\/([A-Za-z][\w-]*)(?:\s+([\s\S]*))?$/.exec(prompt);
  if (!asked) {
    turn.say(`I am Holdfast's built-in agent. No model is connected to me, so I cannot answer this. ${abilities()}`);
    return;
  }
  const [, name = '', argument = ''] = asked;
  const command = commands.find((candidate) => candidate.name === name.toLowerCase());
  if (command) {
    await command.run(argument.trim(), turn);
  } else {
    turn.say(`I do not know the command ${inlineCode(`/${name}`)}; \`/help\` says what I can do.`);
  }
}

function abilities(): string {
  const lines = commands.map(({ name, hint, description }) => `- \`/${name}${hint ? ` ${hint}` : ''}\`: ${description}`);
  return [
    'This is what I can do without a model:',
    '',
    ...lines,
    '',
    'To work with a coding agent, run the command *Holdfast: Add Agent…*, or name one in the setting `holdfast.agents`. Then choose it',
    'for a new session.',
  ].join('\n');
}
