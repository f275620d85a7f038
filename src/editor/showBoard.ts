/** Puts the task board in front of the user: its tree, its panel, and which task a command means. */
import * as vscode from 'vscode';
import type { App } from '../app';
import type { Clock } from '../base/clock';
import { BoardPresenter } from '../boardView/boardPresenter';
import { cardOf } from '../boardView/card';
import type { Card, WorkerSigns } from '../boardView/card';
import { isStuck } from '../boardView/taskNeed';
import { agentName } from './agentName';
import { BoardPanel } from './boardPanel';
import { BoardTree } from './boardTree';
import { panels } from './ids';
import { TaskArgument } from './taskArgument';
import { t } from './translate';
import type { VscodeEditor } from './vscodeEditor';
import type { WebviewPage } from './webviewPage';

export interface ShownBoard {
  readonly panel: BoardPanel;
  readonly argument: TaskArgument;
  /** What stands still until a person does something. */
  readonly stuck: () => readonly Card[];
  readonly registrations: vscode.Disposable;
}

export function showBoard(app: App, editor: VscodeEditor, icon: { readonly light: vscode.Uri; readonly dark: vscode.Uri }, page: WebviewPage, clock: Clock): ShownBoard {
  const { log, reader, workspace } = editor;
  const cards = {
    agentName: (agent: string | undefined) => agentName(app.agents, agent ?? reader.read('defaultAgent')),
    signsOf: (sessionId: string): WorkerSigns | undefined => {
      const status = app.sessions.summary(sessionId)?.status;
      switch (status?.kind) {
        case undefined:
        case 'elsewhere':
          return undefined;
        case 'waitingForYou':
          return { waitingSince: status.since };
        case 'working':
          return status.silence ? { quietSince: status.silence.since } : {};
        default:
          return {};
      }
    },
  };
  const ports = {
    ...{ board: app.board, clock, cards, translate: t, log },
    agents: () => {
      const agents = app.agents.choices();
      const ours = agents.map(({ id }) => id).filter((id) => app.agents.isOurs(id));
      return { agents, commandsOnly: [...ours, ...(app.agents.isOurs(reader.read('defaultAgent')) ? [''] : [])] };
    },
    trusted: () => workspace.trusted(),
    seen: (taskId: string) => app.notices.seen(taskId),
    newId: () => crypto.randomUUID(),
  };
  const tree = new BoardTree(app.board, cards, clock);
  const panel = new BoardPanel(page, (surface) => new BoardPresenter(ports, surface), icon, log);
  const unsubscribe = [onSigns(app, cards.signsOf, (taskId) => {
    tree.touch();
    panel.touch(taskId);
  }), editor.onDidChangeSettings(() => panel.changed()), workspace.onDidGrantTrust(() => panel.changed())];
  const serializer = vscode.window.registerWebviewPanelSerializer(panels.board, panel);
  const registrations = vscode.Disposable.from(tree, panel, serializer, ...unsubscribe.map((dispose) => ({ dispose })));
  const stuck = (): readonly Card[] => app.board.store.board.tasks().filter(isStuck).map((task) => cardOf(task, { board: app.board, ...cards }));
  return { stuck, panel, argument: new TaskArgument(app.board, cards, () => panel.taskInFront), registrations };
}

/** A worker falls silent or asks something, and goes on, without an event of the board. */
function onSigns({ sessions, board }: App, signsOf: (sessionId: string) => WorkerSigns | undefined, use: (taskId: string) => void): () => void {
  const known = new Map<string, WorkerSigns>();
  return sessions.onDidChange((sessionId) => {
    const { waitingSince, quietSince } = signsOf(sessionId) ?? {};
    const before = known.get(sessionId);
    if (waitingSince === before?.waitingSince && quietSince === before?.quietSince) {
      return;
    }
    if (waitingSince === undefined && quietSince === undefined) {
      known.delete(sessionId);
    } else {
      known.set(sessionId, { ...(waitingSince !== undefined && { waitingSince }), ...(quietSince !== undefined && { quietSince }) });
    }
    const task = board.store.board.tasks().find(({ claim, runs }) => claim !== undefined && runs.at(-1)?.sessionId === sessionId);
    if (task) {
      use(task.id);
    }
  });
}
