/** Asks which of the interrupted sessions, with how long ago each was interrupted and why. */
import * as vscode from 'vscode';
import type { App } from '../app';
import { sayInterrupted } from '../chat/interruptionWords';
import type { InterruptedTurn } from '../session/interruption';
import { agentName } from './agentName';
import { label, shorten } from './label';
import { t } from './translate';

/** The ids of those that were chosen; undefined when nobody chose. */
export async function pickInterrupted(
  app: App,
  interrupted: readonly { readonly sessionId: string; readonly turn: InterruptedTurn }[],
  howMany: 'one' | 'several',
): Promise<readonly string[] | undefined> {
  const now = Date.now();
  const items = interrupted.map(({ sessionId, turn }) => {
    const summary = app.sessions.summary(sessionId);
    const age = turn.lastSignAt === undefined ? undefined : now - turn.lastSignAt;
    return {
      label: label(summary?.title || t('New session')),
      ...(summary?.kind === 'background' && { description: t('Background task') }),
      detail: label(sayInterrupted(turn, age, shorten(agentName(app.agents, summary?.agent ?? ''), 40), t), 300),
      picked: turn.way === 'resume',
      sessionId,
    };
  });
  if (howMany === 'several') {
    const picked = await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder: t('Which sessions shall go on?') });
    return picked?.map(({ sessionId }) => sessionId);
  }
  const picked = await vscode.window.showQuickPick(items, { placeHolder: t('Interrupted sessions: which one do you want to see?') });
  return picked && [picked.sessionId];
}
