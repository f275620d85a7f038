/**
 * Who may work on something that several windows can reach: a small record that its readers judge, so that no timer owns an expiry. Pure;
 * whoever stores it reads, asks here and writes under one lock, which makes each of these a compare-and-set. A living holder is asked to
 * let go and never dispossessed. The generation rises with every change of hands and never falls: what was written under an older one is
 * a former holder's, and is not believed.
 */
export interface Lease {
  /** 0: nobody ever held it. */
  readonly generation: number;
  /** Absent: it is free. */
  readonly held?: Tenure;
  /** Another window would like to have it. */
  readonly wanted?: Wish;
}

/** Times are wall milliseconds. */
export interface Tenure {
  readonly holder: Holder;
  readonly takenAt: number;
  readonly beatAt: number;
}

export interface Wish {
  readonly by: Holder;
  readonly at: number;
}

/** A window, and what tells its process from others of the same number. */
export interface Holder {
  readonly window: string;
  readonly pid: number;
  readonly startToken?: string;
  readonly machine: string;
}

/** What the reader knows at the moment of judging. */
export interface Judge {
  /** Wall milliseconds. */
  readonly now: number;
  /** Since when this window's own clock has run without a jump or a sleep: a holder that slept with us has not been silent. */
  readonly steadySince: number;
  readonly liveness: (holder: Holder) => 'alive' | 'dead' | 'unknown';
}

/** What a holder shows to beat or to release. */
export interface LeaseToken {
  readonly window: string;
  readonly generation: number;
}

export type Claim =
  | { readonly ok: true; readonly lease: Lease }
  /** `freeAt`: when it may be taken if it does not beat until then; absent where the holder is known to live. Wall milliseconds. */
  | { readonly ok: false; readonly heldBy: Holder; readonly freeAt?: number };

export const neverHeld: Lease = { generation: 0 };

/** Without a beat for so long, a holder that cannot be judged (another machine, no permission) is taken for gone. */
export const silentAfterMs = 90_000;
/** A wish that was not renewed is forgotten: nobody lets go for a window that no longer waits. */
export const wishMs = 30_000;

export function claim(current: Lease, want: Holder, judge: Judge): Claim {
  const { generation, held, wanted } = current;
  if (held?.holder.window === want.window) {
    return { ok: true, lease: { ...current, held: { ...held, beatAt: judge.now } } };
  }
  const free = freedom(held, judge);
  if (held && free !== 'free') {
    return { ok: false, heldBy: held.holder, ...(free === 'never' ? {} : { freeAt: free }) };
  }
  const others = wanted && wanted.by.window !== want.window ? { wanted } : {};
  return { ok: true, lease: { generation: generation + 1, held: { holder: want, takenAt: judge.now, beatAt: judge.now }, ...others } };
}

export function stateOf({ held }: Lease, window: string, judge: Judge): 'free' | 'mine' | 'foreign' {
  if (held?.holder.window === window) {
    return 'mine';
  }
  return freedom(held, judge) === 'free' ? 'free' : 'foreign';
}

/** Losing a lease is an answer, not an exception. */
export function beat(current: Lease, token: LeaseToken, now: number): Lease | 'lost' {
  return isHeldBy(current, token) ? { ...current, held: { ...current.held, beatAt: now } } : 'lost';
}

export function release(current: Lease, token: LeaseToken): Lease | 'lost' {
  return isHeldBy(current, token) ? { generation: current.generation } : 'lost';
}

/** Asks the holder to let go. Of a free lease nothing has to be asked. */
export function wish(current: Lease, by: Holder, now: number): Lease {
  return current.held && current.held.holder.window !== by.window ? { ...current, wanted: { by, at: now } } : current;
}

export function withdrawWish(current: Lease, window: string): Lease {
  const { wanted, ...rest } = current;
  return wanted?.by.window === window ? rest : current;
}

/** Who waits for it and can still use it. */
export function wishIn({ wanted }: Lease, judge: Judge): Wish | undefined {
  return wanted && Math.abs(judge.now - wanted.at) <= wishMs && judge.liveness(wanted.by) !== 'dead' ? wanted : undefined;
}

function isHeldBy(lease: Lease, { window, generation }: LeaseToken): lease is Lease & { readonly held: Tenure } {
  return lease.held?.holder.window === window && lease.generation === generation;
}

/** `never` while it is known to live; a time where only its silence can tell. */
function freedom(held: Tenure | undefined, judge: Judge): 'free' | 'never' | number {
  const liveness = held ? judge.liveness(held.holder) : 'dead';
  if (!held || liveness === 'dead') {
    return 'free';
  }
  if (liveness === 'alive') {
    return 'never';
  }
  // A beat from the future tells of a clock that was set back: it must not keep the lease for ever.
  const silentMs = Math.min(Math.abs(judge.now - held.beatAt), judge.now - judge.steadySince);
  return silentMs >= silentAfterMs ? 'free' : judge.now + silentAfterMs - silentMs;
}
