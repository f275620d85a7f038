/** The status bar item: draws the heartbeat, and lists the sessions at a click. */
import * as vscode from 'vscode';
import type { App } from '../app';
import type { Clock } from '../base/clock';
import { agentName } from './agentName';
import { Heartbeat } from './heartbeat';
import type { StatusLook } from './heartbeat';
import { commands, statusBarItem } from './ids';
import { t } from './translate';

export class StatusBar {
  readonly #item = vscode.window.createStatusBarItem(statusBarItem, vscode.StatusBarAlignment.Left, -10);
  readonly #heartbeat: Heartbeat;
  readonly #registration: vscode.Disposable;
  #tooltip = '';

  constructor(
    app: App,
    clock: Clock,
    /** Tasks of the board that stand still until a person does something, a line each. */
    stuckTasks: () => readonly string[],
    /** Read at every redraw: the setting `statusBar.enabled`. */
    enabled: () => boolean,
  ) {
    this.#item.name = 'Holdfast';
    this.#item.command = commands.openSession;
    this.#heartbeat = new Heartbeat({
      sessions: app.sessions,
      clock,
      stuckTasks,
      enabled,
      // `auto` follows the system, which is not told to extensions.
      motion: () => (vscode.workspace.getConfiguration().get(reduceMotion) === 'on' ? 'still' : 'moving'),
      agentName: (id) => agentName(app.agents, id),
      translate: t,
      draw: (look) => this.#draw(look),
    });
    const unsubscribe = app.board.store.onDidChange(() => this.refresh());
    const settings = vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration(reduceMotion)) {
        this.refresh();
      }
    });
    this.#registration = vscode.Disposable.from(settings, { dispose: unsubscribe });
  }

  /** Something that it shows may have changed. */
  refresh(): void {
    this.#heartbeat.refresh();
  }

  dispose(): void {
    this.#heartbeat.dispose();
    this.#registration.dispose();
    this.#item.dispose();
  }

  #draw(look: StatusLook | undefined): void {
    if (!look) {
      this.#item.hide();
      return;
    }
    this.#item.text = look.text;
    this.#item.accessibilityInformation = { label: look.spoken, role: 'button' };
    this.#item.backgroundColor = look.tone === 'warning' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    if (look.tooltip !== this.#tooltip) {
      this.#tooltip = look.tooltip;
      // As text: titles are written by agents and must not become links or pictures.
      this.#item.tooltip = new vscode.MarkdownString().appendText(look.tooltip);
    }
    this.#item.show();
  }
}

const reduceMotion = 'workbench.reduceMotion';
