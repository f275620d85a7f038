/** The commands about processes that agents have left running: hearing of them, looking at them, ending them. */
import * as vscode from 'vscode';
import type { LeftProcess } from '../running/leftProcess';
import { readPattern } from '../running/linePattern';
import type { CommandContext, Handler } from './commandContext';
import type { CommandName } from './ids';
import { label, shorten } from './label';
import { processRow } from './processWords';
import { argumentText } from './sessionArgument';
import { toast } from './toast';
import { t } from './translate';

export function processCommands({ app, outputs }: CommandContext) {
  const { processes } = app;

  /** The one that was told, else the user is asked. */
  async function withProcess(raw: unknown, fits: (process: LeftProcess) => boolean, use: (process: LeftProcess) => void | Promise<void>): Promise<void> {
    const told = argumentText(raw, 'processId');
    const process = told === undefined ? await pick(processes.all().filter(fits)) : processes.find(told);
    if (process) {
      await use(process);
    } else if (told !== undefined) {
      throw new Error(t('This process is no longer known.'));
    }
  }

  return {
    notifyOnEnd: (raw) =>
      withProcess(raw, isLive, (process) => {
        processes.watch(process, { kind: 'end' });
        say(process, t('You hear when “{0}” ends.', nameOf(process)));
      }),
    notifyOnOutput: (raw) =>
      withProcess(raw, isLive, async (process) => {
        const { wish } = process;
        const typed = await askForPattern(process, wish.kind === 'output' ? wish.pattern.source : '');
        const read = readPattern(typed ?? '');
        if (read.kind !== 'pattern') {
          return;
        }
        if (processes.watch(process, { kind: 'output', pattern: read.pattern }) === 'tooSlow') {
          throw new Error(t('This expression takes too long on some lines. Try one with fewer repetitions, or a plain text.'));
        }
        say(process, t('You hear when “{0}” prints “{1}”, and when it ends.', nameOf(process), shorten(read.pattern.source, 40)));
      }),
    doNotNotify: (raw) => withProcess(raw, (process) => isLive(process) && process.wish.kind !== 'nothing', (process) => void processes.watch(process, { kind: 'nothing' })),
    stopProcess: (raw) => withProcess(raw, isLive, (process) => process.stop()),
    showOutput: (raw) => withProcess(raw, () => true, (process) => outputs.show(process.id)),
  } satisfies Partial<Record<CommandName, Handler>>;
}

function isLive({ state }: LeftProcess): boolean {
  return state.kind === 'left';
}

async function pick(fitting: readonly LeftProcess[]): Promise<LeftProcess | undefined> {
  if (fitting.length === 0) {
    // Not awaited: the message stays until somebody closes it.
    void toast('info', t('No agent has left such a process running.'));
    return undefined;
  }
  const items = fitting.map((process) => {
    const { title, description, icon } = processRow(process, Date.now(), t);
    return { label: label(title), description: label(description, 160), iconPath: new vscode.ThemeIcon(icon), process };
  });
  return (await vscode.window.showQuickPick(items, { placeHolder: t('Which process?'), matchOnDescription: true }))?.process;
}

async function askForPattern(process: LeftProcess, value: string): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: t('Notify on Output'),
    prompt: t('Which text in the output of “{0}” do you wait for? Between slashes it is a regular expression.', nameOf(process)),
    placeHolder: t('Such as: listening on, or /error|failed/i'),
    value,
    ignoreFocusOut: true,
    validateInput: (typed) => {
      const read = readPattern(typed);
      switch (read.kind) {
        case 'pattern':
          return undefined;
        case 'empty':
          return t('Type the text that you wait for.');
        case 'wrong':
          return t('This is no regular expression: {0}', shorten(read.problem, 120));
      }
    },
  });
}

/** One that has ended meanwhile has ended: nobody would hear of it. */
function say(process: LeftProcess, text: string): void {
  if (!isLive(process)) {
    throw new Error(t('“{0}” has ended already.', nameOf(process)));
  }
  vscode.window.setStatusBarMessage(text, 5000);
}

function nameOf({ commandLine }: LeftProcess): string {
  return label(commandLine, 60);
}
