/** What is written on a card: its text and limits, its comments, its parents. */
import { said } from '../../base/said';
import type { Board } from '../board';
import type { BoardFact, TaskDraft, TaskFact } from '../boardEvent';
import type { CommandOf } from '../command';
import { decided, followedBy, named, refused, unchanged } from '../decision';
import type { Decision } from '../decision';
import { descentOf, isMadeBy, madeBy } from '../descent';
import { limits } from '../limits';
import { openParents, wouldCircle } from '../parents';
import type { Refused } from '../port';
import type { Author, Task, TaskStatus } from '../task';
import { knownTask } from './knownTask';

export function create(board: Board, command: CommandOf<'create'>, now: number): Decision {
  const { taskId, by, status, idempotencyKey } = command;
  if (idempotencyKey !== undefined && board.byKey(by, idempotencyKey)) {
    return unchanged;
  }
  const draft = { ...draftOf(command), title: command.title.trim(), prompt: command.prompt.trim() };
  const trouble =
    troubleWithId(board, taskId, idempotencyKey) ?? troubleWithText(draft) ?? troubleWithSettings(draft) ?? troubleWithParents(board, taskId, draft.parents);
  if (trouble) {
    return trouble;
  }
  if (tooMany(board, by)) {
    return refused('invalid', by.kind === 'worker' ? 'This worker has made too many tasks.' : said('The board is full; archive some tasks first.'));
  }
  const key = idempotencyKey === undefined ? {} : { idempotencyKey };
  const descent = descentOf(board, by);
  const isToBeSeen = status === 'triage' || descent.doubt !== undefined;
  return decided(taskId, by, { kind: 'created', status: isToBeSeen ? 'triage' : standing(board, draft, now), ...draft, ...key, ...descent });
}

export function edit(board: Board, command: CommandOf<'edit'>, now: number): Decision {
  const { taskId, by, cleared: asked = [] } = command;
  const patch = draftOf(command);
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  const text = { title: patch.title?.trim() ?? task.title, prompt: patch.prompt?.trim() ?? task.prompt };
  const trouble =
    troubleWithText(text) ?? troubleWithSettings(patch) ?? (patch.parents && troubleWithParents(board, taskId, patch.parents)) ?? troubleWithStatus(task, command);
  if (trouble) {
    return trouble;
  }
  const cleared = asked.filter((field) => task[field] !== undefined && patch[field] === undefined);
  const wanted = { ...patch, ...(patch.title !== undefined && { title: text.title }), ...(patch.prompt !== undefined && { prompt: text.prompt }) };
  const changes: Partial<TaskDraft> = picked(wanted, (field) => !isSame(wanted[field], task[field]));
  if (cleared.length === 0 && Object.keys(changes).length === 0) {
    return unchanged;
  }
  const after = picked({ ...task, ...changes }, (field) => !cleared.some((name) => name === field));
  const fact: TaskFact = { kind: 'edited', ...changes, ...(cleared.length > 0 && { cleared }) };
  return followedBy(decided(taskId, by, fact), settled(task, standing(board, after, now), by, after.scheduledAt));
}

export function comment(board: Board, { taskId, text, by }: CommandOf<'comment'>): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  if (text.trim() === '') {
    return refused('empty', said('The comment has no text.'));
  }
  if (text.length > limits.comment || task.comments.length >= limits.comments) {
    return refused('invalid', text.length > limits.comment ? said('The comment is too long: at most {0} characters.', limits.comment) : said('{0} has too many comments.', named(task)));
  }
  return decided(taskId, by, { kind: 'commented', text: text.trim() });
}

export function link(board: Board, { taskId, parentId, by }: CommandOf<'link'>): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  if (by.kind === 'worker' && taskId !== by.taskId && !isMadeBy(task, by)) {
    return refused('author', 'A worker may only link its own task, or tasks that it made.');
  }
  const trouble = troubleWithStatus(task) ?? troubleWithParents(board, taskId, [...task.parents.filter((id) => id !== parentId), parentId]);
  if (trouble) {
    return trouble;
  }
  if (task.parents.includes(parentId)) {
    return unchanged;
  }
  const waits = openParents(board, [...task.parents, parentId]).length > 0 && task.status === 'ready';
  return followedBy(decided(taskId, by, { kind: 'linked', parentId }), waits ? settled(task, 'todo', by) : []);
}

export function unlink(board: Board, { taskId, parentId, by }: CommandOf<'unlink'>): Decision {
  const task = knownTask(board, taskId);
  if ('why' in task) {
    return task;
  }
  if (!task.parents.includes(parentId)) {
    return unchanged;
  }
  const isFree = openParents(board, task.parents.filter((id) => id !== parentId)).length === 0 && task.status === 'todo';
  return troubleWithStatus(task) ?? followedBy(decided(taskId, by, { kind: 'unlinked', parentId }), isFree ? settled(task, 'ready', by) : []);
}

/** Where a task stands that is looked through: it waits for its time, then for its parents. */
export function standing(board: Board, { scheduledAt, parents = [] }: Pick<TaskDraft, 'scheduledAt' | 'parents'>, now: number): 'scheduled' | 'todo' | 'ready' {
  if (scheduledAt !== undefined && scheduledAt > now) {
    return 'scheduled';
  }
  return openParents(board, parents).length > 0 ? 'todo' : 'ready';
}

