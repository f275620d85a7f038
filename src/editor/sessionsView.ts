/**
 * The Sessions tree: a row per session, with its live state in words and picture, and below it the processes that its agent has left
 * running. Streams change sessions far more often than anybody can
 * read: it redraws twice a second at most, and only the rows that look different.
 */
import * as vscode from 'vscode';
import type { App } from '../app';
import type { Clock } from '../base/clock';
import { endingOf, isOfTurn } from '../notice/notice';
import type { SessionSummary } from '../session/sessions';
import { agentName } from './agentName';
import { commands, views } from './ids';
import { sayEnding } from './noticeWords';
import { Pacer } from './pacer';
import { sayBytes } from './sayBytes';
import { processRow } from './processWords';
import { sessionRow } from './sessionRow';
import { t } from './translate';
import { treeItem } from './treeRow';
import type { TreeRow } from './treeRow';

/** Also the argument that the row's commands get. */
export interface SessionNode {
  readonly sessionId: string;
  /** A process that the session's agent has left running. */
  readonly processId?: string;
}

/** What was put away stands at the end, behind a row of its own. */
interface ArchiveNode {
  readonly group: 'archive';
}

type SessionsNode = SessionNode | ArchiveNode;

export class SessionsView implements vscode.TreeDataProvider<SessionsNode> {
  readonly #changed = new vscode.EventEmitter<SessionsNode | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<SessionsNode>;
  readonly #pacer: Pacer;
  readonly #registrations: vscode.Disposable[];
  /** The rows as they were last drawn, in their order. */
  #drawn: ReadonlyMap<string, DrawnRow> = new Map();
  #minute: (() => void) | undefined;
  #followed: string | undefined;

