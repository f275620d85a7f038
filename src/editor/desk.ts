/**
 * What the user has in front of them: which session commands mean when they are told none, which sessions are in sight, and how another
 * one is brought there. It moves nothing by itself.
 */
import * as vscode from 'vscode';
import type { Sessions } from '../session/sessions';
import type { ChatView } from './chatView';
import { contextKeys } from './ids';
import { isRunning, needsYou } from './need';
import type { SessionPanels } from './sessionPanels';

export class Desk {
  #told: { readonly running: boolean; readonly needy: boolean } | undefined;

  constructor(
    private readonly sessions: Sessions,
    readonly chat: ChatView,
    readonly panels: SessionPanels,
  ) {}

  /** The session in the active editor, else the one in the chat view. */
  get sessionId(): string {
    return this.panels.active?.sessionId ?? this.chat.sessionId;
  }

  /** Nobody sees a window that they are not at. */
  inSight(sessionId: string): boolean {
    return vscode.window.state.focused && this.#isShown(sessionId);
  }

  #isShown(sessionId: string): boolean {
    return (this.chat.visible && this.chat.sessionId === sessionId) || this.panels.inSight(sessionId);
  }

  /** Goes to a session: where it is open already, else in the chat view. */
  async open(sessionId: string): Promise<void> {
    if (this.panels.find(sessionId)) {
      this.panels.show(sessionId);
    } else {
      await this.chat.open(sessionId);
    }
  }

  /** The same, but the keyboard stays where it is. */
  async show(sessionId: string): Promise<void> {
    if (this.panels.find(sessionId)) {
      this.panels.reveal(sessionId);
    } else {
      await this.chat.show(sessionId);
    }
  }

  /** Tells `when` clauses what they may ask; only when it changed, because every change redraws menus. */
  tellContext(): void {
    const summaries = this.sessions.summaries();
    const running = summaries.some(isRunning);
    const needy = summaries.some(needsYou);
    if (this.#told?.running !== running) {
      void vscode.commands.executeCommand('setContext', contextKeys.sessionRunning, running);
    }
    if (this.#told?.needy !== needy) {
      void vscode.commands.executeCommand('setContext', contextKeys.needsInput, needy);
    }
    this.#told = { running, needy };
  }
}
