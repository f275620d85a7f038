import { spawn, type ChildProcess as NodeChild, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { ChildProcess } from './childProcess';
import { errorCode } from './diskFault';
import { childEnvironment, type ChildSurroundings } from './environment';
import { findCommand } from './findCommand';
import { newMark } from './mark';
import { identityOf, type ProcessIdentity } from './processIdentity';
import { batchCommandLine } from './windowsBatch';

/**
 * The one place where processes start. A child gets the environment of its kind, a process group of its own, and an entry in the ledger
 * before anything else happens with it. That it cannot start is a value, told so that a person can mend it.
 */
export async function spawnChild(request: SpawnRequest): Promise<SpawnOutcome> {
  const { command, args, cwd, kind, ledger, onStderr } = request;
  // Each child has a mark of its own, so that what it leaves behind is told from what another one still uses.
  const mark = request.mark === undefined ? undefined : newMark(request.mark);
  const env = childEnvironment({ ...request, ...(mark !== undefined && { mark }) });
  if (!statSync(cwd, { throwIfNoEntry: false })?.isDirectory()) {
    return cannotStart(command, `the folder ${cwd} does not exist`);
  }
  const found = findCommand(command, env, cwd);
  if (!found.found) {
    return { kind: 'commandNotFound', command, searched: found.searched };
  }
  const options: SpawnOptions = {
    cwd,
    env,
    stdio: [kind === 'terminal' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be signalled. On Windows this would open a console window instead.
    detached: process.platform !== 'win32',
    windowsHide: true,
  };
  ledger?.starting();
  let child: NodeChild;
  try {
    const batch = batchCommandLine(found.path, args, env);
    child = batch
      ? spawn(batch.command, batch.args, { ...options, windowsVerbatimArguments: true })
      : spawn(found.path, args, options);
  } catch (error) {
    return cannotStart(command, reasonOf(error));
  }
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [unknown];
    return cannotStart(command, reasonOf(error));
  }
  const { pid } = child;
  // A signal that could not be delivered ends up here as well, and is none of a person's business.
  child.on('error', () => undefined);
  const identity = identityOf(pid);
  ledger?.started({ ...identity, kind, command: found.path });
  const running = new ChildProcess(child, identity, { kind, mark, onStderr });
  child.once('exit', () => ledger?.ended(pid));
  return { kind: 'started', child: running };
}

export interface SpawnRequest extends ChildSurroundings {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly ledger?: ChildLedger;
  /** Called with every line that the child writes to stderr; not for terminals. */
  readonly onStderr?: (line: string) => void;
}

export type SpawnOutcome = { readonly kind: 'started'; readonly child: ChildProcess } | SpawnFailure;

export type SpawnFailure =
  | { readonly kind: 'commandNotFound'; readonly command: string; readonly searched: readonly string[] }
  | { readonly kind: 'cannotStart'; readonly command: string; readonly reason: string };

/** Where every child is written down while it lives. Must not throw. */
export interface ChildLedger {
  /** Called before anything is started. */
  starting(): void;
  started(child: ProcessIdentity & { readonly kind: string; readonly command: string }): void;
  ended(pid: number): void;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission was denied',
  EPERM: 'the system did not permit it',
  ENOENT: 'the program, or the interpreter that its first line names, does not exist',
  E2BIG: 'its arguments and environment are too long',
  EAGAIN: 'too many processes are running',
  EMFILE: 'too many files are open',
  ENOMEM: 'there is not enough memory',
};

function cannotStart(command: string, reason: string): SpawnFailure {
  return { kind: 'cannotStart', command, reason };
}

function reasonOf(error: unknown): string {
  const code = errorCode(error);
  return (code !== undefined && reasons[code]) || (error instanceof Error ? error.message : String(error));
}
