/** The commands about agents: choosing, adding and checking them, ending stray ones, and the logs of what they did. */
import * as vscode from 'vscode';
import { addAgent } from './addAgent';
import type { AddedAgent } from './addAgent';
import { agentName, requireAgent } from './agentName';
import { pickAgent } from './agentPicker';
import { checkAgents } from './checkAgents';
import { cleanUpAgents } from './cleanUpAgents';
import type { CommandContext, Handler } from './commandContext';
import type { CommandName } from './ids';
import { label } from './label';
import { argumentText } from './sessionArgument';
import { t } from './translate';

export function agentCommands({ app, clock, desk, log, traffic, tracing }: CommandContext) {
  return {
    newSessionWithAgent: async (raw) => {
      const told = argumentText(raw, 'agent');
      if (told !== undefined) {
        requireAgent(app.agents, told);
      }
      const agent = told ?? (await choose(undefined, t('Start a session with which agent?')));
      if (agent !== undefined) {
        await desk.chat.openNew(agent);
      }
    },
    /** A session in which nothing was asked yet changes its agent; one that has begun keeps it, and a new session is shown. */
    selectAgent: async (raw) => {
      const session = app.sessions.find(argumentText(raw, 'sessionId') ?? desk.sessionId);
      const agent = await choose(session?.record.agent, t('Work with which agent?'));
      if (agent === undefined) {
        return;
      }
      if (session && !session.conversation.begun) {
        session.chooseAgent(agent);
      } else {
        await desk.chat.openNew(agent);
      }
    },
    addAgent: async () => {
      const added = await addAgent(app.agents);
      if (added !== undefined) {
        await offerNextSteps(added);
      }
    },
    checkAgents: async (raw) => check(argumentText(raw, 'agent')),
    cleanUpAgents: () => cleanUpAgents(app.strays, clock),
    showLog: () => log.show(),
    showTraffic: () => {
      if (!tracing()) {
        traffic.info(t('Nothing is recorded here while the setting holdfast.trace.server is off.'));
      }
      traffic.show();
    },
  } satisfies Partial<Record<CommandName, Handler>>;

  async function choose(currentId: string | undefined, placeHolder: string): Promise<string | undefined> {
    const picked = await pickAgent(app.agents, currentId, placeHolder);
    return picked?.kind === 'add' ? (await addAgent(app.agents))?.id : picked?.id;
  }

  async function check(only?: string): Promise<void> {
    const next = await checkAgents(app.agents, only);
    if (next?.kind === 'newSession') {
      await desk.chat.openNew(next.agent);
    } else if (next?.kind === 'showLog') {
      log.show();
    }
  }

  async function offerNextSteps({ id: agent, commandLine }: AddedAgent): Promise<void> {
    const name = label(agentName(app.agents, agent), 40);
    const start = { label: t('New Session with {0}', name), iconPath: new vscode.ThemeIcon('comment') };
    const detail = t('Starts it once and says whether it answers');
    const test = { label: t('Check {0}', name), iconPath: new vscode.ThemeIcon('pulse'), detail };
    const placeHolder = t('Written into your settings: {0}', commandLine);
    const picked = await vscode.window.showQuickPick([start, test], { title: t('{0} was added', name), placeHolder });
    if (picked === start) {
      await desk.chat.openNew(agent);
    } else if (picked === test) {
      await check(agent);
    }
  }
}
