import type { Leases, LeaseState } from '../../src/session/port';

/** Leases as windows share them, and what one window sees of them. A window that dies has let go. */
export class FakeLeases {
  readonly #holders = new Map<string, string>();
  readonly #generations = new Map<string, number>();
  readonly #followers = new Set<{ readonly window: string; readonly sessionId: string; readonly onChange: (state: LeaseState) => void }>();
  /** What a window does that is asked for a session it has. */
  readonly onWanted = new Map<string, (sessionId: string) => void>();
  /** Set to make the disk refuse. */
  fails: Error | undefined;
  /** Set to make the disk refuse to let go, which is an answer to nobody. */
  keepsHold = false;

  holder(sessionId: string): string | undefined {
    return this.#holders.get(sessionId);
  }

  /** Under which a window holds it. */
  generation(sessionId: string, window: string): number | undefined {
    return this.holder(sessionId) === window ? this.#generations.get(sessionId) : undefined;
  }

  die(window: string): void {
    for (const [sessionId, holder] of [...this.#holders]) {
      if (holder === window) {
        this.#change(sessionId, undefined);
      }
    }
  }

  /** The same, before the others have looked again. */
  diesUnnoticed(window: string): void {
    for (const [sessionId, holder] of [...this.#holders]) {
      if (holder === window) {
        this.#holders.delete(sessionId);
      }
    }
  }

  of(window: string): Leases {
    const look = (sessionId: string): LeaseState => {
      const holder = this.#holders.get(sessionId);
      return holder === undefined ? 'free' : holder === window ? 'ours' : 'elsewhere';
    };
    const claim = (sessionId: string): 'ours' | 'elsewhere' => {
      if (this.fails) {
        throw this.fails;
      }
      if (look(sessionId) === 'free') {
        this.#change(sessionId, window);
      }
      return look(sessionId) === 'ours' ? 'ours' : 'elsewhere';
    };
    return {
      look,
      claim,
      release: (sessionId) => look(sessionId) === 'ours' && !this.keepsHold && this.#change(sessionId, undefined),
      takeOver: async (sessionId) => {
        this.onWanted.get(this.#holders.get(sessionId) ?? '')?.(sessionId);
        await new Promise((resolve) => setImmediate(resolve));
        return claim(sessionId);
      },
      follow: (sessionId, onChange) => {
        const follower = { window, sessionId, onChange };
        this.#followers.add(follower);
        return () => this.#followers.delete(follower);
      },
    };
  }

  #change(sessionId: string, holder: string | undefined): void {
    const before = this.#holders.get(sessionId);
    if (holder === undefined) {
      this.#holders.delete(sessionId);
    } else {
      this.#holders.set(sessionId, holder);
      this.#generations.set(sessionId, (this.#generations.get(sessionId) ?? 0) + 1);
    }
    for (const { window, sessionId: followed, onChange } of [...this.#followers]) {
      if (followed === sessionId && window !== holder && window !== before) {
        onChange(holder === undefined ? 'free' : 'elsewhere');
      }
    }
  }
}
