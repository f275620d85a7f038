/** What a task is after an event. Nothing is judged here: `transitions.ts` and the board have said that it may happen. */
import type { BoardEvent, TaskFact } from './boardEvent';
import { limits } from './limits';
import type { Block, BlockChange, Claim, Run, RunOutcome, Task, TaskStatus } from './task';
import { statusAfter } from './transitions';

type EventOf<K extends TaskFact['kind']> = BoardEvent & { readonly kind: K };
type TaskEvent = Extract<BoardEvent, { readonly taskId: string }>;

export function createdTask(event: EventOf<'created'>): Task {
  const { taskId, by, at, status, title, prompt, parents = [], priority = 0 } = event;
  const { agent, scheduledAt, maxRuntimeMs, failureLimit, idempotencyKey, generation, doubt } = event;
  return {
    id: taskId,
    title,
    prompt,
    status,
    statusAt: at,
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    priority,
    parents,
    comments: [],
    runs: [],
    failures: 0,
    unreported: 0,
    blockHistory: [],
    artifacts: [],
    ...(agent !== undefined && { agent }),
    ...(scheduledAt !== undefined && { scheduledAt }),
    ...(maxRuntimeMs !== undefined && { maxRuntimeMs }),
    ...(failureLimit !== undefined && { failureLimit }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(generation !== undefined && { generation }),
    ...(doubt !== undefined && { doubt }),
  };
}

export function taskAfter(task: Task, event: Exclude<TaskEvent, { readonly kind: 'created' }>): Task {
  if (event.kind === 'beat') {
    return afterBeat(task, event);
  }
  if (event.kind === 'left') {
    return without(task, 'leaving');
  }
  const changed = afterFact(task, event);
  const status = statusAfter(event, task.status);
  if (status === task.status) {
    return { ...changed, updatedAt: event.at };
  }
  return { ...without(changed, 'held'), status, statusAt: event.at, updatedAt: event.at, blockHistory: blockHistoryAfter(task, event, status) };
}

function afterFact(task: Task, event: Exclude<TaskEvent, { readonly kind: 'created' | 'beat' | 'left' }>): Task {
  switch (event.kind) {
    case 'edited':
      return afterEdit(task, event);
    case 'commented':
      return commented(task, event, event.text);
    case 'linked':
      return { ...task, parents: [...task.parents.filter((id) => id !== event.parentId), event.parentId] };
    case 'unlinked':
      return { ...task, parents: task.parents.filter((id) => id !== event.parentId) };
    case 'moved':
      return afterMove(task, event);
    case 'claimed':
      return afterClaim(task, event);
    case 'bound':
      return withRun(task, (run) => ({ ...run, sessionId: event.sessionId }));
    case 'claimExtended':
      return withClaim(task, (claim) => ({ ...claim, expiresAt: event.expiresAt }));
    case 'reclaimDeferred':
      return withClaim(task, (claim) => ({ ...claim, expiresAt: event.expiresAt, deferredUntil: event.expiresAt }));
    case 'ended':
      return afterEnd(task, event);
    case 'blocked':
      return { ...task, block: blockOf(event, event.block) };
    case 'completed':
      return afterCompletion(task, event);
    case 'unblocked':
      return freed(event.comment === undefined ? task : commented(task, event, event.comment));
    case 'held':
      return { ...task, held: event.why };
    case 'claimRejected':
      return task;
  }
}

function afterEdit(task: Task, event: EventOf<'edited'>): Task {
  const { title, prompt, agent, priority, parents, scheduledAt, maxRuntimeMs, failureLimit, cleared = [] } = event;
  const edited: Task = {
    ...task,
    ...(title !== undefined && { title }),
    ...(prompt !== undefined && { prompt }),
    ...(agent !== undefined && { agent }),
    ...(priority !== undefined && { priority }),
    ...(parents !== undefined && { parents }),
    ...(scheduledAt !== undefined && { scheduledAt }),
    ...(maxRuntimeMs !== undefined && { maxRuntimeMs }),
    ...(failureLimit !== undefined && { failureLimit }),
  };
  return without(edited, ...cleared);
}

function afterMove(task: Task, { why, at, scheduledAt }: EventOf<'moved'>): Task {
  switch (why) {
    case 'scheduled':
      return scheduledAt === undefined ? task : { ...task, scheduledAt };
    case 'due':
      return without(task, 'scheduledAt');
    case 'requeued':
    case 'rejected':
      return { ...without(freed(task), 'doneAt', 'cooldownUntil'), requeuedAt: at };
    case 'recovered':
      return without(task, 'block');
    case 'approved':
      return succeeded(task, at);
    default:
      return task;
  }
}

function afterClaim(task: Task, { claim, attempt, at }: EventOf<'claimed'>): Task {
  const run: Run = { id: claim.runId, attempt, startedAt: at, waitedMs: 0 };
  return { ...without(task, 'requeuedAt', 'cooldownUntil', 'leaving'), ...shortHistory(task, [...task.runs, run]), claim };
}

/** A task that is tried for ever does not grow for ever. */
function shortHistory({ earlierRuns }: Task, runs: readonly Run[]): Pick<Task, 'runs' | 'earlierRuns'> {
  if (runs.length <= limits.runs) {
    return { runs };
  }
  const counts: { [O in RunOutcome]?: number } = { ...earlierRuns };
  for (const { end } of runs.slice(0, -limits.runs)) {
    if (end) {
      counts[end.outcome] = (counts[end.outcome] ?? 0) + 1;
    }
  }
  return { runs: runs.slice(-limits.runs), earlierRuns: counts };
}

function afterBeat(task: Task, { at, expiresAt, note, waiting, heardAt }: EventOf<'beat'>): Task {
  const waitedMs = waiting === 'nobody' ? waitedIn(task.claim, at) : 0;
  const counted = waitedMs > 0 ? withRun(task, (run) => ({ ...run, waitedMs: run.waitedMs + waitedMs })) : task;
  return withClaim(counted, ({ waitingSince, ...claim }) => ({
    ...claim,
    expiresAt,
    beatAt: heardAt ?? at,
    ...(note !== undefined && { note }),
    ...(waiting === 'person' && { waitingSince: waitingSince ?? at }),
  }));
}

function afterEnd(task: Task, event: EventOf<'ended'>): Task {
  const { at, outcome, detail, summary, artifacts, failures, unreported, block, recurrence, cooldownUntil, worker } = event;
  const { claim } = task;
  const waitedMs = waitedIn(task.claim, at);
  const over = withRun(task, (run) => ({ ...run, waitedMs: run.waitedMs + waitedMs, end: { at, outcome, ...(detail !== undefined && { detail }) } }));
  return {
    ...without(over, 'claim', 'block', 'recurrence'),
    failures,
    unreported,
    ...(event.status === 'done' && { doneAt: at }),
    ...(summary !== undefined && { summary }),
    ...(artifacts !== undefined && { artifacts }),
    ...(block && { block: blockOf(event, block) }),
    ...(recurrence && { recurrence }),
    ...(cooldownUntil !== undefined && { cooldownUntil }),
    ...(worker && claim && { leaving: { runId: claim.runId, holder: claim.holder, since: at } }),
  };
}

/** Whoever never had an attempt gets one, so that what came of the task always stands in its last one. */
function afterCompletion(task: Task, { seq, at, summary }: EventOf<'completed'>): Task {
  const run: Run = { id: `byHand-${seq}`, attempt: 1, startedAt: at, waitedMs: 0, end: { at, outcome: 'completed' } };
  return { ...succeeded(task, at), summary, ...(task.runs.length === 0 && { runs: [run] }) };
}

function succeeded(task: Task, at: number): Task {
  return { ...without(freed(task), 'recurrence'), doneAt: at };
}

/** How often it was blocked for the same reason is not forgotten. */
function freed(task: Task): Task {
  return { ...without(task, 'block'), failures: 0, unreported: 0 };
}

/**
 * In the order of the log, since times may be equal. Waiting for a parent is in it as well: a task that does only that goes round too.
 */
function blockHistoryAfter(task: Task, event: TaskEvent, status: TaskStatus): readonly BlockChange[] {
  const { blockHistory } = task;
  const wasBlocked = blockHistory.at(-1)?.kind === 'blocked';
  const waits = event.kind === 'ended' && event.outcome === 'blocked' && status === 'todo';
  if (!wasBlocked && (status === 'blocked' || waits)) {
    const reason = event.kind === 'blocked' ? event.block.reason : event.kind === 'ended' ? (event.block?.reason ?? event.detail) : undefined;
    return [...blockHistory, { seq: event.seq, at: event.at, kind: 'blocked' as const, ...(reason !== undefined && { reason }) }].slice(-historyLimit);
  }
  const isFree = status === 'ready' || status === 'done' || (status === 'todo' && task.status === 'blocked');
  return wasBlocked && isFree ? [...blockHistory, { seq: event.seq, at: event.at, kind: 'unblocked' as const }].slice(-historyLimit) : blockHistory;
}

const historyLimit = 100;

function commented(task: Task, { at, by }: TaskEvent, text: string): Task {
  return { ...task, comments: [...task.comments, { at, by, text }] };
}

function blockOf({ at, by }: TaskEvent, block: Omit<Block, 'at' | 'by'>): Block {
  return { ...block, at, by };
}

function withRun(task: Task, change: (run: Run) => Run): Task {
  const run = task.runs.at(-1);
  return run ? { ...task, runs: task.runs.with(-1, change(run)) } : task;
}

function withClaim(task: Task, change: (claim: Claim) => Claim): Task {
  return task.claim ? { ...task, claim: change(task.claim) } : task;
}

/** A clock that was set back has nobody waiting for less than nothing. */
function waitedIn(claim: Claim | undefined, at: number): number {
  return claim?.waitingSince === undefined ? 0 : Math.max(0, at - claim.waitingSince);
}

type Optional = { [K in keyof Task]-?: Record<never, never> extends Pick<Task, K> ? K : never }[keyof Task];

function without(task: Task, ...fields: readonly Optional[]): Task {
  if (!fields.some((field) => field in task)) {
    return task;
  }
  const left: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(task)) {
    if (!(fields as readonly string[]).includes(name)) {
      left[name] = value;
    }
  }
  return left as unknown as Task;
}
