/**
 * A board at one moment as lines, in place of all lines before: one that says after which event it is, one for each task, one for each of the
 * last events. So a damaged line costs one of these and not the board.
 */
import { FoldedBoard } from './board';
import type { BoardSnapshot } from './board';
import type { BoardEvent } from './boardEvent';
import { readBoardEvent, readBoardSnapshot } from './readBoardEvent';
import { task as readTask } from './readTask';
import type { Task } from './task';

export function snapshotLines(board: FoldedBoard, at: number, recent: readonly BoardEvent[]): readonly object[] {
  const { seq, paused, tasks } = board.snapshot();
  const head: SnapshotLine = { kind: 'snapshot', format, seq, at, ...(paused && { paused }) };
  return [head, ...tasks.map((task): SnapshotLine => ({ kind: 'task', task })), ...recent.map((event): SnapshotLine => ({ kind: 'past', event }))];
}

export interface ReadSnapshot {
  readonly board: FoldedBoard;
  readonly recent: readonly BoardEvent[];
  /** What stands behind the snapshot; everything, where there is none. */
  readonly rest: readonly unknown[];
  /** What could not be believed, in words. */
  readonly troubles: readonly string[];
  /** It holds what only a newer Holdfast understands. */
  readonly hasUnknown: boolean;
}

/** Whatever is damaged is left out; a task that waited for one that is lost waits for it no more. */
export function readSnapshot(records: readonly unknown[]): ReadSnapshot {
  const lines = records.map(readLine);
  const rest = records.filter((_, index) => !lines[index]);
  const own = lines.filter((line) => line !== undefined);
  const isInPlace = own.length === 0 || (own[0]?.kind === 'snapshot' && lines[own.length - 1] !== undefined);
  const troubles = isInPlace ? [] : ['The lines of its snapshot are not where they should be.'];
  let head: Pick<BoardSnapshot, 'seq' | 'paused'> = { seq: 0 };
  const tasks: Task[] = [];
  const recent: BoardEvent[] = [];
  let hasUnknown = false;
  for (const line of own) {
    const past = line.kind === 'past' ? readBoardEvent(line.event) : undefined;
    const task = line.kind === 'task' ? readTask(line.task) : undefined;
    const begin = line.kind === 'snapshot' ? readBoardSnapshot({ ...line, tasks: [] }) : undefined;
    head = begin ?? head;
    tasks.push(...(task ? [task] : []));
    recent.push(...(past?.kind === 'event' ? [past.event] : []));
    hasUnknown ||= past?.kind === 'unknown' || (begin !== undefined && line.kind === 'snapshot' && line.format !== format);
    if (!task && !begin && past?.kind !== 'event' && past?.kind !== 'unknown') {
      troubles.push(`A line of its snapshot is damaged (${line.kind}).`);
    }
  }
  // Without its first line, the snapshot still reaches as far as the last thing that is known of it.
  const seq = recent.reduce((last, event) => Math.max(last, event.seq), head.seq);
  return { ...restored({ ...head, seq, tasks }, troubles), recent, rest, hasUnknown };
}

function restored(snapshot: BoardSnapshot, troubles: readonly string[]): Pick<ReadSnapshot, 'board' | 'troubles'> {
  try {
    return { board: FoldedBoard.restored(snapshot), troubles };
  } catch (error) {
    // Told apart only now: it costs what it costs only where somebody has edited the file.
    const tasks = [...new Map(snapshot.tasks.map((task) => [task.id, { ...task, parents: [] }])).values()];
    const why = error instanceof Error ? error.message : String(error);
    return { board: FoldedBoard.restored({ ...snapshot, tasks }), troubles: [...troubles, why] };
  }
}

/** Rises when an older Holdfast could no longer read the tasks. */
const format = 1;

type SnapshotLine =
  | { readonly kind: 'snapshot'; readonly format: unknown; readonly seq: unknown; readonly at: unknown; readonly paused?: unknown }
  | { readonly kind: 'task'; readonly task: unknown }
  | { readonly kind: 'past'; readonly event: unknown };

function readLine(record: unknown): SnapshotLine | undefined {
  const { kind } = (record ?? {}) as Record<string, unknown>;
  return kind === 'snapshot' || kind === 'task' || kind === 'past' ? (record as SnapshotLine) : undefined;
}
