/** What the dispatcher would do, as a list in the order of the columns; nothing is done, and what really happens now is said above it. */
import * as vscode from 'vscode';
import type { TaskBoard } from '../board/taskBoard';
import { explainDryRun, sayDryStep, titleOfDryRun } from '../boardView/dryRunWords';
import { commands } from './ids';
import { label } from './label';
import { t } from './translate';

export async function showDryRun(board: TaskBoard): Promise<void> {
  const { store } = board;
  store.refresh();
  const steps = board.dryRun();
  if (steps.length === 0) {
    vscode.window.setStatusBarMessage(t('Nothing would be done: there is no task that waits.'), 5000);
    return;
  }
  const items = steps.map((step) => ({
    label: label(store.board.get(step.taskId)?.title ?? ''),
    description: label(sayDryStep(step, Date.now(), t), 160),
    taskId: step.taskId,
  }));
  const dispatching = board.dispatching();
  const picked = await vscode.window.showQuickPick(items, { title: titleOfDryRun(dispatching, t), placeHolder: explainDryRun(dispatching, t) });
  if (picked) {
    await vscode.commands.executeCommand(commands.openTask, { taskId: picked.taskId });
  }
}
