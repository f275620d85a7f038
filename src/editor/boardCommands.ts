/**
 * The commands about tasks. Each works with what it was told and asks for what is missing; what the board refuses is said in its words.
 * None of them starts an agent but *Run Task Now*.
 */
import * as vscode from 'vscode';
import type { PersonCommand } from '../board/command';
import type { Changed } from '../board/port';
import type { Task, TaskStatus } from '../board/task';
import { taskStatuses } from '../board/task';
import type { Done } from '../board/taskBoard';
import { intentOf, targetsOf } from '../boardView/moves';
import type { MoveIntent } from '../boardView/moves';
import { sayAction, sayDryStep, sayStatus } from '../boardView/words';
import { requireAgent } from './agentName';
import { askForTask, askForText, askForTime } from './askForTask';
import type { CommandContext, Handler } from './commandContext';
import { commands } from './ids';
import type { CommandName } from './ids';
import { label, shorten } from './label';
import { argumentText } from './sessionArgument';
import type { TaskNeed } from './taskArgument';
import { toast } from './toast';
import { t } from './translate';

export function boardCommands({ app, desk, boardPanel, taskArgument, trusted }: CommandContext) {
  const { board } = app;
  const { store } = board;

  function tell(command: PersonCommand): void {
    refuse(store.change({ ...command, by: { kind: 'person' } }));
  }

  async function withTask(raw: unknown, need: TaskNeed, use: (task: Task) => void | Promise<void>): Promise<void> {
    store.refresh();
    const task = await taskArgument.resolve(raw, need);
    if (task) {
      await use(task);
    }
  }

  async function run({ id, title }: Task): Promise<void> {
    if (!trusted()) {
      await vscode.commands.executeCommand('workbench.trust.manage');
      return;
    }
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
  async function stop({ id }: Task, to: 'ready' | 'blocked' = board.dispatching().mode === 'auto' ? 'blocked' : 'ready'): Promise<void> {
    refuse(await board.stop(id, to));
    vscode.window.setStatusBarMessage(to === 'ready' ? t('Stopped. The task is ready to be run again.') : t('Stopped. The task is blocked until you unblock it.'), 5000);
  }

  async function reclaim(task: Task): Promise<void> {
    const state = board.workerOf(task)?.state;
    const yes = t('Stop the Worker and Reclaim');
    const question = t('Take “{0}” back from its worker?', shorten(task.title, 60));
    const detail = state === 'unknown' ? t('Nobody can tell whether its worker is alive. It is stopped first.') : t('Its worker is alive and is stopped first. What it has done so far stays as it is.');
    if (state === 'dead' || (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) === yes) {
      refuse(await board.reclaim(task.id));
    }
  }

  async function archive(task: Task): Promise<void> {
    if (task.status === 'running') {
      const yes = t('Stop and Archive');
      if ((await vscode.window.showWarningMessage(t('“{0}” is running. Stop its worker and archive it?', shorten(task.title, 60)), { modal: true }, yes)) !== yes) {
        return;
      }
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
        return comment === undefined ? undefined : tell({ kind: 'unblock', taskId: id, ...(comment !== '' && { comment }) });
      }
      case 'reject': {
        const comment = await askForText(t('Send Task Back'), t('What is missing? The next worker reads it.'), 'mayBeEmpty');
        return comment === undefined ? undefined : again(task, comment, { kind: 'move', taskId: id, to: 'ready' });
      }
      case 'requeue': {
        const comment = await askForText(t('Run Task Again'), t('What should the next worker know? Leave it empty if nothing.'), 'mayBeEmpty');
        return comment === undefined ? undefined : again(task, comment, { kind: 'requeue', taskId: id });
      }
      case 'complete': {
        const summary = await askForText(t('Mark Task as Done'), t('What came of it?'), 'needed');
        return summary === undefined ? undefined : tell({ kind: 'complete', taskId: id, summary });
      }
      case 'block': {
        const reason = await askForText(t('Block Task'), t('Why can it not go on?'), 'needed');
        return reason === undefined ? undefined : tell({ kind: 'block', taskId: id, reason });
      }
      case 'schedule': {
        const scheduledAt = await askForTime(Date.now());
        return scheduledAt === undefined ? undefined : tell({ kind: 'move', taskId: id, to: 'scheduled', scheduledAt });
      }
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

  /** One intent for the tasks that may have it. */
  const direct =
    (intent: MoveIntent, to: TaskStatus, need: TaskNeed): Handler =>
    (raw) =>
      withTask(raw, need, (task) => act(task, intent, to));

  return {
    openBoard: () => boardPanel.open(),
    openTask: (raw) => withTask(raw, anyTask(), (task) => boardPanel.open({ kind: 'card', taskId: task.id })),
    newTask: async (raw) => {
      const agent = argumentText(raw, 'agent');
      if (agent !== undefined) {
        requireAgent(app.agents, agent);
      }
      const draft = await askForTask({ title: argumentText(raw, 'title'), prompt: argumentText(raw, 'prompt') });
      if (draft) {
        const taskId = crypto.randomUUID();
        tell({ kind: 'create', taskId, status: 'todo', ...draft, ...(agent !== undefined && { agent }) });
        vscode.window.setStatusBarMessage(t('On the board: “{0}”', label(draft.title, 60)), 5000);
      }
    },
    runTask: (raw) => withTask(raw, { fits: ({ status }) => status === 'ready', none: t('No task is ready to be run.'), which: t('Run which task?') }, run),
    stopTask: (raw) =>
      withTask(raw, running(t('Stop the worker of which task?')), (task) => {
        const to = argumentText(raw, 'to');
        return stop(task, to === 'ready' || to === 'blocked' ? to : undefined);
      }),
    reclaimTask: direct('reclaim', 'ready', running(t('Take back which task?'))),
    unblockTask: (raw) =>
      withTask(raw, { fits: ({ status }) => status === 'blocked', none: t('No task is blocked.'), which: t('Unblock which task?') }, (task) => {
        const comment = argumentText(raw, 'comment');
        return comment === undefined ? act(task, 'unblock', 'ready') : tell({ kind: 'unblock', taskId: task.id, comment });
      }),
    approveTask: direct('approve', 'done', inReview(t('Approve which task?'))),
    rejectTask: direct('reject', 'ready', inReview(t('Send back which task?'))),
    requeueTask: direct('requeue', 'ready', need('ready', t('No task is done or to be reviewed.'), t('Run which task again?'))),
    completeTask: direct('complete', 'done', need('done', t('There is no task to be marked as done.'), t('Which task is done?'))),
    blockTask: direct('block', 'blocked', { ...anyTask(), fits: ({ status }) => intentOf(status, 'blocked') === 'block' }),
    scheduleTask: direct('schedule', 'scheduled', { ...anyTask(), fits: ({ status }) => intentOf(status, 'scheduled') === 'schedule' }),
    editTask: direct('edit', 'todo', anyTask()),
    commentTask: direct('comment', 'todo', anyTask()),
    linkTask: direct('link', 'todo', anyTask()),
    archiveTask: direct('archive', 'archived', anyTask()),
    restoreTask: direct('restore', 'todo', { fits: ({ status }) => status === 'archived', none: t('No task is archived.'), which: t('Restore which task?') }),
    openTaskTranscript: (raw) =>
      withTask(raw, { ...anyTask(), fits: ({ runs }) => runs.some(({ sessionId }) => sessionId !== undefined) }, (task) => openTranscript(task, argumentText(raw, 'runId'))),
    moveTask: (raw) =>
      withTask(raw, anyTask(), async (task) => {
        const to = taskStatuses.find((status) => status === argumentText(raw, 'to')) ?? (await askForTarget(task));
        const intent = to && intentOf(task.status, to);
        if (to && !intent && to !== task.status) {
          throw new Error(t('A task that is “{0}” cannot be moved to “{1}”.', sayStatus(task.status, t), sayStatus(to, t)));
        }
        if (to && intent) {
          await act(task, intent, to);
        }
      }),
    pauseBoard: () => tell({ kind: 'pause' }),
    resumeBoard: () => tell({ kind: 'resume' }),
    dryRunBoard: async () => {
      store.refresh();
      const steps = board.dryRun();
      if (steps.length === 0) {
        vscode.window.setStatusBarMessage(t('Nothing would be done: there is no task that waits.'), 5000);
        return;
      }
      const items = steps.map((step) => ({
        label: label(store.board.get(step.taskId)?.title ?? ''),
        description: label(sayDryStep(step, Date.now(), t), 160),
        taskId: step.taskId,
      }));
      const picked = await vscode.window.showQuickPick(items, { title: t('What would be done now'), placeHolder: t('Nothing was started. Choose a task to open it.') });
      if (picked) {
        await vscode.commands.executeCommand(commands.openTask, { taskId: picked.taskId });
      }
    },
  } satisfies Partial<Record<CommandName, Handler>>;
}

async function askForTarget({ status, title }: Task): Promise<TaskStatus | undefined> {
  const items = targetsOf(status).map((to) => {
    const intent = intentOf(status, to);
    return { label: sayStatus(to, t), ...(intent && intent !== 'move' && { description: sayAction(intent, t) }), to };
  });
  return (await vscode.window.showQuickPick(items, { title: t('Move Task'), placeHolder: t('Move “{0}” to which column?', shorten(title, 60)) }))?.to;
}

function refuse(changed: Changed | Done): void {
  if (changed.kind === 'refused') {
    throw new Error(changed.text);
  }
}

function anyTask(): TaskNeed {
  return { fits: ({ status }) => status !== 'archived', none: t('There is no such task on the board.'), which: t('Which task?') };
}

function running(which: string): TaskNeed {
  return { fits: ({ status }) => status === 'running', none: t('No task is running.'), which };
}

function inReview(which: string): TaskNeed {
  return { fits: ({ status }) => status === 'review', none: t('No task is to be reviewed.'), which };
}

/** Those that a move to this column means something else than a plain move for. */
function need(to: TaskStatus, none: string, which: string): TaskNeed {
  const wanted = to === 'ready' ? 'requeue' : 'complete';
  return { fits: ({ status }) => intentOf(status, to) === wanted, none, which };
}
