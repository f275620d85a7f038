import { describe, expect, test } from 'vitest';
import { beat, claim, neverHeld, release, stateOf, wish, wishIn, withdrawWish } from '../../src/base/lease';
import type { Holder, Judge, Lease } from '../../src/base/lease';

const here: Holder = { window: 'here', pid: 1, startToken: 'a', machine: 'm' };
const there: Holder = { window: 'there', pid: 2, startToken: 'b', machine: 'm' };
const second = 1000;
const t0 = 1_000_000_000;

function judge(liveness: 'alive' | 'dead' | 'unknown', now = t0, steadySince = 0): Judge {
  return { now, steadySince, liveness: () => liveness };
}

function heldBy(holder: Holder, beatAt = t0, generation = 5): Lease {
  return { generation, held: { holder, takenAt: beatAt, beatAt } };
}

describe('a lease', () => {
  test('that nobody holds is taken with a new generation', () => {
    expect(claim(neverHeld, here, judge('alive'))).toEqual({ ok: true, lease: heldBy(here, t0, 1) });
    expect(claim({ generation: 5 }, here, judge('alive'))).toEqual({ ok: true, lease: heldBy(here, t0, 6) });
  });

  test('of mine stays mine under the same generation, and the claim counts as a beat', () => {
    expect(claim(heldBy(here, t0 - 100 * second), here, judge('unknown'))).toMatchObject({ ok: true, lease: { generation: 5, held: { beatAt: t0, takenAt: t0 - 100 * second } } });
  });

  test.each([
    ['lives and beats', 'alive', t0, 0, 'foreign'],
    ['lives and has not beaten for a day', 'alive', t0 - 86_400 * second, 0, 'foreign'],
    ['is proven dead, a moment after its beat', 'dead', t0, 0, 'free'],
    ['cannot be judged and beat a moment ago', 'unknown', t0 - second, 0, 'foreign'],
    ['cannot be judged and beat just under 90 s ago', 'unknown', t0 - 90 * second + 1, 0, 'foreign'],
    ['cannot be judged and beat 90 s ago', 'unknown', t0 - 90 * second, 0, 'free'],
    ['cannot be judged, and this computer woke 10 s ago', 'unknown', t0 - 3600 * second, t0 - 10 * second, 'foreign'],
    ['cannot be judged, and this computer has been awake for 90 s', 'unknown', t0 - 3600 * second, t0 - 90 * second, 'free'],
    ['cannot be judged and beat in a near future', 'unknown', t0 + 5 * second, 0, 'foreign'],
    ['cannot be judged and beat in a far future, because the clock was set back', 'unknown', t0 + 3600 * second, 0, 'free'],
    ['cannot be judged, and the clock was set back a moment ago', 'unknown', t0 + 3600 * second, t0, 'foreign'],
  ] as const)('whose holder %s', (_, liveness, beatAt, steadySince, state) => {
    const lease = heldBy(there, beatAt);
    const by = judge(liveness, t0, steadySince);
    expect(stateOf(lease, 'here', by)).toBe(state);
    const claimed = claim(lease, here, by);
    expect(claimed.ok).toBe(state === 'free');
    if (claimed.ok) {
      expect(claimed.lease).toEqual(heldBy(here, t0, 6));
    }
  });

  test('that is refused says who holds it, and from when on it may be free', () => {
    expect(claim(heldBy(there), here, judge('alive'))).toEqual({ ok: false, heldBy: there });
    expect(claim(heldBy(there, t0 - 60 * second), here, judge('unknown'))).toEqual({ ok: false, heldBy: there, freeAt: t0 + 30 * second });
  });

  test('that two claim at once goes to the one whose change was stored first', () => {
    let stored: Lease = heldBy(there);
    const take = (who: Holder): boolean => {
      const claimed = claim(stored, who, { ...judge('alive'), liveness: ({ window }) => (window === 'there' ? 'dead' : 'alive') });
      stored = claimed.ok ? claimed.lease : stored;
      return claimed.ok;
    };
    expect([take(here), take({ ...here, window: 'third' })]).toEqual([true, false]);
    expect(stored).toEqual(heldBy(here, t0, 6));
  });

  test('beats and is released only under the generation that it was taken with', () => {
    const lease = heldBy(here);
    expect(beat(lease, { window: 'here', generation: 5 }, t0 + second)).toEqual({ ...lease, held: { ...lease.held, beatAt: t0 + second } });
    expect(beat(lease, { window: 'here', generation: 4 }, t0)).toBe('lost');
    expect(beat(lease, { window: 'there', generation: 5 }, t0)).toBe('lost');
    expect(beat({ generation: 5 }, { window: 'here', generation: 5 }, t0)).toBe('lost');
    expect(release(lease, { window: 'here', generation: 4 })).toBe('lost');
    expect(release(lease, { window: 'there', generation: 5 })).toBe('lost');
    expect(release(lease, { window: 'here', generation: 5 })).toEqual({ generation: 5 });
  });

  test('never falls back to an older generation, whoever takes and releases it', () => {
    let lease = neverHeld;
    const seen: number[] = [];
    for (const who of [here, there, here, here, there]) {
      const claimed = claim(lease, who, judge('alive'));
      expect(claimed.ok).toBe(true);
      lease = claimed.ok ? claimed.lease : lease;
      seen.push(lease.generation);
      const free = release(lease, { window: who.window, generation: lease.generation });
      lease = free === 'lost' ? lease : free;
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('a wish for a lease', () => {
  test('stands until it is granted, withdrawn, or the one who wishes is gone', () => {
    const wanted = wish(heldBy(there), here, t0);
    expect(wishIn(wanted, judge('alive', t0 + second))).toEqual({ by: here, at: t0 });
    expect(wishIn(wanted, judge('unknown', t0 + second))).toEqual({ by: here, at: t0 });
    expect(wishIn(wanted, judge('dead', t0 + second))).toBeUndefined();
    expect(wishIn(wanted, judge('alive', t0 + 31 * second))).toBeUndefined();
    expect(wishIn(wanted, judge('alive', t0 - 31 * second))).toBeUndefined();
    expect(withdrawWish(wanted, 'here')).toEqual(heldBy(there));
    expect(withdrawWish(wanted, 'third')).toBe(wanted);
    expect(release(wanted, { window: 'there', generation: 5 })).toEqual({ generation: 5 });
  });

  test('survives a beat of the holder, and is over when the wisher has got it', () => {
    const wanted = wish(heldBy(there), here, t0);
    expect(beat(wanted, { window: 'there', generation: 5 }, t0)).toMatchObject({ wanted: { by: here } });
    expect(claim(wanted, here, judge('dead'))).toEqual({ ok: true, lease: heldBy(here, t0, 6) });
  });

  test('is not needed for a free lease or one of mine', () => {
    const free: Lease = { generation: 3 };
    expect(wish(free, here, t0)).toBe(free);
    const mine = heldBy(here);
    expect(wish(mine, here, t0)).toBe(mine);
  });

  test('takes nothing from a holder that lives', () => {
    expect(claim(wish(heldBy(there), here, t0), here, judge('alive', t0 + 3600 * second))).toEqual({ ok: false, heldBy: there });
  });
});
