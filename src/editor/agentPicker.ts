/** Asks which agent. The list also leads to adding one, because that is where people notice that theirs is missing. */
import * as vscode from 'vscode';
import type { AgentCatalog } from '../agent/catalog';
import { label } from './label';
import { t } from './translate';

export type PickedAgent = { readonly kind: 'agent'; readonly id: string } | { readonly kind: 'add' };

export async function pickAgent(
  agents: AgentCatalog,
  currentId: string | undefined,
  placeHolder: string,
): Promise<PickedAgent | undefined> {
  const problems = agents.problems();
  const items: (vscode.QuickPickItem & { readonly means?: PickedAgent })[] = [
    ...agents.choices().map((choice) => ({
      label: label(choice.name),
      ...(choice.id === currentId ? { description: t('current') } : {}),
      iconPath: new vscode.ThemeIcon('robot'),
      means: { kind: 'agent' as const, id: choice.id },
    })),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    {
      label: t('Add Agent…'),
      iconPath: new vscode.ThemeIcon('add'),
      ...(problems.length === 0 ? {} : { detail: problems.map(({ agent, problem }) => label(`${agent}: ${problem}`, 120)).join(' · ') }),
      means: { kind: 'add' as const },
    },
  ];
  return (await vscode.window.showQuickPick(items, { placeHolder }))?.means;
}
