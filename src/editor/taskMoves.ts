/**
 * What a person does with a task, and the questions that it takes. A question may stay open for long: what was asked about is compared with
 * what is there before anything is done, and whoever answered for something that is no more is told. What the board refuses is said in its words.
 */
import * as vscode from 'vscode';
import type { PersonCommand } from '../board/command';
import type { Changed } from '../board/port';
import type { Task, TaskStatus } from '../board/task';
import type { Done } from '../board/taskBoard';
import { changedSince } from '../boardView/changedSince';
import type { MoveIntent } from '../boardView/moves';
import { sayRefused } from '../boardView/refusalWords';
import { sayStatus } from '../boardView/words';
import { askForText, askForTime } from './askForTask';
import type { CommandContext } from './commandContext';
import { commands } from './ids';
import { label, shorten } from './label';
import { toast } from './toast';
import { t } from './translate';

export type TaskMoves = ReturnType<typeof taskMoves>;

export function taskMoves({ app, desk, boardPanel, trusted }: Pick<CommandContext, 'app' | 'desk' | 'boardPanel' | 'trusted'>) {
  const { board } = app;
  const { store } = board;

  function tell(command: PersonCommand): void {
    refuse(store.change({ ...command, by: { kind: 'person' } }));
  }

  /** Before anything is done that was asked about some time ago. */
  function requireSame(task: Task): void {
    store.refresh();
    const changed = changedSince(task, store.board.get(task.id), t);
    if (changed !== undefined) {
      throw new Error(changed);
    }
  }

  /** A question that is left does nothing; an answer counts for what was asked about. */
  function answered<T>(task: Task, answer: T | undefined, use: (answer: T) => void): void {
    if (answer !== undefined) {
      requireSame(task);
      use(answer);
    }
  }

  async function run(task: Task): Promise<void> {
    const { id, title } = task;
    if (!trusted()) {
      await vscode.commands.executeCommand('workbench.trust.manage');
      return;
    }
    requireSame(task);
    const done = await board.runNow(id);
    if (done.kind === 'refused' && done.why === 'agentCannot') {
      // Not awaited: the message stays until somebody closes it.
      void offerAgents(id);
      return;
    }
    refuse(done);
    vscode.window.setStatusBarMessage(t('Started: “{0}”', label(title, 60)), 5000);
  }

  /** The built-in agent can do nothing with it, and nothing was claimed. */
  async function offerAgents(taskId: string): Promise<void> {
    const hasOthers = app.agents.choices().some(({ id }) => !app.agents.isOurs(id));
    const [choose, add] = [t('Choose Agent…'), t('Add Agent…')];
    const text = t('Not started: the built-in agent has no model and works only at commands, such as “/run npm test”. Choose a coding agent for this task.');
    const answer = await toast('warning', text, ...(hasOthers ? [choose] : []), add);
    if (answer === choose) {
      boardPanel.open({ kind: 'edit', taskId });
    } else if (answer === add) {
      await vscode.commands.executeCommand(commands.addAgent);
    }
  }

  /** Where nobody says where it goes: it must not start again by itself. */
  async function stop(task: Task, to: 'ready' | 'blocked' = board.dispatching().mode === 'auto' ? 'blocked' : 'ready'): Promise<void> {
    requireSame(task);
    refuse(await board.stop(task.id, to));
    vscode.window.setStatusBarMessage(to === 'ready' ? t('Stopped. The task is ready to be run again.') : t('Stopped. The task is blocked until you unblock it.'), 5000);
  }

  async function reclaim(task: Task): Promise<void> {
    const state = board.workerOf(task)?.state;
    const yes = t('Stop the Worker and Reclaim');
    const question = t('Take “{0}” back from its worker?', shorten(task.title, 60));
    const detail = state === 'unknown' ? t('Nobody can tell whether its worker is alive. It is stopped first.') : t('Its worker is alive and is stopped first. What it has done so far stays as it is.');
    if (state === 'dead' || (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes) {
      requireSame(task);
      refuse(await board.reclaim(task.id));
    }
  }

  async function archive(task: Task): Promise<void> {
    if (task.status === 'running') {
      const yes = t('Stop and Archive');
      if ((await vscode.window.showWarningMessage(t('“{0}” is running. Stop its worker and archive it?', shorten(task.title, 60)), { modal: true }, yes)) !== yes) {
        return;
      }
      requireSame(task);
      refuse(await board.stop(task.id, 'blocked'));
    }
    tell({ kind: 'archive', taskId: task.id });
  }

  /** Asks for what the move needs beside the move; a question that is left moves nothing. */
  async function act(task: Task, intent: MoveIntent, to: TaskStatus): Promise<void> {
    const { id } = task;
    switch (intent) {
      case 'move':
        return tell({ kind: 'move', taskId: id, to });
      case 'run':
        return run(task);
      case 'stop':
        return stop(task, to === 'blocked' ? 'blocked' : 'ready');
      case 'reclaim':
        return reclaim(task);
      case 'archive':
        return archive(task);
      case 'restore':
        return tell({ kind: 'restore', taskId: id });
      case 'approve':
        // What its worker said of it stays.
        return tell({ kind: 'move', taskId: id, to: 'done' });
      case 'unblock': {
        const comment = await askForText(t('Unblock Task'), t('What should the next worker know? Leave it empty if nothing.'), 'mayBeEmpty');
        return answered(task, comment, (text) => tell({ kind: 'unblock', taskId: id, ...(text !== '' && { comment: text }) }));
      }
      case 'reject': {
        const comment = await askForText(t('Send Task Back'), t('What is missing? The next worker reads it.'), 'mayBeEmpty');
        return answered(task, comment, (text) => again(task, text, { kind: 'move', taskId: id, to: 'ready' }));
      }
      case 'requeue': {
        const comment = await askForText(t('Run Task Again'), t('What should the next worker know? Leave it empty if nothing.'), 'mayBeEmpty');
        return answered(task, comment, (text) => again(task, text, { kind: 'requeue', taskId: id }));
      }
      case 'complete':
        return answered(task, await askForText(t('Mark Task as Done'), t('What came of it?'), 'needed'), (summary) => tell({ kind: 'complete', taskId: id, summary }));
      case 'block':
        return answered(task, await askForText(t('Block Task'), t('Why can it not go on?'), 'needed'), (reason) => tell({ kind: 'block', taskId: id, reason }));
      case 'schedule':
        return answered(task, await askForTime(Date.now()), (scheduledAt) => tell({ kind: 'move', taskId: id, to: 'scheduled', scheduledAt }));
      case 'edit':
      case 'comment':
        return boardPanel.open({ kind: intent, taskId: id });
      case 'link':
        return link(task);
      case 'openTranscript':
        return openTranscript(task, undefined);
    }
  }

  function again({ id }: Task, comment: string, command: PersonCommand): void {
    if (comment !== '') {
      tell({ kind: 'comment', taskId: id, text: comment });
    }
    tell(command);
  }

  async function link(task: Task): Promise<void> {
    const others = store.board.tasks().filter(({ id, status }) => id !== task.id && status !== 'archived');
    const picks = others.map((other) => ({ label: label(other.title), description: sayStatus(other.status, t), picked: task.parents.includes(other.id), id: other.id }));
    const chosen = await vscode.window.showQuickPick(picks, { canPickMany: true, title: t('Link Task'), placeHolder: t('Which tasks must be done before “{0}”?', shorten(task.title, 60)) });
    if (chosen) {
      const wanted = chosen.map(({ id }) => id);
      const known = new Set(picks.map(({ id }) => id));
      for (const parentId of task.parents.filter((id) => known.has(id) && !wanted.includes(id))) {
        tell({ kind: 'unlink', taskId: task.id, parentId });
      }
      for (const parentId of wanted.filter((id) => !task.parents.includes(id))) {
        tell({ kind: 'link', taskId: task.id, parentId });
      }
    }
  }

  function openTranscript(task: Task, runId: string | undefined): void {
    const of = runId === undefined ? task.runs.findLast(({ sessionId }) => sessionId !== undefined) : task.runs.find(({ id }) => id === runId);
    if (of?.sessionId === undefined) {
      throw new Error(t('No agent has worked at this task yet, so there is no transcript.'));
    }
    if (!app.sessions.find(of.sessionId)) {
      throw new Error(t('The session of this attempt was deleted.'));
    }
    desk.panels.show(of.sessionId);
  }

  return { tell, run, stop, act, openTranscript };
}

function refuse(changed: Changed | Done): void {
  if (changed.kind === 'refused') {
    throw new Error(sayRefused(changed, t));
  }
}
