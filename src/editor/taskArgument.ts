/**
 * Which task a command means: the one it was told, else the one whose card is open in the board, else the user is asked, those first that
 * need them. When none fits it says so instead of doing nothing.
 */
import * as vscode from 'vscode';
import type { Task } from '../board/task';
import type { TaskBoard } from '../board/taskBoard';
import { cardOf } from '../boardView/card';
import type { CardSource } from '../boardView/card';
import { label } from './label';
import { argumentText } from './sessionArgument';
import { taskRow } from './taskRow';
import { toast } from './toast';
import { t } from './translate';

export interface TaskNeed {
  readonly fits: (task: Task) => boolean;
  /** Said when no task fits. */
  readonly none: string;
  /** Asked when it was not told. */
  readonly which: string;
}

export class TaskArgument {
  constructor(
    private readonly board: TaskBoard,
    private readonly cards: Omit<CardSource, 'board'>,
    /** The task whose card is open in the active editor. */
    private readonly inFront: () => string | undefined,
  ) {}

  async resolve(argument: unknown, need: TaskNeed): Promise<Task | undefined> {
    const { board } = this.board.store;
    const told = argumentText(argument, 'taskId');
    if (told !== undefined) {
      const task = board.get(told);
      if (!task) {
        throw new Error(t('There is no such task on this board.'));
      }
      return task;
    }
    const fitting = board.tasks().filter(need.fits);
    const inFront = fitting.find(({ id }) => id === this.inFront());
    if (inFront) {
      return inFront;
    }
    if (fitting.length === 0) {
      // Not awaited: the message stays until somebody closes it.
      void toast('info', need.none);
      return undefined;
    }
    return this.pick(fitting, need.which);
  }

  async pick(tasks: readonly Task[], placeHolder: string): Promise<Task | undefined> {
    const items = [...tasks].sort((a, b) => b.updatedAt - a.updatedAt).map((task) => {
      const row = taskRow(cardOf(task, { board: this.board, ...this.cards }), Date.now(), t);
      return { label: label(row.title), description: label(row.description, 160), iconPath: new vscode.ThemeIcon(row.icon), task };
    });
    return (await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.task;
  }
}
