/**
 * What the tools do: one call of one run becomes a command to the board, or a look at it, and a text for a model. Everything given is hostile
 * until read; who calls is known from the pass. A call is never more than its run may do; what was refused says why and changes nothing.
 */
import type { Board } from '../board/board';
import type { BoardCommand } from '../board/command';
import { limits } from '../board/limits';
import type { BoardStore, Changed } from '../board/port';
import type { Author, BlockKind, Doubt, Task, TaskStatus } from '../board/task';
import { readGiven } from './fields';
import type { Given } from './fields';
import type { Visit } from './passes';
import { listText, taskText } from './taskText';
import { isToolName, tools } from './toolList';
import type { ToolName } from './toolList';

export interface ToolPorts {
  readonly store: BoardStore;
  readonly newTaskId: () => string;
  /** For how long a claim is believed after a beat. */
  readonly claimTtlMs: () => number;
  /** Where a task goes that its worker calls done. */
  readonly doneGoesTo: () => 'done' | 'review';
  /** The path of a file inside the workspace, from its folder on; undefined where there is no such file, or it is outside. */
  readonly fileInWorkspace: (path: string) => Promise<string | undefined>;
}

export interface ToolAnswer {
  readonly text: string;
  readonly isError: boolean;
}

/** Rejects where the disk refuses. */
export async function callTool(ports: ToolPorts, visit: Visit, name: unknown, args: unknown): Promise<ToolAnswer> {
  if (!isToolName(name)) {
    return wrong(`There is no such tool; there are ${Object.keys(tools).join(', ')}.`);
  }
  const { fields, effect } = tools[name];
  const read = readGiven(fields, args);
  if (read.kind === 'bad') {
    return wrong(read.text);
  }
  if (effect === 'read') {
    ports.store.refresh();
    return lookAt(ports.store.board, visit, name, read.given);
  }
  const calls = visit.calls.get(name) ?? 0;
  if (calls >= effect.perRun) {
    return wrong(`You have called ${name} ${effect.perRun} times in this attempt, which is as often as you may.`);
  }
  visit.calls.set(name, calls + 1);
  ports.store.refresh();
  const late = lateness(ports.store.board, visit);
  return late === undefined ? change(ports, visit, name, read.given) : wrong(late);
}

function lookAt(board: Board, { taskId }: Visit, name: ToolName, given: Given): ToolAnswer {
  if (name === 'board_list') {
    return right(listText(board, given.optional('status') as TaskStatus | undefined));
  }
  const wanted = given.optional('taskId') ?? taskId;
  const task = board.get(wanted);
  return task ? right(taskText(board, task)) : wrong(noTask(wanted));
}

/** A run that has lost its task, or has reported already, changes nothing on the board any more. */
function lateness(board: Board, { taskId, runId }: Visit): string | undefined {
  const task = board.get(taskId);
  if (task?.claim?.runId === runId) {
    return undefined;
  }
  const own = task?.runs.findIndex(({ id }) => id === runId) ?? -1;
  const last = task?.runs.at(-1);
  if (task && last && own !== task.runs.length - 1) {
    return `This task was taken over (attempt ${last.attempt}). Stop working on it: nothing that you write reaches the board any more.`;
  }
  const outcome = task?.runs[own]?.end?.outcome;
  if (task && (outcome === 'completed' || outcome === 'blocked')) {
    return `You have reported on this task already (${outcome}). There is nothing more to do: end your turn.`;
  }
  return `Your attempt is over${outcome === undefined ? '' : ` (${outcome})`}. Stop working on it: nothing that you write reaches the board any more.`;
}

async function change(ports: ToolPorts, visit: Visit, name: ToolName, given: Given): Promise<ToolAnswer> {
  const { store } = ports;
  const { taskId, runId } = visit;
  const by: Author = { kind: 'worker', taskId };
  const own = { by, taskId, runId };
  const told = (command: BoardCommand, done: string): ToolAnswer => answer(store.change(command), done);
  switch (name) {
    case 'board_comment':
      return told({ kind: 'comment', by, runId, taskId: given.optional('taskId') ?? taskId, text: given.text('text') }, 'The comment is on the board.');
    case 'board_heartbeat': {
      const note = given.optional('note');
      const beat = { kind: 'beat', ...own, ttlMs: ports.claimTtlMs(), waiting: 'nobody', ...(note !== undefined && { note }) } as const;
      return told(beat, 'Noted.');
    }
    case 'board_complete': {
      const { artifacts, missing } = await sortArtifacts(ports, given.list('artifacts'));
      const summary = given.text('summary');
      const to = ports.doneGoesTo();
      return told({ kind: 'finish', ...own, summary, artifacts, missing, to }, `The task is ${to === 'done' ? 'done' : 'in review'}. End your turn now.`);
    }
    case 'board_block': {
      const kind = given.optional('kind') as BlockKind | undefined;
      const command = { kind: 'giveBack', ...own, reason: given.text('reason'), ...(kind !== undefined && { blockKind: kind }) } as const;
      return told(command, 'It is noted that you cannot go on. End your turn now.');
    }
    case 'board_create':
      return create(ports, { by, runId }, given);
    case 'board_link':
      return told({ kind: 'link', by, runId, taskId: given.optional('taskId') ?? taskId, parentId: given.text('parentId') }, 'The task waits for the other one.');
    case 'board_show':
    case 'board_list':
      return lookAt(store.board, visit, name, given);
  }
}

function create({ store, newTaskId }: ToolPorts, { by, runId }: { readonly by: Author; readonly runId: string }, given: Given): ToolAnswer {
  const taskId = newTaskId();
  const idempotencyKey = given.optional('idempotencyKey');
  const changed = store.change({
    kind: 'create',
    by,
    runId,
    taskId,
    status: 'todo',
    title: given.text('title'),
    prompt: given.text('prompt'),
    parents: given.list('parents'),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  });
  const earlier = idempotencyKey === undefined ? undefined : store.board.byKey(by, idempotencyKey);
  const made: Task | undefined = store.board.get(taskId);
  if (changed.kind === 'done' && !made && earlier) {
    return right(`You made this task before: ${earlier.id}.`);
  }
  const waits = made?.doubt === undefined ? '' : ` It is not started before a person has looked at it: ${doubtText[made.doubt]}`;
  return answer(changed, `The task is on the board: ${taskId}.${waits}`);
}

const doubtText: Readonly<Record<Doubt, string>> = {
  generation: 'your own task was made by a worker of a worker.',
  number: `you have made ${limits.startedOfWorker} tasks already.`,
};

/** What a claim names must be there; where it is not, the claim is as it was told, so that it can be mended. */
async function sortArtifacts({ fileInWorkspace }: ToolPorts, claimed: readonly string[]): Promise<{ artifacts: readonly string[]; missing: readonly string[] }> {
  const found = await Promise.all(claimed.map(async (path) => ({ path, inside: await fileInWorkspace(path) })));
  return {
    artifacts: found.map(({ path, inside }) => inside ?? path),
    missing: found.filter(({ inside }) => inside === undefined).map(({ path }) => path),
  };
}

function answer(changed: Changed, done: string): ToolAnswer {
  return changed.kind === 'done' ? right(done) : wrong(changed.text);
}

function noTask(taskId: string): string {
  return `There is no task ${taskId} on the board.`;
}

function right(text: string): ToolAnswer {
  return { text, isError: false };
}

function wrong(text: string): ToolAnswer {
  return { text, isError: true };
}
