/** What the commands about tasks ask in VS Code's own input boxes. Not left by a click elsewhere: what was typed would be lost. */
import * as vscode from 'vscode';
import { t } from './translate';

export async function askForTask(told: { readonly title: string | undefined; readonly prompt: string | undefined }): Promise<{ readonly title: string; readonly prompt: string } | undefined> {
  const title = told.title ?? (await askForText(t('New Task'), t('What is it about? A few words.'), 'needed'));
  const prompt = title === undefined ? undefined : (told.prompt ?? (await askForText(t('New Task'), t('What should the agent do?'), 'needed')));
  return title === undefined || prompt === undefined ? undefined : { title, prompt };
}

export async function askForText(title: string, prompt: string, empty: 'needed' | 'mayBeEmpty'): Promise<string | undefined> {
  const text = await vscode.window.showInputBox({
    ...{ title, prompt, ignoreFocusOut: true },
    validateInput: (typed) => (empty === 'needed' && typed.trim() === '' ? t('Type something.') : undefined),
  });
  return text?.trim();
}

/** Wall milliseconds. Offered are the times that people mean most often, and one of their own. */
export async function askForTime(now: number): Promise<number | undefined> {
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  const items = [
    { label: t('In 1 hour'), at: now + hourMs },
    { label: t('In 4 hours'), at: now + 4 * hourMs },
    { label: t('Tomorrow at 9'), at: tomorrow.getTime() },
    { label: t('At another time…'), at: undefined },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: t('Schedule Task'), placeHolder: t('When may it be started?') });
  if (picked?.at !== undefined || !picked) {
    return picked?.at;
  }
  const typed = await vscode.window.showInputBox({
    ...{ title: t('Schedule Task'), prompt: t('Date and time, such as 2031-12-24 18:30'), ignoreFocusOut: true },
    validateInput: (text) => (readTime(text, now) === undefined ? t('Type a date and a time that is still to come, such as 2031-12-24 18:30.') : undefined),
  });
  return typed === undefined ? undefined : readTime(typed, now);
}

function readTime(text: string, now: number): number | undefined {
  const at = /^\s*\d{4}-\d{2}-\d{2}[ T]\d{1,2}:\d{2}\s*$/.test(text) ? Date.parse(text.trim().replace(' ', 'T').replace(/T(\d):/, 'T0$1:')) : NaN;
  return Number.isNaN(at) || at <= now ? undefined : at;
}

const hourMs = 3_600_000;
