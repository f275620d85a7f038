/**
 * *Clean Up Stray Agents*: shows what earlier windows of this workspace left running, and ends what the user leaves checked. Nothing is
 * ended before that. What is provably a stray is checked from the start; what cannot be known is not.
 */
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import type { Strays } from '../host/strays';
import { strayRow } from './strayRow';
import { toast } from './toast';
import { t } from './translate';

export async function cleanUpAgents(strays: Pick<Strays, 'find' | 'end'>, clock: Pick<Clock, 'wall'>): Promise<void> {
  const found = await strays.find();
  if (found.length === 0) {
    tell('info', t('There is nothing to clean up: nothing that earlier windows of this workspace started is still running.'));
    return;
  }
  const now = clock.wall();
  const items = found.map((stray) => ({ ...strayRow(stray, now, t), picked: stray.proof !== 'none', stray }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('Clean Up Stray Agents'),
    placeHolder: t('Left running by earlier windows of this workspace. What is checked is ended at once'),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (chosen === undefined || chosen.length === 0) {
    return;
  }
  const { ended, left } = await strays.end(chosen.map(({ stray }) => stray));
  if (left.length === 0) {
    tell('info', t('Stray processes ended: {0}', ended.length));
  } else {
    tell('warning', t('Stray processes ended: {0}. These did not end: {1}', ended.length, left.map(({ pid }) => pid).join(', ')));
  }
}

/** Not awaited: a message stays until somebody closes it. */
function tell(severity: 'info' | 'warning', text: string): void {
  void toast(severity, text);
}
