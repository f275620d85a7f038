/** The commands about background tasks: starting one, and what became of them. */
import * as vscode from 'vscode';
import { agentName, requireAgent } from './agentName';
import { startTask } from './backgroundTask';
import type { CommandContext, Handler } from './commandContext';
import type { CommandName } from './ids';
import { showInbox } from './inbox';
import { label, shorten } from './label';
import { argumentText } from './sessionArgument';
import { t } from './translate';

export function taskCommands({ app, goals, argument, log, trusted, defaultAgent }: CommandContext) {
  return {
    /** The view and the keyboard stay where they are: the task is a row of the Sessions view, and says by itself how it ended. */
    runInBackground: async (raw) => {
      if (!trusted()) {
        await vscode.commands.executeCommand('workbench.trust.manage');
        return;
      }
      const agent = argumentText(raw, 'agent') ?? defaultAgent();
      requireAgent(app.agents, agent);
      const told = argumentText(raw, 'prompt');
      const text = told ?? (await askForPrompt(agentName(app.agents, agent)));
      if (text === undefined) {
        return;
      }
      const ports = { sessions: app.sessions, newId: () => crypto.randomUUID(), translate: t, log };
      const { sessionId } = startTask({ text, agent, origin: told === undefined ? 'user' : 'api' }, ports);
      const title = label(app.sessions.summary(sessionId)?.title ?? '', 60);
      vscode.window.setStatusBarMessage(t('Started in the background: “{0}”', title), 5000);
    },
    showInbox: () => showInbox(app, goals),
    copyResult: async (raw) => {
      const id = await argument.resolve(raw, { fits: () => true, none: t('There is no session yet.'), which: t('Copy the result of which session?') });
      const result = id === undefined ? undefined : app.resultOf(id);
      if (result === '') {
        throw new Error(t('The agent has said nothing in its last turn.'));
      }
      if (result !== undefined) {
        await vscode.env.clipboard.writeText(result);
        vscode.window.setStatusBarMessage(t('The result was copied.'), 5000);
      }
    },
  } satisfies Partial<Record<CommandName, Handler>>;
}

/** Not left by a click elsewhere, and not by Enter on nothing: then it says what to type. */
async function askForPrompt(agent: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Run in Background'),
    prompt: t('What should {0} do? It works in a session of its own, and you hear how it ended.', shorten(agent, 40)),
    placeHolder: t('Such as: run the tests and fix what fails'),
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? t('Type what the agent should do.') : undefined),
  });
}
