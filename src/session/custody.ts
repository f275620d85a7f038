/**
 * Whether this window works in a session, or another one does and this one reads along. It is taken before anything is written, with
 * everything read that the others have written until then, and given back when nothing runs and no agent sits here any more.
 */
import type { Cancel, Clock } from '../base/clock';
import type { Conversation } from './conversation';
import type { Leases, LeaseState } from './port';

export interface CustodyPorts {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly conversation: Conversation;
  /** This window has it now with all that others wrote, or somebody else does, or nobody any more. */
  readonly onChange: (state: LeaseState) => void;
}

/** Of taking over from another window: not asked, being asked, or it did not let go. */
export type Wish = 'none' | 'asked' | 'refused';

export class Custody {
  #state: LeaseState = 'free';
  #wish: Wish = 'none';
  #unfollow: (() => void) | undefined;
  #readAlong: Cancel | undefined;

  constructor(private readonly ports: CustodyPorts) {}

  get state(): LeaseState {
    return this.#state;
  }

  get wish(): Wish {
    return this.#wish;
  }

  /** For a session that is on disk: from now on it is known who has it. */
  follow(): void {
    const { leases, conversation } = this.ports;
    this.#unfollow ??= leases.follow(conversation.record.id, (state) => this.#hear(state));
    const lease = leases.look(conversation.record.id);
    // Whoever had it may have written its last right before it went.
    conversation.catchUp();
    this.#hear(lease);
  }

  /** Takes it where it is free. Throws where the disk refuses. */
  take(): 'ours' | 'elsewhere' {
    if (this.#state === 'ours') {
      return 'ours';
    }
    const { leases, conversation } = this.ports;
    const answer = leases.claim(conversation.record.id);
    if (answer === 'ours') {
      this.#takeUp();
    } else {
      this.#hear('elsewhere');
    }
    return answer;
  }

  async takeOver(): Promise<void> {
    if (this.#state !== 'elsewhere' || this.#wish === 'asked') {
      return;
    }
    const { leases, conversation } = this.ports;
    this.#say('asked');
    const answer = await leases.takeOver(conversation.record.id);
    if (answer === 'ours') {
      this.#takeUp();
    } else if (this.#state === 'elsewhere') {
      this.#say('refused');
    }
  }

  /** Lets the others have it. */
  release(): void {
    if (this.#state === 'ours') {
      this.ports.leases.release(this.ports.conversation.record.id);
      this.ports.conversation.readAlong();
      this.#state = 'free';
      this.follow();
    }
  }

  /** It was taken for gone, and another window has it. What we still do in it is not written. */
  lose(): void {
    this.ports.conversation.readAlong();
    this.#state = 'free';
    this.follow();
  }

  /** Nothing is heard of others any more; a lease that is held is kept, because an agent may still be at it. */
  freeze(): void {
    this.#stopReading();
    this.#unfollow?.();
    this.#unfollow = undefined;
  }

  /** The same, and a lease that is held is released. */
  close(): void {
    this.freeze();
    if (this.#state === 'ours') {
      this.ports.leases.release(this.ports.conversation.record.id);
      this.#state = 'free';
    }
  }

  #takeUp(): void {
    this.freeze();
    this.ports.conversation.takeUp();
    this.#state = 'ours';
    this.#wish = 'none';
    this.ports.onChange('ours');
  }

  #hear(lease: LeaseState): void {
    // One that is ours on the disk only, because it could not be released, is taken anew like a free one: taking it makes us the writer.
    const state = lease === 'ours' ? 'free' : lease;
    if (state === this.#state || this.#state === 'ours') {
      return;
    }
    this.#state = state;
    this.#wish = 'none';
    this.#stopReading();
    this.ports.conversation.catchUp();
    if (state === 'elsewhere') {
      this.#readOn();
    }
    this.ports.onChange(state);
  }

  #readOn(): void {
    this.#readAlong = this.ports.clock.after(readAlongMs, () => {
      this.ports.conversation.catchUp();
      this.#readOn();
    });
  }

  #stopReading(): void {
    this.#readAlong?.();
    this.#readAlong = undefined;
  }

  #say(wish: Wish): void {
    this.#wish = wish;
    this.ports.conversation.touch();
  }
}

const readAlongMs = 1_000;
