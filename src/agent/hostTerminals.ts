/** Terminals for agents on this machine: with the login shell's environment, our mark, and an entry in the ledger. */
import type { Spawning } from '../host/spawning';
import { Terminal } from '../host/terminal';
import type { StartTerminal } from './terminalMethods';

export function hostTerminals({ loginEnvironment, ledger, mark }: Spawning): StartTerminal {
  return async ({ command, args, env, cwd, outputLimitBytes }, signal) => {
    const inherited = await loginEnvironment();
    // Asking a shell takes a while, in which a window may have begun to close.
    signal.throwIfAborted();
    const outcome = await Terminal.start({
      command,
      args,
      cwd,
      inherited,
      added: env,
      mark,
      ledger,
      ...(outputLimitBytes !== undefined && { outputLimitBytes }),
    });
    switch (outcome.kind) {
      case 'started':
        return outcome.terminal;
      case 'commandNotFound':
        throw new Error(`There is no such command: ${outcome.command}`);
      case 'cannotStart':
        throw new Error(`${outcome.command} cannot be started: ${outcome.reason}`);
    }
  };
}
