import type { AgentCommand } from '../../session/port';

/** What fits `/wo` at the very beginning of the text; nothing once a space follows. */
export function matchingCommands(text: string, commands: readonly AgentCommand[]): readonly AgentCommand[] {
  const typed = /^\/(\S*)$/.exec(text)?.[1]?.toLowerCase();
  if (typed === undefined) {
    return [];
  }
  const named = commands.filter((command) => command.name.toLowerCase().startsWith(typed));
  const others = commands.filter((command) => !named.includes(command) && command.name.toLowerCase().includes(typed));
  return [...named, ...others].filter((command) => command.name.toLowerCase() !== typed || command.hint !== undefined);
}
