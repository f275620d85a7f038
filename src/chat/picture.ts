/**
 * The numbered picture that a view has of a session. Each life of the view begins with a snapshot; from then on it gets deltas, at most
 * one per frame, while it is in sight; a hidden view gets nothing. What is in the picture, others say.
 */
import type { Cancel, Clock } from '../base/clock';
import type { Change, Item } from '../session/item';
import { sameHead } from './head';
import { PendingChanges } from './pending';
import type { Frame, HostMessage, SessionHead } from './protocol';

export interface PictureParts {
  readonly clock: Clock;
  readonly post: (message: HostMessage) => void;
  /** As it is now; compared with what the view has. */
  readonly frame: () => Frame;
  readonly head: () => SessionHead;
}

/** Deltas are sent at most this often: one frame. */
const frameMs = 16;

type Life =
  | { readonly kind: 'away' }
  | { readonly kind: 'shown'; seq: number; frame: Frame; head: SessionHead; readonly pending: PendingChanges; flush: Cancel | undefined };

export class Picture {
  #life: Life = { kind: 'away' };

  constructor(private readonly parts: PictureParts) {}

  get isShown(): boolean {
    return this.#life.kind === 'shown';
  }

  /** Everything, for a new life of the view or for another session in it. */
  snapshot(items: readonly Item[], draft: string): void {
    const seq = this.#life.kind === 'shown' ? this.#life.seq + 1 : 1;
    this.hide();
    const [frame, head] = [this.parts.frame(), this.parts.head()];
    this.#life = { kind: 'shown', seq, frame, head, pending: new PendingChanges(), flush: undefined };
    this.parts.post({ kind: 'snapshot', seq, snapshot: { frame, head, items, draft } });
  }

  /** Items changed, or with none of them something about the session or around it. */
  changed(changes: readonly Change[]): void {
    const life = this.#life;
    if (life.kind === 'shown') {
      for (const change of changes) {
        life.pending.add(change);
      }
      life.flush ??= this.parts.clock.after(frameMs, () => this.#flush());
    }
  }

  /** What the view misses from now on comes with the snapshot of its next life. */
  hide(): void {
    if (this.#life.kind === 'shown') {
      this.#life.flush?.();
      this.#life = { kind: 'away' };
    }
  }

  #flush(): void {
    const life = this.#life;
    if (life.kind !== 'shown') {
      return;
    }
    life.flush = undefined;
    const changes = life.pending.take();
    const [frame, head] = [this.parts.frame(), this.parts.head()];
    const newFrame = JSON.stringify(frame) !== JSON.stringify(life.frame);
    const newHead = !sameHead(head, life.head);
    if (changes.length === 0 && !newFrame && !newHead) {
      return;
    }
    life.seq += 1;
    life.frame = frame;
    life.head = head;
    this.parts.post({ kind: 'delta', seq: life.seq, changes, ...(newHead ? { head } : {}), ...(newFrame ? { frame } : {}) });
  }
}
