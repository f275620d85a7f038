/**
 * The board in the editor: one panel, with a presenter that survives the lives of its page. It comes back after a reload. What its buttons
 * do is done by the commands, which ask and confirm where that is needed.
 */
import * as vscode from 'vscode';
import type { BoardPresenter } from '../boardView/boardPresenter';
import type { BoardSurface } from '../boardView/port';
import type { CardAction } from '../boardView/moves';
import type { BoardHostMessage, BoardPageCommand, BoardPlace, BoardViewMessage } from '../boardView/protocol';
import type { Log } from '../port';
import { commands, panels } from './ids';
import { t } from './translate';
import type { WebviewPage } from './webviewPage';

export class BoardPanel implements vscode.WebviewPanelSerializer, BoardSurface {
  readonly #presenter: BoardPresenter;
  #panel: vscode.WebviewPanel | undefined;

  constructor(
    private readonly page: WebviewPage,
    present: (surface: BoardSurface) => BoardPresenter,
    private readonly iconPath: { readonly light: vscode.Uri; readonly dark: vscode.Uri },
    private readonly log: Log,
  ) {
    this.#presenter = present(this);
  }

  /** Brings the board to the front, and in it a card or a form. */
  open(place?: BoardPlace): void {
    if (this.#panel) {
      this.#panel.reveal();
    } else {
      this.#adopt(vscode.window.createWebviewPanel(panels.board, t('Task Board'), vscode.ViewColumn.Active, { ...this.page.options, enableFindWidget: true }));
    }
    if (place) {
      this.#presenter.show(place);
    }
  }

  /** The task whose card is open in the active editor. */
  get taskInFront(): string | undefined {
    return this.#panel?.active === true ? this.#presenter.openTaskId : undefined;
  }

  /** The card is open, and can be seen. */
  inSight(taskId: string): boolean {
    return this.#panel?.visible === true && this.#presenter.openTaskId === taskId;
  }

  /** Agents, trust or settings changed. */
  changed(): void {
    this.#presenter.changed();
  }

  /** Something of the task's worker changed. */
  touch(taskId: string): void {
    this.#presenter.touch(taskId);
  }

  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.#panel) {
      panel.dispose();
    } else {
      this.#adopt(panel);
    }
  }

  dispose(): void {
    this.#presenter.dispose();
  }

  post(message: BoardHostMessage): void {
    this.#panel?.webview.postMessage(message).then(undefined, (error: unknown) => {
      // The window is closing, or this life of the page has just ended: the next one gets a snapshot.
      this.log.trace(`The board's page took no message: ${String(error)}`);
    });
  }

  act(message: Extract<BoardViewMessage, { kind: 'move' | 'act' | 'transcript' }>): void {
    const { taskId } = message;
    switch (message.kind) {
      case 'move':
        return this.#execute(commands.moveTask, { taskId, to: message.to });
      case 'act':
        return this.#execute(commands[commandOf[message.action]], { taskId });
      case 'transcript':
        return this.#execute(commands.openTaskTranscript, { taskId, runId: message.runId });
    }
  }

  run(command: BoardPageCommand): void {
    switch (command) {
      case 'manageTrust':
        return this.#execute('workbench.trust.manage');
      case 'openSettings':
        return this.#execute('workbench.action.openSettings', 'holdfast.board');
      default:
        return this.#execute(commands[command]);
    }
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel = panel;
    panel.iconPath = this.iconPath;
    panel.title = t('Task Board');
    const registrations = [
      panel.webview.onDidReceiveMessage((raw: unknown) => this.#presenter.receive(raw)),
      // A page that comes back into sight loads anew, and says `ready`.
      panel.onDidChangeViewState(() => (panel.visible ? undefined : this.#presenter.hidden())),
    ];
    panel.onDidDispose(() => {
      vscode.Disposable.from(...registrations).dispose();
      if (this.#panel === panel) {
        this.#panel = undefined;
        this.#presenter.hidden();
      }
    });
    panel.webview.options = this.page.options;
    panel.webview.html = this.page.html(panel.webview, 'panel');
  }

  /** Nobody waits for what a click sets off: a command that fails says so itself. */
  #execute(command: string, ...args: readonly unknown[]): void {
    vscode.commands.executeCommand(command, ...args).then(undefined, (error: unknown) => this.log.warn(`Could not run ${command}: ${String(error)}`));
  }
}

/** Every button is a command too. */
const commandOf = {
  run: 'runTask',
  stop: 'stopTask',
  reclaim: 'reclaimTask',
  unblock: 'unblockTask',
  approve: 'approveTask',
  reject: 'rejectTask',
  requeue: 'requeueTask',
  complete: 'completeTask',
  block: 'blockTask',
  schedule: 'scheduleTask',
  edit: 'editTask',
  comment: 'commentTask',
  link: 'linkTask',
  openTranscript: 'openTaskTranscript',
  archive: 'archiveTask',
  restore: 'restoreTask',
} as const satisfies Readonly<Record<CardAction, keyof typeof commands>>;
