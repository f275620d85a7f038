/**
 * Starts one task: claims it in this window and gives it to a worker. A worker that cannot be started gives the claim back at once, and that
 * counts as a failed attempt. Whether the task should be started now is decided elsewhere.
 */
import { said } from '../base/said';
import { refused } from './decision';
import type { DispatchCircumstances, DispatchSettings } from './dispatchPort';
import type { BoardStore, Refused, Workers } from './port';
import type { Author, Task } from './task';

export interface StarterPorts {
  readonly store: Pick<BoardStore, 'board' | 'change' | 'tryChange'>;
  readonly workers: Pick<Workers, 'start'>;
  readonly settings: () => Pick<DispatchSettings, 'claimTtlMs' | 'failureLimit'>;
  readonly circumstances: Pick<DispatchCircumstances, 'self'>;
  /** Nobody can guess one. */
  readonly newRunId: () => string;
}

export type Started =
  | { readonly kind: 'done' }
  /** Its claim was given back, or is to be taken back where the disk refused even that. */
  | { readonly kind: 'failed'; readonly detail: string }
  | { readonly kind: 'busy' }
  | Refused;

export class Starter {
  constructor(private readonly ports: StarterPorts) {}

  /** `isShared`: whether so many others have failed of the very same that it is no task's own fault. Throws where the disk refuses. */
  async start({ id: taskId }: Task, by: Author, isShared: (detail: string) => boolean = () => false): Promise<Started> {
    const { store, workers, settings, circumstances, newRunId } = this.ports;
    const runId = newRunId();
    const claim = { kind: 'claim', by, taskId, runId, holder: circumstances.self, ttlMs: settings().claimTtlMs } as const;
    const claimed = by.kind === 'person' ? store.change(claim) : store.tryChange(claim);
    if (claimed.kind !== 'done') {
      return claimed;
    }
    const task = store.board.get(taskId);
    if (task?.claim?.runId !== runId) {
      return refused('parents', said('What it builds on is not done yet.'));
    }
    try {
      await workers.start(task, runId);
      return { kind: 'done' };
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const failure = { kind: 'spawn_failed', detail } as const;
      const systemic = isShared(detail) ? ({ systemic: true } as const) : {};
      store.change({ kind: 'fail', by: { kind: 'holdfast' }, taskId, runId, failure: { ...failure, ...systemic }, failureLimit: settings().failureLimit });
      return { kind: 'failed', detail };
    }
  }
}
