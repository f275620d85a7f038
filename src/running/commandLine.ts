/** A command as a person would have typed it. Agents wrap what they run in a shell; then the script is what counts. */
export function commandLine(command: string, args: readonly string[]): string {
  const [flag, script, ...others] = args;
  if (shells.test(command) && flag !== undefined && /^-[a-z]*c$/.test(flag) && script !== undefined && others.length === 0) {
    return script;
  }
  return args.length === 0 ? command : [command, ...args].map((word) => (/^[^\s"'\\$`;&|<>()*?]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

const shells = /(?:^|[/\\])(?:ba|z|da|k)?sh(?:\.exe)?$/i;
