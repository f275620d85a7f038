import { extname } from 'node:path';
import type { Environment } from './environment';

/**
 * Windows starts a batch file (`npx.cmd` is one) only through its command interpreter, which reads the line once more by rules of its own:
 * every character that it would act on is escaped, twice, because a batch file hands its arguments on. Elsewhere there is nothing to do.
 * Written from the rules as documented; not run here, for want of such a machine.
 */
export function batchCommandLine(
  path: string,
  args: readonly string[],
  environment: Environment,
  platform: NodeJS.Platform = process.platform,
): { readonly command: string; readonly args: readonly string[] } | undefined {
  if (platform !== 'win32' || !['.cmd', '.bat'].includes(extname(path).toLowerCase())) {
    return undefined;
  }
  const line = [escaped(path), ...args.map((arg) => escaped(escaped(quoted(arg))))].join(' ');
  return { command: environment['ComSpec'] ?? environment['COMSPEC'] ?? 'cmd.exe', args: ['/d', '/s', '/c', `"${line}"`] };
}

/** As the C runtime takes a command line apart: quotes are escaped, and the backslashes in front of a quote are doubled. */
function quoted(arg: string): string {
  return `"${arg.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, '$1$1')}"`;
}

function escaped(text: string): string {
  return text.replace(/[()\][%!^"`<>&|;, *?]/g, '^$&');
}
