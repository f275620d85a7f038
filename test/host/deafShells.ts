/**
 * Processes that are hard to get rid of, for tests: plain shells, since dozens of them are started. Each is deaf to all but SIGKILL.
 * The family prints two pids: a child in its group, and a grandchild in a session of its own whose parent has gone.
 */
// What is ignored stays so over an `exec`: one process, with nothing below it.
const deaf = `trap '' TERM INT HUP; exec sleep 1000`;

export const deafShell = ['-c', deaf] as const;

/** In the shell's words: `setsid` in the background, so that its parent is gone at once and it belongs to nobody. */
export const deafFamily = [
  '-c',
  `sh -c "${deaf}" & child=$!
   own=$( (setsid sh -c 'echo $$; exec >/dev/null; ${deaf.replaceAll("'", `'"'"'`)}' &) )
   echo "$child $own"
   ${deaf}`,
] as const;
