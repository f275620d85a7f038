/**
 * Everything that an open card tells of its task: what is asked, what was said, what was tried and what came of it, and what happened when.
 * Texts stand as they were written, but not longer than somebody could read; what agents wrote is text without the marks of Markdown.
 */
import type { BoardEvent } from '../board/boardEvent';
import type { Board } from '../board/board';
import type { Author, RunOutcome, Task, TaskStatus } from '../board/task';
import { shorten } from '../chat/shorten';
import type { Card } from './card';
import { historyOf } from './history';
import type { HistoryEntry } from './history';
import { plainText, preview } from './plainText';

export interface CardDetail {
  readonly card: Card;
  /** In full. */
  readonly title: string;
  readonly prompt: string;
  /** As written on the card; absent: the default one. */
  readonly agentId?: string;
  readonly createdAt: number;
  readonly createdBy: Author['kind'];
  readonly summary?: string;
  readonly artifacts: readonly string[];
  readonly block?: { readonly at: number; readonly reason: string };
  /** Of a loop: what it was blocked for each time. */
  readonly blockReasons: readonly string[];
  readonly parents: readonly LinkedTask[];
  readonly children: readonly LinkedTask[];
  readonly comments: readonly { readonly at: number; readonly by: Author['kind']; readonly text: string }[];
  /** Newest first. */
  readonly attempts: readonly Attempt[];
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
}

export interface LinkedTask {
  readonly id: string;
  readonly title: string;
  readonly status: TaskStatus;
}

export interface Attempt {
  readonly runId: string;
  readonly number: number;
  readonly startedAt: number;
  readonly endedAt?: number;
  readonly outcome?: RunOutcome;
  readonly detail?: string;
  readonly transcript: 'there' | 'none';
}

export function cardDetail(task: Task, card: Card, board: Board, events: readonly BoardEvent[]): CardDetail {
  const { block, summary, agent } = task;
  const linked = (id: string): readonly LinkedTask[] => {
    const other = board.get(id);
    return other ? [{ id, title: shorten(other.title, 120), status: other.status }] : [];
  };
  return {
    card,
    title: task.title,
    prompt: task.prompt.slice(0, textCharacters),
    ...(agent !== undefined && { agentId: agent }),
    createdAt: task.createdAt,
    createdBy: task.createdBy.kind,
    ...(summary !== undefined && { summary: plainText(summary.slice(0, textCharacters)) }),
    artifacts: task.artifacts.slice(0, listLimit).map((path) => shorten(path, 400)),
    ...(block && { block: { at: block.at, reason: plainText(block.reason.slice(0, textCharacters)) } }),
    blockReasons: block?.kind === 'loop' ? (task.recurrence?.reasons ?? []).slice(-listLimit).map((reason) => shorten(reason, 400)) : [],
    parents: task.parents.flatMap(linked),
    children: board.tasks().filter(({ parents }) => parents.includes(task.id)).flatMap(({ id }) => linked(id)),
    comments: task.comments.slice(-listLimit).map(({ at, by, text }) => ({ at, by: by.kind, text: by.kind === 'person' ? text.slice(0, textCharacters) : plainText(text.slice(0, textCharacters)) })),
    attempts: task.runs.slice(-listLimit).map(attemptOf).reverse(),
    history: historyOf(events).slice(-listLimit).reverse(),
  };
}

function attemptOf({ id, attempt, startedAt, sessionId, end }: Task['runs'][number]): Attempt {
  return {
    ...{ runId: id, number: attempt, startedAt, transcript: sessionId === undefined ? 'none' : 'there' },
    ...(end && { endedAt: end.at, outcome: end.outcome, ...(end.detail !== undefined && { detail: preview(end.detail, 600) }) }),
  };
}

/** As much as the board takes of anything. */
const textCharacters = 100_000;
const listLimit = 100;
