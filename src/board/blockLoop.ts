/**
 * The breaker of blocks: blocked again for the same kind of reason, or once more for yet another one, with nothing done in between, is a
 * loop, which only a person may end. The counts outlive every unblocking; only a completion ends them.
 */
import { limits } from './limits';
import type { BlockKind, Recurrence, Task } from './task';

/** For the same kind of reason, and for whatever reasons. */
export const loopAfter = 2;
export const loopAfterAny = 3;

export function recurrenceAfter({ recurrence }: Task, kind: BlockKind | 'untyped', reason: string): Recurrence {
  const { count = 0, total = count, reasons = [] } = recurrence ?? {};
  return { kind, count: recurrence?.kind === kind ? count + 1 : 1, total: total + 1, reasons: [...reasons, reason].slice(-limits.loopReasons) };
}

export function isLoop({ count, total = count }: Recurrence): boolean {
  return count >= loopAfter || total >= loopAfterAny;
}
