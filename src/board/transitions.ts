/**
 * Which fact may happen to a task in which status, and where it may lead: the whole table, as data. What else must be true (parents, runs,
 * reasons) is the business of whoever decides; this is what even a log that somebody edited must keep to.
 */
import type { MoveReason, TaskFact } from './boardEvent';
import { taskStatuses } from './task';
import type { RunOutcome, TaskStatus } from './task';

export interface Path {
  /** Empty: there was no such task. */
  readonly from: readonly TaskStatus[];
  /** Absent: the status stays. */
  readonly to?: readonly TaskStatus[];
}

export function pathOf(fact: TaskFact): Path {
  switch (fact.kind) {
    case 'moved':
      return moves[fact.why];
    case 'ended':
      return { from: ['running'], to: ends[fact.outcome] };
    default:
      return others[fact.kind];
  }
}

export function statusAfter(fact: TaskFact, from: TaskStatus): TaskStatus {
  switch (fact.kind) {
    case 'created':
    case 'moved':
    case 'ended':
    case 'unblocked':
      return fact.status;
    case 'claimed':
      return 'running';
    case 'blocked':
      return 'blocked';
    case 'completed':
      return 'done';
    default:
      return from;
  }
}

/** `from` is absent where there is no such task. */
export function isLegal(fact: TaskFact, from: TaskStatus | undefined): boolean {
  const path = pathOf(fact);
  if (from === undefined) {
    return fact.kind === 'created' && path.to?.includes(fact.status) === true;
  }
  return path.from.includes(from) && (path.to === undefined || path.to.includes(statusAfter(fact, from)));
}

const anywhere = taskStatuses;
const notArchived = taskStatuses.filter((status) => status !== 'archived');
const atRest = notArchived.filter((status) => status !== 'running');

const moves: Readonly<Record<MoveReason, Path>> = {
  specified: { from: ['triage'], to: ['todo'] },
  parentsDone: { from: ['todo'], to: ['ready'] },
  parentsOpen: { from: ['ready'], to: ['todo'] },
  due: { from: ['scheduled'], to: ['todo', 'ready'] },
  scheduled: { from: ['triage', 'todo', 'ready'], to: ['scheduled'] },
  requeued: { from: ['blocked', 'review', 'done'], to: ['todo', 'ready'] },
  approved: { from: ['review'], to: ['done'] },
  rejected: { from: ['review'], to: ['todo', 'ready'] },
  recovered: { from: ['blocked'], to: ['todo', 'ready'] },
  archived: { from: atRest, to: ['archived'] },
  restored: { from: ['archived'], to: ['triage', 'blocked', 'done'] },
  byHand: { from: ['todo', 'scheduled', 'ready'], to: ['triage'] },
};

/** Where a task stands after an attempt that ended so. */
const ends: Readonly<Record<RunOutcome, readonly TaskStatus[]>> = {
  completed: ['done', 'review'],
  // What waits for its parents is not blocked.
  blocked: ['blocked', 'todo'],
  crashed: ['ready', 'blocked'],
  timed_out: ['ready', 'blocked'],
  spawn_failed: ['ready', 'blocked'],
  reclaimed: ['ready', 'blocked'],
  stale: ['ready'],
  rate_limited: ['ready'],
  stopped: ['ready', 'blocked'],
  unreported: ['ready', 'blocked', 'review'],
  failed: ['blocked'],
};

const others: Readonly<Record<Exclude<TaskFact['kind'], 'moved' | 'ended'>, Path>> = {
  created: { from: [], to: ['triage', 'todo', 'scheduled', 'ready'] },
  edited: { from: notArchived },
  commented: { from: anywhere },
  linked: { from: notArchived },
  unlinked: { from: notArchived },
  claimed: { from: ['ready'], to: ['running'] },
  claimRejected: { from: ['ready'] },
  bound: { from: ['running'] },
  beat: { from: ['running'] },
  claimExtended: { from: ['running'] },
  reclaimDeferred: { from: ['running'] },
  left: { from: anywhere.filter((status) => status !== 'running') },
  blocked: { from: ['triage', 'todo', 'scheduled', 'ready', 'review'], to: ['blocked'] },
  completed: { from: ['triage', 'todo', 'scheduled', 'ready', 'blocked', 'review'], to: ['done'] },
  unblocked: { from: ['blocked'], to: ['todo', 'ready'] },
  held: { from: ['ready'] },
};
