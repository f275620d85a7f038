/** Terminals for agents on this machine: with the login shell's environment, our mark, and an entry in the ledger. */
import type { ChildLedger } from '../host/spawnChild';
import { Terminal } from '../host/terminal';
import type { StartTerminal } from './terminalMethods';

export interface TerminalPorts {
  /** The environment as a login shell has it; never rejects. */
  readonly loginEnvironment: () => Promise<NodeJS.ProcessEnv>;
  readonly ledger: ChildLedger;
  /** This window's mark on every process. */
  readonly mark: string;
}

export function hostTerminals({ loginEnvironment, ledger, mark }: TerminalPorts): StartTerminal {
  return async ({ command, args, env, cwd, outputLimitBytes }) => {
    const outcome = await Terminal.start({
      command,
      args,
      cwd,
      inherited: await loginEnvironment(),
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
