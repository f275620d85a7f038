/** Puts the product in front of the user: builds the views, the status bar item and the commands, and ties them to what happens. */
import * as vscode from 'vscode';
import type { App } from '../app';
import type { Clock } from '../base/clock';
import { isOfCard } from '../notice/notice';
import { ChatSurface } from './chatSurface';
import { ChatView } from './chatView';
import { registerCommands } from './commands';
import { Desk } from './desk';
import { Diffs } from './diffs';
import { panels, views } from './ids';
import type { NoticeGoals } from './inbox';
import { noticeInterruptions } from './interruptionNotice';
import { Pacer } from './pacer';
import { ProcessOutputs } from './processOutputs';
import { SessionToasts } from './sessionToasts';
import { SessionArgument } from './sessionArgument';
import { SessionPanels } from './sessionPanels';
import { SessionsView } from './sessionsView';
import { showBoard } from './showBoard';
import { StatusBar } from './statusBar';
import { tellOfTasks } from './taskNotices';
import { Transcripts } from './transcripts';
import type { VscodeEditor } from './vscodeEditor';
import { taskLine } from './taskRow';
import { t } from './translate';
import { WebviewPage } from './webviewPage';

export interface ShownProduct {
  readonly desk: Desk;
  readonly registrations: vscode.Disposable;
}

export function showProduct(app: App, editor: VscodeEditor, context: vscode.ExtensionContext, clock: Clock): ShownProduct {
  const { log, traffic, reader } = editor;
  const page = new WebviewPage(context.extensionUri, 'webview');
  const { diffs, registration: diffDocuments } = Diffs.register();
  const parts = { app, page, diffs, log };
  const chat = new ChatView((sessionId) => new ChatSurface(parts, 'view', sessionId), context.workspaceState);
  const media = (name: string): vscode.Uri => vscode.Uri.joinPath(context.extensionUri, 'media', name);
  const icon = { light: media('holdfast-light.svg'), dark: media('holdfast-dark.svg') };
  const sessionPanels = new SessionPanels(
    app.sessions,
    (sessionId) => app.hasDraft(sessionId),
    page,
    (sessionId) => new ChatSurface(parts, 'panel', sessionId),
    icon,
  );
  const desk = new Desk(app.sessions, chat, sessionPanels);
  const outputs = new ProcessOutputs(app, clock);
  const tree = new SessionsView(app, clock);
  const board = showBoard(app, editor, icon, new WebviewPage(context.extensionUri, 'board'), clock);
  const goals: NoticeGoals = {
    open: async (notice) => (isOfCard(notice) ? board.panel.open({ kind: 'card', taskId: notice.taskId }) : desk.open(notice.sessionId)),
    outputs,
  };
  const statusBar = new StatusBar(app, clock, () => board.stuck().map((card) => taskLine(card, clock.wall(), t)), () => reader.read('statusBar.enabled'));
  const transcripts = new Transcripts(app);
  const toasts = new SessionToasts(app, desk, () => reader.read('notifications.level'), clock);
  const lookRound = new Pacer(clock, lookEveryMs, () => {
    desk.tellContext();
    tree.follow(desk.sessionId);
    chat.retitle();
    sessionPanels.retitle();
    toasts.look();
  });
  const unsubscribe = [app.sessions.onDidChange(() => lookRound.ask()), chat.onDidChangeSession(() => lookRound.ask()), editor.onDidChangeSettings(() => statusBar.refresh())];
  const inFront = sessionPanels.onDidChange(() => lookRound.ask());
  const focus = vscode.window.onDidChangeWindowState(({ focused }) => {
    if (focused) {
      app.welcomeBack();
      // What is owed is told a moment later, and takes this along.
      toasts.welcomeBack();
    }
  });
  lookRound.ask();
  app.lookForInterruptions((told) => {
    // Not awaited: it stays until somebody decides, which may be never.
    void noticeInterruptions(app, desk, told, clock.wall());
    app.tellOfTasks((notices) => tellOfTasks(app, goals, notices, toasts.takeWelcome()), (taskId) => board.panel.inSight(taskId));
  });
  const registrations = vscode.Disposable.from(
    tree,
    statusBar,
    lookRound,
    inFront,
    focus,
    toasts,
    outputs,
    diffDocuments,
    transcripts.register(),
    vscode.window.registerWebviewViewProvider(views.chat, chat),
    vscode.window.registerWebviewPanelSerializer(panels.session, sessionPanels),
    board.registrations,
    registerCommands({
      app,
      clock,
      desk,
      outputs,
      argument: new SessionArgument(app, desk),
      goals,
      boardPanel: board.panel,
      taskArgument: board.argument,
      stuckTasks: board.stuck,
      transcripts,
      log,
      traffic,
      trusted: () => editor.workspace.trusted(),
      defaultAgent: () => reader.read('defaultAgent'),
      tracing: () => reader.read('trace.server') !== 'off',
    }),
    ...unsubscribe.map((dispose) => ({ dispose })),
  );
  return { desk, registrations };
}

const lookEveryMs = 300;
