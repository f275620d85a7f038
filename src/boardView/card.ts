/**
 * A task as a row or a card shows it: plain data, made of the task and of what the board knows beside its log. Texts of agents and people
 * are cut to a line here; the words for states are found where they are shown (`words.ts`).
 */
import type { Diagnostic } from '../board/diagnostic';
import type { Held } from '../board/held';
import type { Board } from '../board/board';
import type { Block, RunOutcome, Task, TaskStatus } from '../board/task';
import { openParents } from '../board/parents';
import type { TaskBoard, WorkerPlace } from '../board/taskBoard';
import { shorten } from '../chat/shorten';
import { preview } from './plainText';

export interface Card {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
  readonly statusAt: number;
  readonly createdAt: number;
  readonly priority: number;
  /** Its name. */
  readonly agent: string;
  /** How often it was tried; the running attempt counts. */
  readonly attempts: number;
  readonly comments: number;
  /** Parents that are not done. */
  readonly waitsFor: number;
  readonly scheduledAt?: number;
  readonly held?: Held;
  readonly block?: Pick<Block, 'kind' | 'reason'>;
  /** How the last attempt ended, while nothing has come of the task since. */
  readonly lastEnd?: { readonly outcome: RunOutcome; readonly detail: string };
  readonly summary?: string;
  readonly worker?: CardWorker;
  /** The session of the latest attempt that had one. */
  readonly sessionId?: string;
  readonly diagnostics: readonly Diagnostic[];
}

export interface CardWorker extends WorkerPlace, WorkerSigns {
  readonly since: number;
  readonly beatAt?: number;
  readonly note?: string;
}

/** What is asked for a card beside its task. */
export interface CardSource {
  readonly board: Pick<TaskBoard, 'heldBack' | 'diagnose' | 'workerOf'> & { readonly store: { readonly board: Board } };
  /** Of the default agent where none is named. */
  readonly agentName: (agent: string | undefined) => string;
  /** How the session of a worker of this window stands, which the board hears of later; absent: it is not known here. */
  readonly signsOf: (sessionId: string) => WorkerSigns | undefined;
}

/** Wall milliseconds. */
export interface WorkerSigns {
  /** It waits for a person. */
  readonly waitingSince?: number;
  /** Nothing was heard of its agent. */
  readonly quietSince?: number;
}

export function cardOf(task: Task, source: CardSource): Card {
  const { board, agentName } = source;
  const { id, title, status, statusAt, createdAt, priority, block, summary, scheduledAt, runs } = task;
  const waitsFor = openParents(board.store.board, task.parents).length;
  const lastEnd = runs.at(-1)?.end;
  const sessionId = runs.findLast((run) => run.sessionId !== undefined)?.sessionId;
  const held = status === 'ready' ? board.heldBack(task) : undefined;
  const worker = workerOf(task, source);
  const isOpen = status === 'todo' || status === 'ready' || status === 'scheduled';
  return {
    ...{ id, status, statusAt, createdAt, priority, attempts: runs.at(-1)?.attempt ?? 0, comments: task.comments.length, waitsFor },
    title: shorten(title, titleCharacters),
    agent: shorten(agentName(task.agent), 40),
    diagnostics: board.diagnose(task),
    ...(status === 'scheduled' && scheduledAt !== undefined && { scheduledAt }),
    ...(held && { held }),
    ...(block && { block: { kind: block.kind, reason: preview(block.reason, lineCharacters) } }),
    ...(isOpen && lastEnd && { lastEnd: { outcome: lastEnd.outcome, detail: preview(lastEnd.detail ?? '', lineCharacters) } }),
    ...((status === 'review' || status === 'done') && summary !== undefined && { summary: preview(summary, lineCharacters) }),
    ...(worker && { worker }),
    ...(sessionId !== undefined && { sessionId }),
  };
}

/** Before another one in its column: what is to be started next, or what happened last, stands above. */
export function compareCards(a: Card, b: Card): number {
  return orderKeys[a.status](a, b) || b.priority - a.priority || a.statusAt - b.statusAt || (a.id < b.id ? -1 : 1);
}

function workerOf(task: Task, { board, signsOf }: CardSource): CardWorker | undefined {
  const { claim } = task;
  const place = task.status === 'running' && claim ? board.workerOf(task) : undefined;
  if (!claim || !place) {
    return undefined;
  }
  const { beatAt, note } = claim;
  const sessionId = task.runs.at(-1)?.sessionId;
  const signs = place.where === 'here' && sessionId !== undefined ? signsOf(sessionId) : undefined;
  const { waitingSince, quietSince } = signs ?? { waitingSince: claim.waitingSince };
  return {
    ...place,
    since: claim.claimedAt,
    ...(beatAt !== undefined && { beatAt }),
    ...(note !== undefined && note !== '' && { note: preview(note, lineCharacters) }),
    ...(waitingSince !== undefined && { waitingSince }),
    ...(quietSince !== undefined && { quietSince }),
  };
}

type Order = (a: Card, b: Card) => number;

const newestFirst: Order = (a, b) => b.statusAt - a.statusAt;
const oldestFirst: Order = (a, b) => a.statusAt - b.statusAt;
const byPriority: Order = (a, b) => b.priority - a.priority;

const orderKeys: { readonly [S in TaskStatus]: Order } = {
  triage: byPriority,
  todo: byPriority,
  scheduled: (a, b) => (a.scheduledAt ?? 0) - (b.scheduledAt ?? 0),
  // As the dispatcher starts them.
  ready: (a, b) => byPriority(a, b) || a.createdAt - b.createdAt,
  // Who waits for a person comes first.
  running: (a, b) => waitingKey(a) - waitingKey(b) || oldestFirst(a, b),
  blocked: newestFirst,
  review: newestFirst,
  done: newestFirst,
  archived: newestFirst,
};

const titleCharacters = 200;
const lineCharacters = 240;

function waitingKey({ worker }: Card): number {
  // Finite, so that two who do not wait differ by nothing.
  return worker?.waitingSince ?? Number.MAX_SAFE_INTEGER;
}
