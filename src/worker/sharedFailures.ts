/** Whether several tasks have just failed of the very same, so that it is no task's own fault and trying again only costs. */
import type { Clock } from '../base/clock';
import type { RunFailure } from '../board/command';

export class SharedFailures {
  #recent: readonly { readonly at: number; readonly taskId: string; readonly print: string }[] = [];

  constructor(private readonly clock: Clock) {}

  /** Counts this one, too. */
  isShared(taskId: string, { kind, detail }: RunFailure): boolean {
    const now = this.clock.now();
    // What differs from one to the next is numbers, as a rule.
    const print = `${kind} ${detail.replace(/\d+/g, '#')}`;
    this.#recent = [...this.#recent.filter(({ at }) => now - at < togetherMs), { at: now, taskId, print }].slice(-mostRecent);
    return new Set(this.#recent.filter((one) => one.print === print).map((one) => one.taskId)).size >= sharedBy;
  }
}

const togetherMs = 60_000;
const sharedBy = 3;
const mostRecent = 200;
