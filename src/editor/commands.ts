/**
 * What each command does, by name. Every command can be called with no argument; what is missing is found or asked for. A command that
 * fails says so to the user, who is waiting for it, and to the log.
 */
import * as vscode from 'vscode';
import { agentCommands } from './agentCommands';
import { boardCommands } from './boardCommands';
import type { CommandContext, Handler } from './commandContext';
import { commands } from './ids';
import type { CommandName } from './ids';
import { processCommands } from './processCommands';
import { sessionCommands } from './sessionCommands';
import { taskCommands } from './taskCommands';
import { toast } from './toast';
import { t } from './translate';

export function registerCommands(context: CommandContext): vscode.Disposable {
  const handlers: Record<CommandName, Handler> = { ...sessionCommands(context), ...taskCommands(context), ...processCommands(context), ...boardCommands(context), ...agentCommands(context) };
  const registrations = Object.entries(handlers).map(([name, handler]) => {
    const id = commands[name as CommandName];
    return vscode.commands.registerCommand(id, async (argument: unknown) => {
      try {
        await handler(argument);
      } catch (error) {
        context.log.error(`The command ${id} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        // Not awaited: the message stays until somebody closes it.
        void tellFailure(error);
      }
    });
  });
  return vscode.Disposable.from(...registrations);
}

async function tellFailure(error: unknown): Promise<void> {
  const showLog = t('Show Log');
  const text = t('That did not work: {0}', error instanceof Error ? error.message : String(error));
  if ((await toast('error', text, showLog)) === showLog) {
    await vscode.commands.executeCommand(commands.showLog);
  }
}
