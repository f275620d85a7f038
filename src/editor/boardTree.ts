/**
 * The Board tree: a group per status that has tasks, a row per task. Workers give signs of life far more often than anybody can read: it
 * redraws twice a second at most, and only what looks different. What can be done stands in the rows' menus; it decides nothing.
 */
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import type { TaskBoard } from '../board/taskBoard';
import type { Task, TaskStatus } from '../board/task';
import { cardOf, compareCards } from '../boardView/card';
import type { Card, CardSource } from '../boardView/card';
import { explainStatus, sayDispatching, sayStatus } from '../boardView/words';
import { needsPerson } from '../boardView/taskNeed';
import { commands, contextKeys, views } from './ids';
import { Pacer } from './pacer';
import { taskRow } from './taskRow';
import { treeItem } from './treeRow';
import type { TreeRow } from './treeRow';
import { t } from './translate';

/** Also the argument that a row's commands get. */
export type BoardNode = { readonly taskId: string } | { readonly group: TaskStatus };

/** What wants a person stands above; what is archived is out of the way. */
const groups = ['running', 'blocked', 'review', 'ready', 'todo', 'scheduled', 'triage', 'done'] as const satisfies readonly TaskStatus[];

export class BoardTree implements vscode.TreeDataProvider<BoardNode> {
  readonly #changed = new vscode.EventEmitter<BoardNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<BoardNode>;
  readonly #pacer: Pacer;
  readonly #registrations: vscode.Disposable[];
  readonly #groups = new Map<TaskStatus, BoardNode>(groups.map((group) => [group, { group }]));
  #drawn: Drawn = { order: '', rows: new Map(), byGroup: new Map() };
  #minute: (() => void) | undefined;
  #told: { readonly paused: boolean } | undefined;

