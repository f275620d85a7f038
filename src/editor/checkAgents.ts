/** *Check Agents*: starts each agent, shakes hands, ends it, and says what came of it. Cancelling leaves nothing running. */
import * as vscode from 'vscode';
import type { AgentCatalog, CheckResult } from '../agent/catalog';
import type { AgentChoice } from '../chat/protocol';
import { sayFailure } from '../chat/endWords';
import { label } from './label';
import { t } from './translate';

export type AfterCheck = { readonly kind: 'newSession'; readonly agent: string } | { readonly kind: 'showLog' };

/** Says what the user chose to do next, if anything. Without `only`, all agents are checked. */
export async function checkAgents(agents: AgentCatalog, only?: string): Promise<AfterCheck | undefined> {
  const choices = agents.choices().filter((choice) => only === undefined || choice.id === only);
  const results = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: t('Checking agents'), cancellable: true },
    (progress, token) => checkEach(agents, choices, progress, token),
  );
  if (results === undefined) {
    return undefined;
  }
  const broken = only === undefined ? agents.problems().map(({ agent, problem }) => problemItem(agent, problem)) : [];
  const picked = await vscode.window.showQuickPick([...results, ...broken], {
    title: t('Check Agents'),
    placeHolder: t('Choose an agent that works to start a session with it, another one to see the log'),
    matchOnDetail: true,
  });
  return picked?.next;
}

type ResultItem = vscode.QuickPickItem & { readonly next: AfterCheck };

async function checkEach(
  agents: AgentCatalog,
  choices: readonly AgentChoice[],
  progress: vscode.Progress<{ readonly message: string; readonly increment: number }>,
  token: vscode.CancellationToken,
): Promise<readonly ResultItem[] | undefined> {
  const cancelled = new AbortController();
  const registration = token.onCancellationRequested(() => cancelled.abort());
  try {
    const checks = choices.map(async (choice) => {
      const result = await agents.check(choice.id, cancelled.signal);
      progress.report({ message: label(choice.name, 40), increment: 100 / choices.length });
      return resultItem(choice, result);
    });
    return await Promise.all(checks);
  } catch (error) {
    if (cancelled.signal.aborted) {
      return undefined;
    }
    throw error;
  } finally {
    registration.dispose();
  }
}

function resultItem(choice: AgentChoice, result: CheckResult): ResultItem {
  if (result.kind === 'failed') {
    return {
      label: label(choice.name),
      detail: label(sayFailure(result.failure, choice.name, t), 300),
      iconPath: new vscode.ThemeIcon('error'),
      next: { kind: 'showLog' },
    };
  }
  const seconds = (result.ms / 1000).toFixed(1);
  return {
    label: label(choice.name),
    description: t('works'),
    detail: label(t('{0} {1} answered in {2} s', result.name, result.version, seconds), 160),
    iconPath: new vscode.ThemeIcon('pass'),
    next: { kind: 'newSession', agent: choice.id },
  };
}

function problemItem(agent: string, problem: string): ResultItem {
  const iconPath = new vscode.ThemeIcon('error');
  return { label: label(agent || 'holdfast.agents'), detail: label(problem, 300), iconPath, next: { kind: 'showLog' } };
}
