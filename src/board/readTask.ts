/** Readers of a task and of what it consists of, for lines that were stored. What contradicts itself is not believed. */
import type { Holder } from '../base/lease';
import { limits } from './limits';
import { count, list, number, oneOf, optional, record, text, word } from './shape';
import type { Fields, Reader } from './shape';
import { blockKinds, doubts, runOutcomes, taskStatuses } from './task';
import type { Author, Block, BlockChange, Claim, Comment, EarlierRuns, Leaving, Recurrence, Run, RunEnd, Task } from './task';

export const id = word(limits.id);
export const ids = list(id, limits.parents);
/** As it stands in words of ours around somebody else's text. */
export const detail = text(2 * limits.detail);
export const status = oneOf(...taskStatuses);
export const artifacts = list(word(limits.artifact), limits.artifacts);
const blockKind = oneOf(...blockKinds, 'untyped', 'gave_up', 'loop');

const whoElse = record<{ readonly kind: 'person' | 'holdfast' }>({ kind: oneOf('person', 'holdfast') });
const worker = record<Extract<Author, { readonly kind: 'worker' }>>({ kind: oneOf('worker'), taskId: id });
export const author: Reader<Author> = (raw) => whoElse(raw) ?? worker(raw);

const pid: Reader<number> = (raw) => (raw === 0 ? undefined : count(raw));

const holder = record<Holder>({ window: word(200), pid, startToken: optional(word(200)), machine: word(200) });

export const claim = record<Claim>({
  runId: id,
  holder,
  claimedAt: number,
  expiresAt: number,
  beatAt: optional(number),
  note: optional(text(limits.note)),
  waitingSince: optional(number),
  deferredUntil: optional(number),
});

export const newBlock = record<Omit<Block, 'at' | 'by'>>({ reason: detail, kind: blockKind, recoversAbove: optional(count), wants: optional(oneOf('signIn')) });

export const recurrence = record<Recurrence>({
  kind: oneOf(...blockKinds, 'untyped'),
  count,
  total: optional(count),
  reasons: list(text(limits.reason), limits.loopReasons),
});

const run = record<Run>({
  id,
  attempt: count,
  startedAt: number,
  sessionId: optional(id),
  waitedMs: number,
  end: optional(record<RunEnd>({ at: number, outcome: oneOf(...runOutcomes), detail: optional(detail) })),
});

const earlierRuns = record<EarlierRuns>(Object.fromEntries(runOutcomes.map((outcome) => [outcome, optional(count)])) as Fields<EarlierRuns>);

const fields = record<Task>({
  id,
  title: word(limits.title),
  prompt: word(limits.prompt),
  agent: optional(word(limits.agent)),
  status,
  statusAt: number,
  createdAt: number,
  createdBy: author,
  generation: optional(count),
  doubt: optional(oneOf(...doubts)),
  updatedAt: number,
  priority: number,
  parents: ids,
  scheduledAt: optional(number),
  maxRuntimeMs: optional(number),
  failureLimit: optional(count),
  comments: list(record<Comment>({ at: number, by: author, text: text(limits.comment) })),
  runs: list(run),
  earlierRuns: optional(earlierRuns),
  claim: optional(claim),
  leaving: optional(record<Leaving>({ runId: id, holder, since: number })),
  failures: count,
  unreported: count,
  block: optional(record<Block>({ at: number, by: author, reason: detail, kind: blockKind, recoversAbove: optional(count), wants: optional(oneOf('signIn')) })),
  recurrence: optional(recurrence),
  blockHistory: list(record<BlockChange>({ seq: count, at: number, kind: oneOf('blocked', 'unblocked'), reason: optional(detail) })),
  cooldownUntil: optional(number),
  requeuedAt: optional(number),
  doneAt: optional(number),
  held: optional(detail),
  summary: optional(text(limits.summary)),
  artifacts,
  idempotencyKey: optional(word(limits.key)),
});

export const task: Reader<Task> = (raw) => {
  const read = fields(raw);
  return read && isConsistent(read) ? read : undefined;
};

/** Running with an open run and its claim, or neither of them. */
function isConsistent({ status: stands, claim: held, runs, block, doneAt }: Task): boolean {
  const open = runs.filter(({ end }) => !end);
  const isRunning = stands === 'running';
  const isHeld = open.length === 1 && open[0] === runs.at(-1) && open[0]?.id === held?.runId;
  return (isRunning ? isHeld : open.length === 0 && !held) && (stands !== 'blocked' || block !== undefined) && (stands !== 'done' || doneAt !== undefined);
}