/** What brings a task that waits to where it now stands. */
function settled(task: Task, to: 'scheduled' | 'todo' | 'ready', by: Author, scheduledAt?: number): readonly BoardFact[] {
  const mine = { taskId: task.id, by };
  if (task.status === to || !waiting.includes(task.status)) {
    return [];
  }
  if (to === 'scheduled') {
    return [{ ...mine, kind: 'moved', status: to, why: 'scheduled', ...(scheduledAt !== undefined && { scheduledAt }) }];
  }
  if (task.status === 'scheduled') {
    return [{ ...mine, kind: 'moved', status: to, why: 'due' }];
  }
  return [{ ...mine, kind: 'moved', status: to, why: to === 'ready' ? 'parentsDone' : 'parentsOpen' }];
}

const waiting: readonly TaskStatus[] = ['todo', 'scheduled', 'ready'];

const draftFields = ['title', 'prompt', 'agent', 'priority', 'parents', 'scheduledAt', 'maxRuntimeMs', 'failureLimit'] as const;

/** Of what somebody sent, what belongs on a card. */
function draftOf(source: Partial<TaskDraft>): Partial<TaskDraft> {
  const { parents, ...draft } = picked(source, () => true);
  return { ...draft, ...(parents && { parents: [...new Set(parents)] }) };
}

function picked(source: Partial<TaskDraft>, isWanted: (field: keyof TaskDraft) => boolean): Partial<TaskDraft> {
  return Object.fromEntries(draftFields.filter((field) => source[field] !== undefined && isWanted(field)).map((field) => [field, source[field]]));
}

function tooMany(board: Board, by: Author): boolean {
  const open = board.tasks().filter(({ status }) => status !== 'archived').length;
  return open >= limits.tasks || (by.kind === 'worker' && madeBy(board, by) >= limits.tasksOfWorker);
}

function troubleWithId(board: Board, taskId: string, key: string | undefined): Refused | undefined {
  if (taskId === '' || taskId.length > limits.id || board.get(taskId)) {
    return refused('invalid', 'A new task needs an id of its own.');
  }
  return key !== undefined && (key === '' || key.length > limits.key) ? refused('invalid', `The idempotency key is too long: at most ${limits.key} characters.`) : undefined;
}

function troubleWithText({ title, prompt }: Pick<TaskDraft, 'title' | 'prompt'>): Refused | undefined {
  if (title === '' || prompt === '') {
    return refused('empty', title === '' ? said('The task needs a title.') : said('The task needs a prompt: what is the agent asked to do?'));
  }
  if (title.length > limits.title || prompt.length > limits.prompt) {
    return refused('invalid', title.length > limits.title ? said('The title is too long: at most {0} characters.', limits.title) : said('The prompt is too long: at most {0} characters.', limits.prompt));
  }
  return undefined;
}

function troubleWithSettings({ agent = 'any', priority = 0, scheduledAt = 0, maxRuntimeMs = 1, failureLimit = 1 }: Partial<TaskDraft>): Refused | undefined {
  if (agent === '' || agent.length > limits.agent) {
    return refused('invalid', said('That is no agent.'));
  }
  if (!Number.isFinite(priority) || !Number.isFinite(scheduledAt) || scheduledAt < 0) {
    return refused('invalid', said('The priority and the time must be numbers.'));
  }
  if (!Number.isFinite(maxRuntimeMs) || maxRuntimeMs <= 0 || !Number.isInteger(failureLimit) || failureLimit < 1) {
    return refused('invalid', said('The longest runtime must be above 0, and the failure limit a whole number of at least 1.'));
  }
  return undefined;
}

function troubleWithParents(board: Board, taskId: string, parents: readonly string[] = []): Refused | undefined {
  const missing = parents.find((id) => id !== taskId && !board.get(id));
  if (missing !== undefined) {
    return refused('unknownTask', said('There is no task {0} to wait for.', missing));
  }
  if (parents.includes(taskId)) {
    return refused('cycle', said('A task cannot wait for itself.'));
  }
  const circling = parents.find((id) => wouldCircle(board, taskId, id));
  if (circling !== undefined) {
    return refused('cycle', said('The task {0} already waits for this task, directly or through others.', circling));
  }
  return parents.length > limits.parents ? refused('invalid', said('A task can wait for at most {0} others.', limits.parents)) : undefined;
}

/** An agent is not changed under a worker that runs. */
function troubleWithStatus(task: Task, patch: { readonly agent?: string; readonly cleared?: readonly string[] } = {}): Refused | undefined {
  if (task.status === 'archived') {
    return refused('status', said('{0} is archived; restore it first.', named(task)));
  }
  const changesAgent = (patch.agent !== undefined && patch.agent !== task.agent) || (patch.cleared?.includes('agent') && task.agent !== undefined);
  return changesAgent && task.status === 'running' ? refused('status', said('{0} is running; stop it before you give it to another agent.', named(task))) : undefined;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
