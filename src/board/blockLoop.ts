/**
 * The breaker of blocks: blocked again for the same kind of reason, with nothing done in between, is a loop, which only a person may end.
 * The count outlives every unblocking; only a completion ends it.
 */
import { limits } from './limits';
import type { BlockKind, Recurrence, Task } from './task';

export const loopAfter = 2;

export function recurrenceAfter({ recurrence }: Task, kind: BlockKind | 'untyped', reason: string): Recurrence {
  return recurrence?.kind === kind
    ? { kind, count: recurrence.count + 1, reasons: [...recurrence.reasons, reason].slice(-limits.loopReasons) }
    : { kind, count: 1, reasons: [reason] };
}

export function isLoop({ count }: Recurrence): boolean {
  return count >= loopAfter;
}
