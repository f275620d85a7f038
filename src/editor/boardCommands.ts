/**
 * The commands about tasks: which task each means, and what is done with it then. Each works with what it was told and asks for what is
 * missing. None of them starts an agent but *Run Task Now*.
 */
import * as vscode from 'vscode';
import type { Task, TaskStatus } from '../board/task';
import { taskStatuses } from '../board/task';
import { intentOf, targetsOf } from '../boardView/moves';
import type { MoveIntent } from '../boardView/moves';
import { sayAction, sayStatus } from '../boardView/words';
import { requireAgent } from './agentName';
import { askForTask } from './askForTask';
import type { CommandContext, Handler } from './commandContext';
import { showDryRun } from './dryRun';
import type { CommandName } from './ids';
import { label, shorten } from './label';
import { argumentText } from './sessionArgument';
import type { TaskNeed } from './taskArgument';
import { taskMoves } from './taskMoves';
import { t } from './translate';

export function boardCommands(context: CommandContext) {
  const { app, boardPanel, taskArgument } = context;
  const { board } = app;
  const { store } = board;
  const { tell, run, stop, act, openTranscript } = taskMoves(context);

  async function withTask(raw: unknown, need: TaskNeed, use: (task: Task) => void | Promise<void>): Promise<void> {
    store.refresh();
    const task = await taskArgument.resolve(raw, need);
    if (task) {
      await use(task);
    }
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
    dryRunBoard: () => showDryRun(board),
  } satisfies Partial<Record<CommandName, Handler>>;
}

async function askForTarget({ status, title }: Task): Promise<TaskStatus | undefined> {
  const items = targetsOf(status).map((to) => {
    const intent = intentOf(status, to);
    return { label: sayStatus(to, t), ...(intent && intent !== 'move' && { description: sayAction(intent, t) }), to };
  });
  return (await vscode.window.showQuickPick(items, { title: t('Move Task'), placeHolder: t('Move “{0}” to which column?', shorten(title, 60)) }))?.to;
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
