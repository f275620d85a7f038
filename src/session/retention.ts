/**
 * Sessions of long ago go, if that is what the user wants: some time after a start, one at a time, and each is told of in the log. None
 * goes that is open here or in use elsewhere, was interrupted, or holds what was not sent. It looks at a session on the disk once more
 * right before it goes, and opens none. What a claim left behind whose session never came to be goes as well.
 */
import type { Cancel, Clock } from '../base/clock';
import type { ConversationEvent } from './conversationEvent';
import type { SessionStore } from './port';
import type { Sessions } from './sessions';

export interface RetentionPorts {
  readonly clock: Clock;
  readonly sessions: Pick<Sessions, 'summaries' | 'opened' | 'isElsewhere' | 'remove'>;
  readonly store: Pick<SessionStore, 'ids' | 'read' | 'stream' | 'isLeftover'>;
  /** 0: for ever. */
  readonly retentionMs: () => number;
  /** Something was typed in it, or under way in it, that nobody has decided on. */
  readonly isUndecided: (sessionId: string) => boolean;
  readonly log: { info(text: string): void; warn(text: string): void };
}

export class Retention {
  #timer: Cancel = () => undefined;
  #isClosed = false;

  constructor(private readonly ports: RetentionPorts) {}

  /** Nothing is looked at before the views have long been painted. */
  start(): void {
    this.#later(firstLookMs, () => this.#look());
  }

  close(): void {
    this.#isClosed = true;
    this.#timer();
  }

  #look(): void {
    const { sessions, store } = this.ports;
    const known = sessions.summaries();
    const old = known.filter(({ updatedAt }) => this.#isExpired(updatedAt)).map(({ id }) => id);
    const unknown = store.ids().filter((id) => !known.some((summary) => summary.id === id));
    this.#next([...old, ...unknown]);
  }

  #next([id, ...rest]: readonly string[]): void {
    if (id !== undefined) {
      this.#later(betweenMs, async () => {
        await this.#try(() => this.#consider(id));
        this.#next(rest);
      });
    }
  }

  /** What fails is the disk's refusal; the next start tries again. */
  async #try(run: () => void | Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.ports.log.warn(`Old sessions could not be removed: ${String(error)}`);
    }
  }

  async #consider(id: string): Promise<void> {
    const { sessions, store, log } = this.ports;
    if (store.isLeftover(id)) {
      if (!this.#isInUse(id)) {
        await sessions.remove(id);
        log.info(`What was left of a session that never came to be was removed (${id}).`);
      }
      return;
    }
    if (this.#mustStay(id) || (await hasQueue(store.stream(id)))) {
      return;
    }
    // Reading took a while.
    const record = this.#isClosed || this.#mustStay(id) ? undefined : store.read(id);
    if (record && (await sessions.remove(id)) === 'removed') {
      const { clock, retentionMs } = this.ports;
      const [silent, limit] = [clock.wall() - record.updatedAt, retentionMs()].map((ms) => Math.floor(ms / dayMs));
      log.info(`Session ${id} was removed: nothing happened in it for ${silent} days (holdfast.storage.retentionDays is ${limit}).`);
    }
  }

  #mustStay(id: string): boolean {
    const record = this.ports.store.read(id);
    return !record || !this.#isExpired(record.updatedAt) || this.#isInUse(id) || this.ports.isUndecided(id);
  }

  #isInUse(id: string): boolean {
    const { sessions } = this.ports;
    return sessions.opened(id) !== undefined || sessions.isElsewhere(id);
  }

  #isExpired(updatedAt: number): boolean {
    const retentionMs = this.ports.retentionMs();
    return retentionMs > 0 && this.ports.clock.wall() - updatedAt > retentionMs;
  }

  #later(ms: number, run: () => void | Promise<void>): void {
    if (!this.#isClosed) {
      this.#timer = this.ports.clock.after(ms, () => {
        // It never rejects.
        void this.#try(run);
      });
    }
  }
}

const firstLookMs = 60_000;
const betweenMs = 250;
const dayMs = 86_400_000;

/** Whether something was taken that was never sent. */
async function hasQueue(events: AsyncIterable<ConversationEvent>): Promise<boolean> {
  const waiting = new Set<string>();
  for await (const event of events) {
    if (event.kind === 'prompt') {
      waiting.add(event.turnId);
    } else if (event.kind === 'sent' || event.kind === 'withdrawn' || event.kind === 'ended') {
      waiting.delete(event.turnId);
    }
  }
  return waiting.size > 0;
}
