/** `command` as a text, or as words with `args`, as agents write it. */
export function commandOf(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) {
    return undefined;
  }
  const { command, cmd, args } = input as { command?: unknown; cmd?: unknown; args?: unknown };
  const words = [command ?? cmd, args].flat().filter((word): word is string => typeof word === 'string');
  return typeof (command ?? cmd) === 'string' || Array.isArray(command ?? cmd) ? words.join(' ') || undefined : undefined;
}

/** Whether there is nothing beside the command to show. */
export function isOnlyCommand(input: unknown): boolean {
  return Object.keys(input as object).every((key) => ['command', 'cmd', 'args'].includes(key));
}