  constructor(
    private readonly app: App,
    private readonly clock: Clock,
  ) {
    this.#pacer = new Pacer(clock, redrawEveryMs, () => this.#redraw());
    this.#view = vscode.window.createTreeView(views.sessions, { treeDataProvider: this });
    const changes = [app.sessions.onDidChange, app.notices.onDidChange, app.processes.onDidChange];
    const unsubscribe = changes.map((onDidChange) => onDidChange(() => this.#pacer.ask()));
    this.#registrations = [this.#view, ...unsubscribe.map((dispose) => ({ dispose })), this.#view.onDidChangeVisibility(() => this.#shown())];
    this.#redraw();
  }

  getChildren(node?: SessionsNode): SessionsNode[] {
    if (node === undefined) {
      return [...this.#rows('list'), ...(this.#rows('archive').length > 0 ? [archive] : [])];
    }
    if ('group' in node) {
      return this.#rows('archive');
    }
    return node.processId === undefined ? this.#rows('below').filter(({ sessionId }) => sessionId === node.sessionId) : [];
  }

  getTreeItem(node: SessionsNode): vscode.TreeItem {
    if ('group' in node) {
      return archiveItem(this.#rows('archive').length);
    }
    const process = node.processId === undefined ? undefined : this.app.processes.find(node.processId);
    if (process) {
      const item = treeItem(process.id, processRow(process, this.clock.wall(), t));
      item.command = { command: commands.showOutput, title: t('Show Output'), arguments: [node] };
      return item;
    }
    const summary = this.app.sessions.summary(node.sessionId);
    if (!summary || node.processId !== undefined) {
      return new vscode.TreeItem(t('Deleted session'));
    }
    const item = treeItem(node.sessionId, this.#row(summary));
    item.command = { command: commands.openSession, title: t('Open Session'), arguments: [node] };
    item.collapsibleState = vscode.TreeItemCollapsibleState[this.app.processes.of(summary.id).length > 0 ? 'Expanded' : 'None'];
    return item;
  }

  getParent(node: SessionsNode): SessionsNode | undefined {
    if ('group' in node) {
      return undefined;
    }
    return node.processId !== undefined ? this.#drawn.get(node.sessionId)?.node : this.#drawn.get(node.sessionId)?.place === 'archive' ? archive : undefined;
  }

  /** When another session comes in front of the user its row is the selected one. It brings no view to the front, and nobody is called back. */
  follow(sessionId: string): void {
    const row = this.#drawn.get(sessionId);
    if (this.#view.visible && row?.place === 'list' && this.#followed !== sessionId) {
      this.#followed = sessionId;
      this.#view.reveal(row.node, { select: true, focus: false }).then(undefined, () => {
        // The row has gone meanwhile, or the view was closed.
      });
    }
  }

  /** Only for a row that somebody points at: the size is asked of the disk. */
  resolveTreeItem(item: vscode.TreeItem, node: SessionsNode): vscode.TreeItem {
    if ('group' in node) {
      return item;
    }
    const { sessions, processes } = this.app;
    const { sessionId, processId } = node;
    const process = processId === undefined ? undefined : processes.find(processId);
    const summary = sessions.summary(sessionId);
    if (process) {
      const { description } = processRow(process, this.clock.wall(), t);
      item.tooltip = new vscode.MarkdownString().appendText(`${process.commandLine.slice(0, 500)}\n${description}`);
    } else if (summary) {
      const { title, description } = this.#row(summary);
      const size = t('{0} on this computer', sayBytes(sessions.bytes(sessionId), t));
      item.tooltip = new vscode.MarkdownString().appendText(`${summary.title || title}\n${description}\n${size}`);
    }
    return item;
  }

  dispose(): void {
    this.#pacer.dispose();
    this.#minute?.();
    for (const registration of this.#registrations) {
      registration.dispose();
    }
  }

  #redraw(): void {
    const summaries = this.app.sessions.summaries();
    const before = this.#drawn;
    this.#drawn = new Map(summaries.flatMap((summary) => this.#drawnOf(summary)));
    if (orderOf(before) !== orderOf(this.#drawn)) {
      this.#changed.fire(undefined);
    } else {
      for (const [id, row] of this.#drawn) {
        if (before.get(id)?.look !== row.look) {
          this.#changed.fire(row.node);
        }
      }
    }
    this.#badge(summaries);
    this.#agesGoOn();
  }

  #rows(where: DrawnRow['place']): SessionNode[] {
    return [...this.#drawn.values()].filter(({ place }) => place === where).map(({ node }) => node);
  }

  /** The row of a session looks different when there are other processes below it: a tree draws them together. */
  #drawnOf(summary: SessionSummary): readonly (readonly [string, DrawnRow])[] {
    const node = (id: string, made: SessionNode): SessionNode => this.#drawn.get(id)?.node ?? made;
    const processes = this.app.processes.of(summary.id);
    const look = JSON.stringify([this.#row(summary), processes.map(({ id }) => id)]);
    return [
      [summary.id, { node: node(summary.id, { sessionId: summary.id }), place: summary.archived ? 'archive' : 'list', look }],
      ...processes.map((process): [string, DrawnRow] => {
        const below = { sessionId: summary.id, processId: process.id };
        return [process.id, { node: node(process.id, below), place: 'below', look: JSON.stringify(processRow(process, this.clock.wall(), t)) }];
      }),
    ];
  }

  #shown(): void {
    if (this.#view.visible) {
      this.app.lookAround();
    }
    this.#redraw();
  }

  #row(summary: SessionSummary): TreeRow {
    const notice = summary.status.kind === 'idle' ? this.app.notices.unreadEndOf(summary.id) : undefined;
    const news = notice && sayEnding(endingOf(notice.outcome), t);
    return sessionRow(summary, agentName(this.app.agents, summary.agent), this.clock.wall(), t, news);
  }

  #badge(summaries: readonly SessionSummary[]): void {
    const waiting = summaries.filter((summary) => summary.status.kind === 'waitingForYou').length;
    // Those of the board have a view of their own.
    const unread = this.app.notices.unread().filter(isOfTurn).length;
    const needs = waiting === 1 ? t('1 session needs you') : t('{0} sessions need you', waiting);
    const results = unread === 1 ? t('1 result is unread') : t('{0} results are unread', unread);
    const tooltip = [...(waiting > 0 ? [needs] : []), ...(unread > 0 ? [results] : [])].join(', ');
    if ((this.#view.badge?.tooltip ?? '') !== tooltip) {
      this.#view.badge = tooltip === '' ? undefined : { value: waiting + unread, tooltip };
    }
  }

  /** Ages are minutes: while somebody looks, the rows are drawn once a minute although nothing happens. */
  #agesGoOn(): void {
    this.#minute?.();
    this.#minute = this.#view.visible && this.#drawn.size > 0 ? this.clock.after(60_000, () => this.#redraw()) : undefined;
  }
}

interface DrawnRow {
  readonly node: SessionNode;
  /** `below`: of a session's row. */
  readonly place: 'list' | 'archive' | 'below';
  readonly look: string;
}

function orderOf(rows: ReadonlyMap<string, DrawnRow>): string {
  return [...rows].flatMap(([id, { place }]) => (place === 'below' ? [] : [`${place} ${id}`])).join();
}

function archiveItem(count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(t('Archived'), vscode.TreeItemCollapsibleState.Collapsed);
  item.id = 'archive';
  item.description = String(count);
  item.iconPath = new vscode.ThemeIcon('archive');
  item.contextValue = 'archive';
  item.accessibilityInformation = { label: t('Archived sessions: {0}', count) };
  return item;
}

const archive: ArchiveNode = { group: 'archive' };
const redrawEveryMs = 500;
