/**
 * Looks after the tasks that run, of all windows: what holds is extended, what is lost is taken back, and never from a worker that lives; and
 * after workers that have reported and keep a ready task waiting. The judgement is `claims.ts`'s; here it is carried out.
 */
import type { Clock } from '../base/clock';
import { afterAsking, claimDefaults, judgeClaim, judgeLeaving } from './claims';
import type { ClaimSettings, ClaimVerdict, TakeBack } from './claims';
import type { BoardCommand } from './command';
import type { DispatchCircumstances, DispatchSettings } from './dispatchPort';
import type { BoardStore, Workers } from './port';
import type { SteadyTime } from './steadyTime';
import type { Claim, Leaving, Task } from './task';

export interface ClaimCarePorts {
  readonly store: Pick<BoardStore, 'board' | 'change' | 'tryChange'>;
  readonly workers: Pick<Workers, 'stateOf' | 'end'>;
  readonly clock: Clock;
  readonly steady: Pick<SteadyTime, 'jumpedAt'>;
  readonly settings: () => Pick<DispatchSettings, 'claimTtlMs' | 'heartbeatStaleMs' | 'failureLimit'>;
  readonly circumstances: Pick<DispatchCircumstances, 'self'>;
  readonly log: { info(text: string): void };
}

export class ClaimCare {
  #state: 'open' | 'closed' = 'open';
  /** Of those who have reported and survived their end; monotonic. */
  readonly #askAgainAt = new Map<string, number>();

  constructor(private readonly ports: ClaimCarePorts) {}

  /** What is to be done about a running task. */
  judge(task: Task): ClaimVerdict {
    const { workers, clock, circumstances, steady } = this.ports;
    const moment = { now: clock.wall(), window: circumstances.self.window, ...(steady.jumpedAt !== undefined && { wokeAt: steady.jumpedAt }) };
    return task.claim ? judgeClaim(task, workers.stateOf(task.claim), moment, this.#settings) : { kind: 'leave' };
  }

  /** `locked`: another window is writing, and the rest waits for the next time. */
  async lookAfter(): Promise<'goOn' | 'locked'> {
    const asked: Promise<'done' | 'busy'>[] = [];
    try {
      return this.#begin(asked) === 'busy' || (await Promise.all(asked)).includes('busy') ? 'locked' : 'goOn';
    } finally {
      // Whoever was asked to end is waited for also where a lock or the disk stopped us: nobody is asked twice at once.
      await Promise.allSettled(asked);
    }
  }

  /** What is being waited for comes to nothing. */
  close(): void {
    this.#state = 'closed';
  }

  #begin(asked: Promise<'done' | 'busy'>[]): 'done' | 'busy' {
    const { store, settings } = this.ports;
    for (const task of store.board.tasks()) {
      const { id: taskId, claim, leaving } = task;
      const verdict = this.judge(task);
      if (claim && 'then' in verdict) {
        asked.push(this.#takeBack(taskId, claim, verdict));
      } else if (claim && verdict.kind === 'extend') {
        const extend = { kind: 'extend', by: { kind: 'holdfast' }, taskId, runId: claim.runId, ttlMs: settings().claimTtlMs } as const;
        if (this.#write(extend) === 'busy') {
          return 'busy';
        }
      } else if (leaving && task.status === 'ready') {
        asked.push(this.#seeOff(taskId, leaving));
      }
    }
    return 'done';
  }

  /** One that has reported, and that a task waits for which could be started. */
  async #seeOff(taskId: string, leaving: Leaving): Promise<'done' | 'busy'> {
    const { workers, clock } = this.ports;
    const { runId } = leaving;
    const verdict = judgeLeaving(leaving, workers.stateOf(leaving), clock.wall(), this.#settings);
    if (verdict === 'leave' || (verdict === 'askEnd' && clock.now() < (this.#askAgainAt.get(runId) ?? 0))) {
      return 'done';
    }
    const isGone = verdict === 'takenForGone' || (await workers.end(leaving)) === 'gone';
    if (isGone) {
      this.#askAgainAt.delete(runId);
    } else {
      this.#askAgainAt.set(runId, clock.now() + this.#settings.deferMs);
    }
    return isGone && this.#state === 'open' ? this.#write({ kind: 'left', by: { kind: 'holdfast' }, taskId, runId }) : 'done';
  }

  async #takeBack(taskId: string, claim: Claim, { kind, then }: { readonly kind: 'askEnd' | 'takeBack'; readonly then: TakeBack }): Promise<'done' | 'busy'> {
    const { store, workers, settings, log } = this.ports;
    const next = kind === 'askEnd' ? afterAsking(then, await workers.end(claim), this.#settings) : ({ kind: 'takeBack', then } as const);
    if (this.#state === 'closed') {
      return 'done';
    }
    const run = { by: { kind: 'holdfast' }, taskId, runId: claim.runId } as const;
    log.info(`Task ${taskId}: ${then.detail} ${next.kind === 'takeBack' ? 'It is taken back.' : next.why}`);
    if (next.kind === 'defer') {
      return this.#write({ ...run, ...next });
    }
    // Its worker has ended for it: who put that off for a lock would find it dead next time, of something else, or stopped by hand.
    store.change({ ...run, kind: 'takeBack', ...next.then, failureLimit: settings().failureLimit });
    return 'done';
  }

  /** A refusal says that somebody else was faster. */
  #write(command: BoardCommand): 'done' | 'busy' {
    return this.ports.store.tryChange(command).kind === 'busy' ? 'busy' : 'done';
  }

  get #settings(): ClaimSettings {
    const { claimTtlMs, heartbeatStaleMs } = this.ports.settings();
    return { ...claimDefaults, ttlMs: claimTtlMs, heartbeatStaleMs };
  }
}
