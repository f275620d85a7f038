/**
 * The chat in the side bar. It remembers which session it showed, so that a reload brings it back; it never reveals itself. The
 * conversation and the draft are the presenter's.
 */
import * as vscode from 'vscode';
import type { ChatSurface } from './chatSurface';
import { views } from './ids';
import { shorten } from './label';

export class ChatView implements vscode.WebviewViewProvider {
  readonly #surface: ChatSurface;
  #view: vscode.WebviewView | undefined;

  /** `newSurface` is told which session the view showed before a reload. */
  constructor(newSurface: (sessionId: string | undefined) => ChatSurface, memento: vscode.Memento) {
    const shown = memento.get<unknown>(shownKey);
    this.#surface = newSurface(typeof shown === 'string' ? shown : undefined);
    const remember = (sessionId: string): void => {
      // Trivia: if it is lost, the view begins with a new session.
      void memento.update(shownKey, sessionId);
      this.retitle();
    };
    remember(this.sessionId);
    this.#surface.presenter.onDidChangeSession(remember);
  }

  get sessionId(): string {
    return this.#surface.presenter.sessionId;
  }

  onDidChangeSession(use: () => void): () => void {
    return this.#surface.presenter.onDidChangeSession(use);
  }

  get visible(): boolean {
    return this.#surface.visible;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.#view = view;
    view.onDidDispose(() => {
      if (this.#view === view) {
        this.#view = undefined;
      }
    });
    this.#surface.begin(view, view.onDidChangeVisibility);
    this.retitle();
  }

  /** The view says which session it shows; nothing for one that has no title yet. */
  retitle(): void {
    const title = shorten(this.#surface.presenter.title, 60);
    if (this.#view && (this.#view.description ?? '') !== title) {
      this.#view.description = title;
    }
  }

  /** Shows the session and puts the caret into the composer; only ever called because the user ran a command that means it. */
  async open(sessionId?: string): Promise<void> {
    this.#turnTo(sessionId ?? this.sessionId);
    await this.#reveal();
  }

  /** Shows the session and leaves the keyboard where it is: for a list in which the user goes from one to the next. */
  async show(sessionId: string): Promise<void> {
    this.#turnTo(sessionId);
    await vscode.commands.executeCommand(`${views.chat}.focus`, { preserveFocus: true });
  }

  async openNew(agent?: string): Promise<void> {
    this.showNew(agent);
    await this.#reveal();
  }

  /** Without revealing: for a view whose session was deleted. */
  showNew(agent?: string): void {
    this.#surface.presenter.showNew(agent);
  }

  #turnTo(sessionId: string): void {
    if (sessionId !== this.sessionId) {
      this.#surface.presenter.show(sessionId);
    }
  }

  async #reveal(): Promise<void> {
    await vscode.commands.executeCommand(`${views.chat}.focus`);
    this.#surface.focusComposer();
  }
}

const shownKey = 'chat.shownSession';
