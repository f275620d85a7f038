/**
 * What a chat view and a session's panel have in common: a presenter that survives, and the lives of a webview in which it is shown. A
 * webview can go and come back at any time; messages of an older life are dropped.
 */
import * as vscode from 'vscode';
import type { App } from '../app';
import { OwnershipMap } from '../base/ownership';
import type { HostMessage, ViewCommand } from '../chat/protocol';
import type { Presenter } from '../chat/presenter';
import type { DiffToOpen, ViewSurface } from '../chat/surface';
import type { Log } from '../port';
import type { WebviewPage } from './webviewPage';
import type { Diffs } from './diffs';
import { commands } from './ids';
import { openLink, openLocation } from './locations';

/** A `WebviewView` or a `WebviewPanel`. */
export interface WebviewPlace {
  readonly webview: vscode.Webview;
  readonly visible: boolean;
  readonly onDidDispose: vscode.Event<void>;
}

export class ChatSurface implements ViewSurface {
  readonly presenter: Presenter;
  /** The caret was asked for while no page was there to take it; cleared when it is posted. */
  #focusWhenReady = false;
  readonly #lives = new OwnershipMap<'life', WebviewPlace>((_key, stale, current) => {
    this.parts.log.trace(`Dropped a call of view life ${stale}; the current one is ${current ?? 'none'}.`);
  });

  constructor(
    private readonly parts: {
      readonly app: App;
      readonly page: WebviewPage;
      readonly diffs: Diffs;
      readonly log: Log;
    },
    private readonly kind: 'view' | 'panel',
    sessionId: string | undefined,
  ) {
    this.presenter = parts.app.present(this, sessionId);
  }

  get visible(): boolean {
    return this.#lives.get('life')?.visible ?? false;
  }

  /** Begins a life; the former one, if there still is one, is over. */
  begin(place: WebviewPlace, onDidChangeVisibility: vscode.Event<unknown>): void {
    const life = this.#lives.take('life', place);
    const hide = life.guard(() => (place.visible ? undefined : this.presenter.hidden()));
    const registrations = [
      place.webview.onDidReceiveMessage(life.guard((raw: unknown) => this.#receive(raw))),
      // A view that comes back into sight loads its page anew, and says `ready`.
      onDidChangeVisibility(() => hide()),
    ];
    place.onDidDispose(() => {
      for (const registration of registrations) {
        registration.dispose();
      }
      if (life.release()) {
        this.presenter.hidden();
      }
    });
    place.webview.options = this.parts.page.options;
    place.webview.html = this.parts.page.html(place.webview, this.kind);
  }

  post(message: HostMessage): void {
    if (message.kind === 'focusComposer') {
      this.#focusWhenReady = false;
    }
    const place = this.#lives.get('life');
    if (place) {
      place.webview.postMessage(message).then(undefined, (error: unknown) => {
        // The window is closing, or this life of the view has just ended: the next one gets a snapshot.
        this.parts.log.trace(`The view took no message: ${String(error)}`);
      });
    }
  }

  openLocation(path: string, line: number | undefined, cwd: string): void {
    this.#attempt(`open ${path}`, openLocation(path, line, cwd));
  }

  openDiff(diff: DiffToOpen): void {
    this.#attempt(`open the diff of ${diff.path}`, this.parts.diffs.open(diff));
  }

  openLink(href: string): void {
    this.#attempt('open a link', openLink(href));
  }

  copy(text: string): void {
    this.#attempt('copy', vscode.env.clipboard.writeText(text));
  }

  run(command: ViewCommand, sessionId: string): void {
    const id = command === 'manageTrust' ? 'workbench.trust.manage' : commands[command];
    this.#attempt(`run ${id}`, vscode.commands.executeCommand(id, { sessionId }));
  }

  /** Puts the caret into the composer: at once, or when the page that is loading now is ready. */
  focusComposer(): void {
    this.#focusWhenReady = true;
    this.presenter.focusComposer();
  }

  #receive(raw: unknown): void {
    this.presenter.receive(raw);
    if (this.#focusWhenReady) {
      this.presenter.focusComposer();
    }
  }

  /** Nobody waits for what a click in the view sets off; where it fails, the log says so. */
  #attempt(what: string, done: Thenable<unknown>): void {
    done.then(undefined, (error: unknown) => this.parts.log.warn(`Could not ${what}: ${String(error)}`));
  }
}
