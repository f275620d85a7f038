/**
 * A line of the board's log, read back. What a later version has added to an event is left out; an event of a kind that we do not know is
 * told apart from one that is damaged, because the first is nobody's fault. Whether it follows from what was before, the board says.
 */
import { clearableFields } from './boardEvent';
import type { BoardEvent, BoardFact, MoveReason } from './boardEvent';
import type { BoardSnapshot, Pause } from './board';
import { limits } from './limits';
import { artifacts, author, claim, detail, id, ids, newBlock, recurrence, status, task } from './readTask';
import { count, list, number, oneOf, optional, record, text, word } from './shape';
import type { Fields, Reader } from './shape';
import { doubts, runOutcomes } from './task';

/** `seq` where at least the number could be read. */
export type ReadEvent =
  | { readonly kind: 'event'; readonly event: BoardEvent }
  | { readonly kind: 'unknown' | 'damaged'; readonly seq?: number; readonly text: string };

export function readBoardEvent(raw: unknown): ReadEvent {
  const { seq: number, kind } = (typeof raw === 'object' && raw !== null ? raw : {}) as Record<string, unknown>;
  const seq = count(number) || undefined;
  const place = seq === undefined ? {} : { seq };
  if (typeof kind !== 'string') {
    return { kind: 'damaged', ...place, text: 'A line of the log is no event of the board.' };
  }
  if (!Object.hasOwn(shapes, kind)) {
    return { kind: 'unknown', ...place, text: `A line of the log tells of something that this version does not know (${kind.slice(0, 40)}).` };
  }
  const stamp = readStamp(raw);
  const fact = readers[kind]?.(raw);
  return stamp && seq !== undefined && fact
    ? { kind: 'event', event: { ...stamp, ...fact, kind } as BoardEvent }
    : { kind: 'damaged', ...place, text: `A line of the log is damaged (${kind}${seq === undefined ? '' : `, event ${seq}`}).` };
}

/** Nothing, where a part of it cannot be believed. */
export const readBoardSnapshot: Reader<BoardSnapshot> = record<BoardSnapshot>({
  seq: count,
  paused: optional(record<Pause>({ at: number, by: author })),
  tasks: list(task),
});

interface Stamp {
  readonly seq: number;
  readonly at: number;
  readonly by: BoardFact['by'];
}

const readStamp = record<Stamp>({ seq: count, at: count, by: author });

type FactOf<K, F = BoardFact> = F extends { readonly kind: infer Kinds } ? (K extends Kinds ? F : never) : never;
type Shapes = { readonly [K in BoardFact['kind']]: Fields<Omit<FactOf<K>, 'kind' | 'by'>> };

const draft = {
  agent: optional(word(limits.agent)),
  priority: optional(number),
  parents: optional(ids),
  scheduledAt: optional(number),
  maxRuntimeMs: optional(number),
  failureLimit: optional(count),
} as const;
const onTask = { taskId: id } as const;
const ofRun = { taskId: id, runId: id } as const;

const moveReasons: Readonly<Record<MoveReason, true>> = {
  specified: true,
  parentsDone: true,
  parentsOpen: true,
  due: true,
  scheduled: true,
  requeued: true,
  approved: true,
  rejected: true,
  recovered: true,
  archived: true,
  restored: true,
  byHand: true,
};

const shapes: Shapes = {
  paused: {},
  resumed: {},
  created: {
    ...onTask,
    ...draft,
    status,
    title: word(limits.title),
    prompt: word(limits.prompt),
    idempotencyKey: optional(word(limits.key)),
    generation: optional(count),
    doubt: optional(oneOf(...doubts)),
  },
  edited: {
    ...onTask,
    ...draft,
    title: optional(word(limits.title)),
    prompt: optional(word(limits.prompt)),
    cleared: optional(list(oneOf(...clearableFields), clearableFields.length)),
  },
  commented: { ...onTask, text: word(limits.comment) },
  linked: { ...onTask, parentId: id },
  unlinked: { ...onTask, parentId: id },
  moved: { ...onTask, status, why: oneOf(...(Object.keys(moveReasons) as MoveReason[])), scheduledAt: optional(number) },
  claimed: { ...onTask, claim, attempt: count },
  claimRejected: { ...onTask, pending: ids },
  bound: { ...ofRun, sessionId: id },
  beat: { ...ofRun, expiresAt: number, note: optional(text(limits.note)), waiting: oneOf('person', 'nobody'), heardAt: optional(number) },
  claimExtended: { ...ofRun, expiresAt: number },
  left: { ...ofRun },
  reclaimDeferred: { ...ofRun, expiresAt: number, why: detail },
  ended: {
    ...ofRun,
    outcome: oneOf(...runOutcomes),
    status,
    detail: optional(detail),
    summary: optional(text(limits.summary)),
    artifacts: optional(artifacts),
    failures: count,
    unreported: count,
    block: optional(newBlock),
    recurrence: optional(recurrence),
    cooldownUntil: optional(number),
    worker: optional(oneOf('leaving')),
  },
  blocked: { ...onTask, block: newBlock },
  completed: { ...onTask, summary: word(limits.summary) },
  unblocked: { ...onTask, status: oneOf('ready', 'todo'), comment: optional(word(limits.comment)) },
  held: { ...onTask, why: text(limits.detail) },
};

/** Each kind's shape, ready to be used. */
const readers: Readonly<Record<string, Reader<object>>> = Object.fromEntries(
  Object.entries<Fields<object>>(shapes).map(([kind, fields]) => [kind, record(fields)]),
);
