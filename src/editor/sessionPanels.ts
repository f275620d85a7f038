/**
 * Sessions opened in the editor: a panel each, with the same page and presenter as the chat view. They come back after a reload, and one
 * whose session is gone closes instead of showing another one, unless something was typed there: a session begins with its first prompt.
 */
import * as vscode from 'vscode';
import type { Sessions } from '../session/sessions';
import type { WebviewPage } from './webviewPage';
import type { ChatSurface } from './chatSurface';
import { panels } from './ids';
import { shorten } from './label';
import { readPanelState } from './panelState';
import { t } from './translate';

export class SessionPanels implements vscode.WebviewPanelSerializer {
  readonly #open = new Set<SessionPanel>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** A panel came, went, or became the active one. */
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly sessions: Sessions,
    private readonly hasDraft: (sessionId: string) => boolean,
    private readonly page: WebviewPage,
    private readonly newSurface: (sessionId: string) => ChatSurface,
    private readonly iconPath: { readonly light: vscode.Uri; readonly dark: vscode.Uri },
  ) {}

  show(sessionId: string): void {
    const open = this.find(sessionId);
    if (open) {
      open.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(panels.session, this.#title(sessionId), vscode.ViewColumn.Active, {
      ...this.page.options,
      enableFindWidget: true,
    });
    this.#adopt(panel, sessionId);
  }

  /** Brings a panel that is open into sight, and leaves the keyboard where it is. */
  reveal(sessionId: string): void {
    this.find(sessionId)?.panel.reveal(undefined, true);
  }

  /** `state` is what the page last stored with `setState`. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const left = readPanelState(state);
    if (left && !this.find(left.sessionId) && (this.sessions.find(left.sessionId) || left.hasPrompt || this.hasDraft(left.sessionId))) {
      this.#adopt(panel, left.sessionId);
    } else {
      panel.dispose();
    }
  }

  find(sessionId: string): SessionPanel | undefined {
    return [...this.#open].find((each) => each.sessionId === sessionId);
  }

  get active(): SessionPanel | undefined {
    return [...this.#open].find((each) => each.panel.active);
  }

  inSight(sessionId: string): boolean {
    return [...this.#open].some((each) => each.panel.visible && each.sessionId === sessionId);
  }

  /** Titles follow their sessions. */
  retitle(): void {
    for (const each of this.#open) {
      const title = this.#title(each.sessionId);
      if (each.panel.title !== title) {
        each.panel.title = title;
      }
    }
  }

  /** Closes the panel of a session that was deleted. */
  close(sessionId: string): void {
    this.find(sessionId)?.panel.dispose();
  }

  #adopt(panel: vscode.WebviewPanel, sessionId: string): void {
    const surface = this.newSurface(sessionId);
    const mine = new SessionPanel(panel, surface);
    this.#open.add(mine);
    panel.iconPath = this.iconPath;
    panel.title = this.#title(sessionId);
    surface.presenter.onDidChangeSession(() => this.retitle());
    panel.onDidChangeViewState(() => this.#changed.fire());
    surface.begin(panel, panel.onDidChangeViewState);
    panel.onDidDispose(() => {
      this.#open.delete(mine);
      surface.presenter.dispose();
      this.#changed.fire();
    });
    this.#changed.fire();
  }

  #title(sessionId: string): string {
    const title = this.sessions.summary(sessionId)?.title;
    return shorten(title ?? '', 40) || t('New session');
  }
}

class SessionPanel {
  constructor(
    readonly panel: vscode.WebviewPanel,
    private readonly surface: ChatSurface,
  ) {}

  get sessionId(): string {
    return this.surface.presenter.sessionId;
  }
}
