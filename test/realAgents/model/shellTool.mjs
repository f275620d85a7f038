// Agents name their shell differently and want its command in different shapes. This finds it among the tools that a request offers, and
// fills in its arguments. Vendors' wrappings of a tool are undone by the caller.

const names = ['bash', 'shell_command', 'exec_command', 'shell', 'run_shell_command', 'local_shell'];

/**
 * @param {readonly { name: string, schema: any }[]} tools
 * @returns {{ name: string, argumentsFor: (command: string) => object } | undefined}
 */
export function shellAmong(tools) {
  const shell = names.map((name) => tools.find((tool) => tool.name?.toLowerCase() === name)).find((tool) => tool !== undefined);
  return shell && { name: shell.name, argumentsFor: (command) => fill(shell.schema, command) };
}

function fill({ properties = {}, required = [] }, command) {
  const filled = {};
  for (const [name, property] of Object.entries(properties)) {
    if (name === 'command' || name === 'cmd') {
      filled[name] = property.type === 'array' ? ['bash', '-c', command] : command;
    } else if (required.includes(name) && property.type === 'string') {
      filled[name] = 'Runs what the person asked for';
    }
  }
  return filled;
}