  constructor(
    private readonly board: TaskBoard,
    private readonly cards: Omit<CardSource, 'board'>,
    private readonly clock: Clock,
  ) {
    this.#pacer = new Pacer(clock, redrawEveryMs, () => this.#redraw());
    this.#view = vscode.window.createTreeView<BoardNode>(views.board, { treeDataProvider: this });
    const unsubscribe = [board.store.onDidChange(() => this.#pacer.ask()), board.onDidChange(() => this.#pacer.ask())];
    this.#registrations = [this.#view, ...unsubscribe.map((dispose) => ({ dispose })), this.#view.onDidChangeVisibility(() => this.#redraw())];
    this.#redraw();
  }

  getChildren(node?: BoardNode): BoardNode[] {
    if (!node) {
      return groups.filter((group) => this.#drawn.byGroup.has(group)).map((group) => this.#groups.get(group) ?? { group });
    }
    return 'group' in node ? (this.#drawn.byGroup.get(node.group) ?? []).map((row) => row.node) : [];
  }

  getTreeItem(node: BoardNode): vscode.TreeItem {
    return 'group' in node ? this.#groupItem(node.group) : this.#taskItem(node);
  }

  resolveTreeItem(item: vscode.TreeItem, node: BoardNode): vscode.TreeItem {
    const task = 'taskId' in node ? this.board.store.board.get(node.taskId) : undefined;
    if (task) {
      const { description } = this.#row(this.#card(task));
      item.tooltip = new vscode.MarkdownString().appendText(`${task.title}\n${sayStatus(task.status, t)} · ${description}\n\n${task.prompt.slice(0, tooltipCharacters)}`);
    }
    return item;
  }

  /** Something of a worker changed that is in no event. */
  touch(): void {
    this.#pacer.ask();
  }

  dispose(): void {
    this.#pacer.dispose();
    this.#minute?.();
    for (const registration of this.#registrations) {
      registration.dispose();
    }
  }

  #groupItem(group: TaskStatus): vscode.TreeItem {
    const count = this.#drawn.byGroup.get(group)?.length ?? 0;
    const expanded = group === 'done' ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.Expanded;
    const item = new vscode.TreeItem(sayStatus(group, t), expanded);
    item.id = `group:${group}`;
    item.description = String(count);
    item.contextValue = `group ${group}`;
    item.tooltip = explainStatus(group, t);
    item.accessibilityInformation = { label: count === 1 ? t('{0}, 1 task', sayStatus(group, t)) : t('{0}, {1} tasks', sayStatus(group, t), count) };
    return item;
  }

  #taskItem(node: { readonly taskId: string }): vscode.TreeItem {
    const task = this.board.store.board.get(node.taskId);
    if (!task) {
      return new vscode.TreeItem(t('This task no longer exists.'));
    }
    const item = treeItem(node.taskId, this.#row(this.#card(task)));
    item.command = { command: commands.openTask, title: t('Open Task'), arguments: [node] };
    return item;
  }

  /** Rows that nobody sees are not drawn; who waits for a person is counted all the same. */
  #redraw(): void {
    if (this.#view.visible) {
      const before = this.#drawn;
      this.#drawn = this.#draw(before);
      if (before.order !== this.#drawn.order) {
        this.#changed.fire(undefined);
      } else {
        for (const [id, row] of this.#drawn.rows) {
          if (before.rows.get(id)?.look !== row.look) {
            this.#changed.fire(row.node);
          }
        }
      }
    }
    this.#tellDispatching();
    this.#badge();
    this.#agesGoOn();
  }

  #draw(before: Drawn): Drawn {
    const cards = this.board.store.board.tasks().filter(({ status }) => status !== 'archived').map((task) => this.#card(task));
    const byGroup = new Map<TaskStatus, readonly DrawnRow[]>();
    for (const group of groups) {
      const members = cards.filter(({ status }) => status === group).sort(compareCards);
      if (members.length > 0) {
        byGroup.set(group, members.map((card) => ({ node: before.rows.get(card.id)?.node ?? { taskId: card.id }, look: JSON.stringify(this.#row(card)) })));
      }
    }
    const rows = new Map([...byGroup.values()].flat().map((row) => [row.node.taskId, row]));
    const order = [...byGroup].map(([group, members]) => `${group}: ${members.map(({ node }) => node.taskId).join()}`).join(' ');
    return { order, rows, byGroup };
  }

  #card(task: Task): Card {
    return cardOf(task, { board: this.board, ...this.cards });
  }

  #row(card: Card): TreeRow {
    return taskRow(card, this.clock.wall(), t);
  }

  #tellDispatching(): void {
    const dispatching = this.board.dispatching();
    const description = sayDispatching(dispatching, t);
    if (this.#view.description !== description) {
      this.#view.description = description;
    }
    const { fault: what } = this.board.store;
    const fault = what ? t(what.text, ...what.args) : '';
    if ((this.#view.message ?? '') !== fault) {
      this.#view.message = fault;
    }
    const paused = dispatching.paused !== undefined;
    if (this.#told?.paused !== paused) {
      this.#told = { paused };
      void vscode.commands.executeCommand('setContext', contextKeys.boardPaused, paused);
    }
  }

  #badge(): void {
    const needy = this.board.store.board.tasks().filter((task) => needsPerson(task, this.board.workerOf(task))).length;
    const tooltip = needy === 0 ? '' : needy === 1 ? t('1 task needs you') : t('{0} tasks need you', needy);
    if ((this.#view.badge?.tooltip ?? '') !== tooltip) {
      this.#view.badge = needy === 0 ? undefined : { value: needy, tooltip };
    }
  }

  /** Ages are minutes: while somebody looks, the rows are drawn once a minute although nothing happens. */
  #agesGoOn(): void {
    this.#minute?.();
    this.#minute = this.#view.visible && this.#drawn.rows.size > 0 ? this.clock.after(60_000, () => this.#redraw()) : undefined;
  }
}

interface DrawnRow {
  readonly node: { readonly taskId: string };
  readonly look: string;
}

interface Drawn {
  readonly order: string;
  readonly rows: ReadonlyMap<string, DrawnRow>;
  readonly byGroup: ReadonlyMap<TaskStatus, readonly DrawnRow[]>;
}

const redrawEveryMs = 500;
const tooltipCharacters = 500;
