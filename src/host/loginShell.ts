import { homedir, userInfo } from 'node:os';
import { within } from '../base/within';
import type { ChildProcess } from './childProcess';
import { spawnChild, type ChildLedger } from './spawnChild';
import { systemClock } from './systemClock';

/**
 * The environment that a login shell would give: whoever starts the editor from a dock has none of the folders that their shell's own files
 * add to PATH (nvm, fnm, Homebrew). The shell runs once, for a bounded time, and is asked to print its environment between two marks, since
 * such files may print anything. It carries no mark of ours: a daemon that those files start (ssh-agent) is the person's, and agents may be
 * told its address. Where all that fails, the environment of this process has to do, and the log says why.
 */
export class LoginShell {
  #environment: Promise<NodeJS.ProcessEnv> | undefined;
  #running: ChildProcess | undefined;

  constructor(private readonly options: LoginShellOptions) {}

  /** Never rejects. The shell runs at the first call only. */
  environment(): Promise<NodeJS.ProcessEnv> {
    this.#environment ??= this.#resolve();
    return this.#environment;
  }

  /** Ends a shell that still runs, synchronously, for a window that closes. */
  killNow(): void {
    this.#running?.killNow();
  }

  async #resolve(): Promise<NodeJS.ProcessEnv> {
    const { processEnvironment, log } = this.options;
    if (process.platform === 'win32') {
      // There every program is given the environment that a shell has.
      return processEnvironment;
    }
    const answer = await this.#ask();
    if (answer.kind === 'environment') {
      return answer.environment;
    }
    log(`The login shell did not tell its environment, so agents get the editor's: ${answer.reason}.`);
    return processEnvironment;
  }

  async #ask(): Promise<ShellAnswer> {
    const { processEnvironment, ledger, cwd = homedir(), limitMs = 10_000 } = this.options;
    const shell = processEnvironment['SHELL'] || userInfo().shell || '/bin/sh';
    const started = await spawnChild({
      kind: 'terminal',
      command: shell,
      // `command` steps over an alias of that name. Not every `env` can separate with zeros.
      args: ['-ilc', `printf %s ${fence}; command env -0 2>/dev/null || command env; printf %s ${fence}`],
      cwd,
      inherited: processEnvironment,
      // People test for this one in their shell's files, so as not to start anything heavy or interactive.
      added: { [resolvingVariable]: '1' },
      ...(ledger && { ledger }),
    });
    if (started.kind !== 'started') {
      return { kind: 'failed', reason: `${shell} cannot be started` };
    }
    const { child } = started;
    this.#running = child;
    const parts: Buffer[] = [];
    let lengthBytes = 0;
    child.stdout.on('data', (bytes: Buffer) => {
      lengthBytes += bytes.length;
      if (lengthBytes <= maxOutputBytes) {
        parts.push(bytes);
      }
    });
    child.stderr.resume();
    const end = await within(systemClock, limitMs, child.exited);
    // Late, or gone: what its files have started in the background is not ours to keep either.
    child.killNow();
    const environment = parse(Buffer.concat(parts).toString('utf8'));
    if (environment) {
      return { kind: 'environment', environment };
    }
    const exit = end === 'late' ? undefined : await child.exited;
    const how = exit ? `ended with ${exit.signal ?? `code ${exit.code}`} and did not print it` : `took longer than ${limitMs / 1000} s`;
    return { kind: 'failed', reason: `${shell} ${how}` };
  }
}

export interface LoginShellOptions {
  readonly processEnvironment: NodeJS.ProcessEnv;
  /** Where the shell starts. Left out: the home folder, where no tool reads a project's files. */
  readonly cwd?: string;
  readonly ledger?: ChildLedger;
  readonly log: (message: string) => void;
  readonly limitMs?: number;
}

type ShellAnswer =
  | { readonly kind: 'environment'; readonly environment: NodeJS.ProcessEnv }
  | { readonly kind: 'failed'; readonly reason: string };

const fence = '__holdfast_environment_7d1f__';
const resolvingVariable = 'VSCODE_RESOLVING_ENVIRONMENT';
const maxOutputBytes = 4 * 1024 * 1024;
/** They describe the shell that ran, not what it set up. */
const shellsOwn = new Set(['_', 'SHLVL', 'PWD', 'OLDPWD', resolvingVariable]);

function parse(output: string): NodeJS.ProcessEnv | undefined {
  const [, printed, end] = output.split(fence);
  if (printed === undefined || end === undefined) {
    return undefined;
  }
  const environment: NodeJS.ProcessEnv = {};
  // Without zeros, a line that begins no variable belongs to the value before it.
  for (const entry of printed.includes('\0') ? printed.split('\0') : printed.split(/\n(?=[A-Za-z_]\w*=)|\n$/)) {
    const at = entry.indexOf('=');
    if (at > 0 && !shellsOwn.has(entry.slice(0, at))) {
      environment[entry.slice(0, at)] = entry.slice(at + 1);
    }
  }
  return environment['PATH'] === undefined ? undefined : environment;
}
