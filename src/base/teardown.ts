/**
 * Closes many things at once under one deadline. Every member is asked politely and in parallel; who has not closed at the deadline is
 * killed, synchronously, before the promise settles. Nothing is scheduled behind that promise, it never rejects, and it is never late.
 */
import type { Clock } from './clock';

export interface TeardownMember {
  readonly name: string;
  /** Polite, and may take its time until the signal aborts at the deadline. May say in words how it went. */
  readonly close: (signal: AbortSignal) => string | void | Promise<string | void>;
  /** Synchronous: may run at the last instant of a process. */
  readonly kill?: () => void;
}

export interface ClosedMember {
  readonly name: string;
  readonly end: 'closed' | 'failed' | 'late';
  readonly afterMs: number;
  readonly error?: unknown;
  /** In the member's own words. */
  readonly how?: string;
}

export class TeardownGroup {
  readonly #members = new Set<TeardownMember>();
  #closing: Promise<readonly ClosedMember[]> | undefined;

  constructor(private readonly clock: Clock) {}

  /** Gives the way to leave the group again. Who comes after closing began is killed at once. */
  add(member: TeardownMember): () => void {
    if (this.#closing) {
      member.kill?.();
      return () => undefined;
    }
    this.#members.add(member);
    return () => void this.#members.delete(member);
  }

  /** A second call gets the same promise. */
  close(budgetMs: number): Promise<readonly ClosedMember[]> {
    this.#closing ??= this.#close(budgetMs);
    return this.#closing;
  }

  async #close(budgetMs: number): Promise<readonly ClosedMember[]> {
    const deadline = new AbortController();
    const cancel = this.clock.after(budgetMs, () => deadline.abort());
    const report = await Promise.all([...this.#members].map((member) => this.#closeOne(member, deadline.signal)));
    cancel();
    return report;
  }

  async #closeOne(member: TeardownMember, deadline: AbortSignal): Promise<ClosedMember> {
    const { name } = member;
    const startedAt = this.clock.now();
    const late = new Promise<'late'>((resolve) => deadline.addEventListener('abort', () => resolve('late'), { once: true }));
    // The loser keeps its catch: what is abandoned must not become an unhandled rejection.
    const polite = Promise.resolve()
      .then(() => member.close(deadline))
      .then(
        (how) => ({ end: 'closed', ...(how !== undefined && { how }) }) as const,
        (error: unknown) => ({ end: 'failed', error }) as const,
      );
    const first = await Promise.race([polite, late]);
    const result = first === 'late' ? ({ end: 'late' } as const) : first;
    if (result.end !== 'closed') {
      try {
        member.kill?.();
      } catch (error) {
        return { name, end: 'failed', error, afterMs: this.clock.now() - startedAt };
      }
    }
    return { name, ...result, afterMs: this.clock.now() - startedAt };
  }
}
