/**
 * The one prompt that the user wants asked again when a usage limit is reset: once, a day ahead at most, and only while the window stays
 * open in which they said so. The time is in the session's record, so that it is known after a reload: then it is offered, and nothing
 * starts by itself. It goes by the wall clock, looked at every minute, so that a computer that slept is not late; one that slept for too
 * long offers it as well.
 */
import type { Cancel, Clock } from '../base/clock';
import type { Conversation } from './conversation';
import type { SessionStore } from './port';

/** `waiting`: it is asked then. `offered`: it was to be asked, and the user decides anew. Wall milliseconds. */
export interface AskLaterStatus {
  readonly at: number;
  readonly state: 'waiting' | 'offered';
}

export interface AskLaterPorts {
  readonly clock: Clock;
  readonly conversation: Conversation;
  readonly store: Pick<SessionStore, 'read'>;
  readonly ask: () => void;
}

export const furthestAheadMs = 86_400_000;

export class AskLater {
  #timer: Cancel | undefined;

  constructor(private readonly ports: AskLaterPorts) {}

  get status(): AskLaterStatus | undefined {
    const { askAt } = this.ports.conversation.record;
    return typeof askAt === 'number' ? { at: askAt, state: this.#timer ? 'waiting' : 'offered' } : undefined;
  }

  /** The caller may write. */
  set(at: number): void {
    const { clock, conversation } = this.ports;
    const leftMs = at - clock.wall();
    if (leftMs > 0 && leftMs <= furthestAheadMs) {
      this.close();
      conversation.update({ askAt: at });
      this.#wait(at);
      conversation.touch();
    }
  }

  /** The caller may write. */
  cancel(): void {
    if (this.status) {
      this.close();
      this.ports.conversation.update({ askAt: undefined });
      this.ports.conversation.touch();
    }
  }

  /** Nothing is asked in this window any more. */
  close(): void {
    this.#timer?.();
    this.#timer = undefined;
  }

  #wait(at: number): void {
    const { clock } = this.ports;
    const leftMs = at + marginMs - clock.wall();
    this.#timer = clock.after(Math.min(Math.max(leftMs, 0), lookEveryMs), () => {
      if (clock.wall() < at + marginMs) {
        this.#wait(at);
      } else {
        this.#due(at);
      }
    });
  }

  #due(at: number): void {
    const { clock, conversation, store, ask } = this.ports;
    this.#timer = undefined;
    // Another window may have asked it, or the user may have gone on there.
    const isWanted = store.read(conversation.record.id)?.askAt === at;
    if (isWanted && clock.wall() - at < tooLateMs) {
      ask();
    }
    conversation.touch();
  }
}

/** The other side's clock is not ours. */
const marginMs = 10_000;
const lookEveryMs = 60_000;
const tooLateMs = 3_600_000;
