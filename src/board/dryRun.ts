/**
 * What the dispatcher would do with its next tick, if it started things by itself here: the same questions that it asks, and nothing is
 * written. What running tasks would come to is not played through; what would be promoted is, because that may be started in the same tick.
 */
import type { Board } from './board';
import type { BoardFact } from './boardEvent';
import type { ClaimVerdict } from './claims';
import { readiness } from './readiness';
import type { StartConditions } from './readiness';
import type { Task } from './task';
import type { DryStep } from './taskBoard';

export interface DryRunParts {
  readonly board: Board;
  readonly judge: (task: Task) => ClaimVerdict;
  readonly conditions: StartConditions;
  /** The facts that promoting would come to. */
  readonly promoted: readonly BoardFact[];
  readonly worksOn: (taskId: string) => boolean;
}

export function dryRun({ board, judge, conditions, promoted, worksOn }: DryRunParts): readonly DryStep[] {
  const moves = new Map(promoted.flatMap((fact) => ('taskId' in fact && fact.kind === 'moved' ? [[fact.taskId, fact.status] as const] : [])));
  const after = board.tasks().map((task) => ({ ...task, status: moves.get(task.id) ?? task.status }));
  const started = readiness({ tasks: () => after, paused: board.paused }, { ...conditions, mode: 'auto', dispatcher: 'us' });
  return [
    ...board.tasks().flatMap((task) => ofRunning(task, judge(task))),
    ...[...moves].filter(([, status]) => status === 'ready').map(([taskId]): DryStep => ({ taskId, what: 'promote' })),
    ...started.filter(({ task }) => !worksOn(task.id)).map(({ task, held }): DryStep => (held ? { taskId: task.id, what: 'hold', held } : { taskId: task.id, what: 'start' })),
  ];
}

function ofRunning({ id: taskId }: Task, verdict: ClaimVerdict): readonly DryStep[] {
  if ('then' in verdict) {
    return [{ taskId, what: verdict.kind, detail: verdict.then.detail }];
  }
  return verdict.kind === 'extend' ? [{ taskId, what: 'extend' }] : [];
}
