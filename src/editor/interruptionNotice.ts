/**
 * The one notice of a start: which sessions were at work when their window went, and what can be done about it. Shown by one window, and
 * not again for the same work as long as that window lives. The chat and the Sessions view say the same, and stay.
 */
import type { App } from '../app';
import { sayInterrupted, sayInterruptions } from '../chat/interruptionWords';
import { sayRefusal } from '../chat/words';
import type { InterruptedTurn } from '../session/interruption';
import { agentName } from './agentName';
import type { Desk } from './desk';
import { pickInterrupted } from './interruptedPicker';
import { shorten } from './label';
import { toast } from './toast';
import { t } from './translate';

interface Told {
  readonly sessionId: string;
  readonly turn: InterruptedTurn;
}

export async function noticeInterruptions(app: App, desk: Desk, told: readonly Told[], now: number): Promise<void> {
  const [only] = told;
  if (!only) {
    return;
  }
  const [resume, review, dismiss] = [t('Resume…'), t('Review'), t('Dismiss')];
  const choice = await toast('warning', textOf(app, told, only, now), resume, review, dismiss);
  // VS Code lets nobody take a message back that has buttons: it may be answered when all is decided elsewhere.
  const open = app.interruptions.open();
  const left = told.filter(({ sessionId, turn }) => open.some((one) => one.sessionId === sessionId && one.turn.turnId === turn.turnId));
  if (choice === review) {
    await reviewInterrupted(app, desk);
  } else if (choice !== undefined && left.length === 0) {
    await desk.open(only.sessionId);
    // Not awaited: it may stay for ever.
    void toast('info', t('This is settled already: it was gone on with or dismissed, or something else was asked.'));
  } else if (choice === resume) {
    await resumeTold(app, desk, left);
  } else if (choice === dismiss) {
    for (const { sessionId } of left) {
      app.interruptions.dismiss(sessionId);
    }
  }
}

/** Lists them, and goes to the one that is chosen. */
export async function reviewInterrupted(app: App, desk: Desk): Promise<void> {
  const open = app.interruptions.open();
  if (open.length === 0) {
    // Not awaited: it may stay for ever.
    void toast('info', t('No session was interrupted.'));
    return;
  }
  const [picked] = (await pickInterrupted(app, open, 'one')) ?? [];
  if (picked !== undefined) {
    await desk.open(picked);
  }
}

/** Goes on with one of them, and says so where that cannot be. */
export function resume(app: App, sessionId: string): void {
  const turn = app.interruptions.interrupted(sessionId);
  if (turn && turn.way !== 'resume') {
    // A fresh start, or trust: the session's own card says and offers what can be done.
    return;
  }
  const receipt = app.interruptions.resume(sessionId);
  if (receipt.kind === 'refused') {
    // Not awaited: it may stay for ever.
    void toast('warning', sayRefusal(receipt, t));
  }
}

async function resumeTold(app: App, desk: Desk, told: readonly Told[]): Promise<void> {
  const picked = told.length === 1 ? told.map(({ sessionId }) => sessionId) : ((await pickInterrupted(app, told, 'several')) ?? []);
  for (const sessionId of picked) {
    resume(app, sessionId);
  }
  const [first] = picked;
  if (first !== undefined) {
    await desk.open(first);
  }
}

function textOf(app: App, told: readonly Told[], { sessionId, turn }: Told, now: number): string {
  if (told.length === 1) {
    const summary = app.sessions.summary(sessionId);
    const age = turn.lastSignAt === undefined ? undefined : now - turn.lastSignAt;
    const words = shorten(sayInterrupted(turn, age, shorten(agentName(app.agents, summary?.agent ?? ''), 40), t), 300);
    const title = shorten(summary?.title ?? '', 60);
    return summary?.kind === 'background' ? t('Background task “{0}”: {1}', title, words) : t('“{0}”: {1}', title, words);
  }
  const tasks = told.filter((one) => app.sessions.summary(one.sessionId)?.kind === 'background').length;
  const latest = Math.max(...told.map((one) => one.turn.lastSignAt ?? 0));
  return sayInterruptions({ sessions: told.length - tasks, tasks }, latest === 0 ? undefined : now - latest, t);
}
