import { describe, expect, test } from 'vitest';
import { ResumeLedger } from '../../src/resume/ledger';
import type { PendingRecord } from '../../src/resume/record';
import type { ConversationTail } from '../../src/resume/tail';
import type { Circumstances, ResumePolicy } from '../../src/resume/verdict';
import { FakeClock } from '../fakes/fakeClock';
import { FakePending } from '../fakes/fakePending';
import { closed, emptyAnswer, failure, outcomes, Said, success } from './conversation';

/** What the windows of a workspace share: records, conversations and leases. */
class Disk extends FakePending {
  readonly said = new Map<string, Said>();
  readonly holders = new Map<string, { readonly window: string; readonly generation: number }>();
  tailsRead = 0;
  /** Runs while the transcript is being read, as another window may. */
  meanwhile: (() => void) | undefined;

  constructor() {
    super((sessionId) => this.said.get(sessionId)?.events ?? []);
  }

  override tail(sessionId: string): ConversationTail {
    this.tailsRead += 1;
    this.meanwhile?.();
    return super.tail(sessionId);
  }
}

class House {
  readonly clock = new FakeClock();
  readonly disk = new Disk();
  readonly errors: unknown[] = [];
  policy: ResumePolicy = { mode: 'ask', freshnessMs: 3_600_000, maxAttempts: 3, bootGuardCount: 3, bootGuardWindowMs: 60_000 };
  around: Circumstances = { trusted: true, folder: 'open', agent: 'there', watched: true };

  window(name: string): ResumeLedger {
    return new ResumeLedger({
      store: this.disk,
      leases: {
        generation: (id) => (this.disk.holders.get(id)?.window === name ? this.disk.holders.get(id)?.generation : undefined),
        look: (id) => {
          const holder = this.disk.holders.get(id);
          return { state: !holder ? 'free' : holder.window === name ? 'mine' : 'foreign' };
        },
      },
      clock: this.clock,
      window: name,
      policy: () => this.policy,
      circumstances: () => this.around,
      onError: (error) => this.errors.push(error),
    });
  }

  #generation = 0;

  holds(window: string, id = 's'): void {
    this.disk.holders.set(id, { window, generation: (this.#generation += 1) });
  }

  dies(id = 's'): void {
    this.disk.holders.delete(id);
  }

  conversation(id = 's'): Said {
    const said = this.disk.said.get(id) ?? new Said(this.clock.wall());
    this.disk.said.set(id, said);
    return said;
  }

  /** A window that went while it answered. */
  interrupted(id = 's', turnId = 't'): void {
    this.holds('old', id);
    this.window('old').begin(id, { turnId, origin: 'user' });
    this.conversation(id).sent(turnId).says();
    this.dies(id);
  }

  get record(): PendingRecord {
    return this.disk.read('s');
  }
}

describe('the ledger of what is under way', () => {
  test('has it on disk before anything is sent, and no record when the turn has ended', () => {
    const house = new House();
    house.holds('here');
    const ledger = house.window('here');
    ledger.begin('s', { turnId: 't', origin: 'user' });
    expect(house.record).toEqual({
      attempts: 0,
      turn: { turnId: 't', origin: 'user', phase: 'open', openedAt: house.clock.wall(), owner: { window: 'here', generation: 1 } },
    });
    house.conversation().sent('t').says().ended('t', success);
    ledger.settle('s', 't', success);
    expect(house.disk.records.size).toBe(0);
    expect(house.disk.tailsRead).toBe(0);
  });

  test.each(Object.entries(outcomes))('settles whatever the end is, and only a success forgets the attempts: %s', (name, outcome) => {
    const house = new House();
    house.interrupted();
    house.disk.change('s', (record) => ({ ...record, attempts: 2 }));
    house.holds('here');
    const ledger = house.window('here');
    ledger.begin('s', { turnId: 'u', origin: 'user' });
    ledger.settle('s', 'u', outcome);
    expect(house.record).toEqual({ attempts: name === 'success' ? 0 : 2 });
    house.dies();
    expect(house.window('next').recover()).toEqual([]);
  });

  test('settles nothing when the window closes, and touches no file then: the conversation says by what', () => {
    const house = new House();
    house.holds('here');
    const ledger = house.window('here');
    ledger.begin('s', { turnId: 't', origin: 'user' });
    house.conversation().sent('t').says().ended('t', closed);
    house.disk.fails = new Error('Nobody may come here: with many turns that takes too long.');
    ledger.settle('s', 't', closed);
    expect(house.errors).toEqual([]);
    house.disk.fails = undefined;
    house.dies();
    expect(house.window('next').recover()).toMatchObject([{ sessionId: 's', verdict: { kind: 'offer', turnId: 't', by: 'shutdown' } }]);
  });

  test('of two sessions offers the one that hung, and not the one that finished while the window closed', () => {
    const house = new House();
    const ledger = house.window('here');
    for (const id of ['a', 'b']) {
      house.holds('here', id);
      ledger.begin(id, { turnId: `t${id}`, origin: 'user' });
      house.conversation(id).sent(`t${id}`).says();
    }
    house.conversation('a').ended('ta', success);
    ledger.settle('a', 'ta', success);
    house.dies('a');
    house.dies('b');
    expect(house.window('next').recover().map(({ sessionId }) => sessionId)).toEqual(['b']);
  });

  test.each([
    ['a success, which forgets the attempts', success, { attempts: 0 }],
    ['a failure, which does not', failure, { attempts: 2 }],
  ])('reads a death between the outcome and the end of the record as an end: %s', (_, outcome, left) => {
    const house = new House();
    house.interrupted();
    house.disk.change('s', (record) => ({ ...record, attempts: 2 }));
    house.conversation().ended('t', outcome);
    expect(house.window('here').recover()).toEqual([]);
    expect(house.record).toEqual(left);
  });

  test('offers nothing of what windows that live are doing, and nothing of its own turns', () => {
    const house = new House();
    house.interrupted();
    house.holds('other');
    const ledger = house.window('here');
    expect([ledger.recover(), ledger.elsewhere()]).toEqual([[], ['s']]);
    house.holds('here');
    ledger.begin('s', { turnId: 'u', origin: 'user' });
    house.conversation().sent('u').says();
    expect([ledger.recover(), ledger.elsewhere()]).toEqual([[], []]);
    expect(ledger.find('s')).toBeUndefined();
    expect(house.disk.records.size).toBe(1);
  });

  test('offers what a dead window left also when this window has its session open by now', () => {
    const house = new House();
    house.interrupted();
    house.holds('here');
    expect(house.window('here').find('s')).toMatchObject({ verdict: { kind: 'offer', turnId: 't' } });
  });

  test('lets a former owner remove nothing of its successor', () => {
    const house = new House();
    house.holds('old');
    const old = house.window('old');
    old.begin('s', { turnId: 't', origin: 'user' });
    house.conversation().sent('t').says();
    house.holds('here');
    const here = house.window('here');
    expect(here.attempt('s', 'user')).toMatchObject({ ok: true });
    const before = house.record;
    old.settle('s', 't', success);
    expect(house.record).toEqual(before);
    here.begin('s', { turnId: 'u', origin: 'recovery' });
    old.settle('s', 't', failure);
    old.settle('s', 'u', failure);
    expect(house.record).toMatchObject({ attempts: 1, turn: { turnId: 'u' } });
  });

  test('keeps one record for a prompt that is asked once more', async () => {
    const house = new House();
    house.holds('here');
    const ledger = house.window('here');
    ledger.begin('s', { turnId: 't', origin: 'user' });
    const before = house.record;
    await house.clock.tick(1000);
    ledger.begin('s', { turnId: 't', origin: 'user' });
    expect(house.record).toEqual(before);
  });

  test('costs a turn nothing where the disk refuses, and says so', () => {
    const house = new House();
    house.interrupted();
    house.holds('here');
    house.disk.fails = new Error('the disk is full');
    const ledger = house.window('here');
    ledger.begin('s', { turnId: 't', origin: 'user' });
    ledger.settle('s', 't', success);
    expect(ledger.recover()).toEqual([]);
    expect(ledger.attempt('s', 'user')).toEqual({ ok: false, why: 'disk' });
    expect(house.errors).toHaveLength(4);
  });
});

describe('a resume', () => {
  test('is counted on disk before it is sent, keeps the time of the work, and ends with its success', async () => {
    const house = new House();
    house.interrupted();
    const openedAt = house.record.turn?.openedAt;
    await house.clock.tick(60_000);
    house.holds('here');
    const ledger = house.window('here');
    expect(ledger.attempt('s', 'user')).toMatchObject({ ok: true, offer: { turnId: 't', reason: { kind: 'answering' } } });
    expect(house.record).toMatchObject({ attempts: 1, turn: { turnId: 't', phase: 'acceptedByUser', owner: { window: 'here' } } });
    ledger.begin('s', { turnId: 'u', origin: 'recovery' });
    expect(house.record).toMatchObject({ attempts: 1, turn: { turnId: 'u', origin: 'recovery', openedAt, resumes: { turnId: 't', by: 'user' } } });
    house.conversation().sent('u', 'recovery').says().ended('u', success);
    ledger.settle('s', 'u', success);
    expect(house.disk.records.size).toBe(0);
  });

  test('needs the lease, is not counted twice, and not where somebody was quicker', () => {
    const house = new House();
    house.interrupted();
    const [here, there] = [house.window('here'), house.window('there')];
    expect(here.attempt('s', 'user')).toEqual({ ok: false, why: 'foreign' });
    house.holds('here');
    expect(there.attempt('s', 'user')).toEqual({ ok: false, why: 'foreign' });
    expect(here.attempt('s', 'user').ok).toBe(true);
    expect(here.attempt('s', 'user')).toEqual({ ok: false, why: 'changed' });
    expect(house.record.attempts).toBe(1);
    house.dies();
    house.holds('there');
    here.dismiss('s')();
    expect(there.attempt('s', 'auto')).toEqual({ ok: false, why: 'changed' });
    expect(there.attempt('s', 'user').ok).toBe(true);
    expect(house.record.attempts).toBe(2);
  });

  test.each(['attempt', 'dismiss'] as const)('and its dismissal touch nothing that somebody else has changed meanwhile (%s)', (verb) => {
    const house = new House();
    house.interrupted();
    house.holds('here');
    const theirs: PendingRecord = { attempts: 2, turn: { turnId: 'v', origin: 'user', phase: 'open', owner: { window: 'other', generation: 9 } } };
    house.disk.meanwhile = () => house.disk.change('s', () => theirs);
    const ledger = house.window('here');
    if (verb === 'attempt') {
      expect(ledger.attempt('s', 'user')).toEqual({ ok: false, why: 'changed' });
    } else {
      ledger.dismiss('s');
    }
    expect(house.record).toEqual(theirs);
  });

  test('by itself needs every guard', () => {
    const house = new House();
    house.policy = { ...house.policy, mode: 'auto' };
    house.interrupted();
    house.holds('here');
    house.around = { ...house.around, watched: false };
    expect(house.window('here').attempt('s', 'auto')).toEqual({ ok: false, why: 'changed' });
    house.around = { ...house.around, watched: true };
    expect(house.window('here').attempt('s', 'auto').ok).toBe(true);
  });

  test('that is lost three times is suspended, and a success clears that', () => {
    const house = new House();
    house.interrupted();
    for (const n of [1, 2, 3]) {
      expect(house.window(`w${n}`).recover()).toMatchObject([{ verdict: { kind: 'offer', turnId: 't', attempts: n - 1 } }]);
      house.holds(`w${n}`);
      const ledger = house.window(`w${n}`);
      expect(ledger.attempt('s', 'user').ok).toBe(true);
      ledger.begin('s', { turnId: `r${n}`, origin: 'recovery' });
      house.conversation().sent(`r${n}`, 'recovery');
      house.dies();
    }
    const last = house.window('last');
    expect(last.recover()).toMatchObject([{ verdict: { kind: 'suspended', turnId: 't', attempts: 3 } }]);
    house.holds('last');
    expect(last.attempt('s', 'user')).toEqual({ ok: false, why: 'changed' });
    // The user says something of their own, and that works.
    last.begin('s', { turnId: 'mine', origin: 'user' });
    expect(house.record).toMatchObject({ attempts: 3, turn: { turnId: 'mine' } });
    expect(house.record.turn?.resumes).toBeUndefined();
    last.settle('s', 'mine', success);
    expect(house.disk.records.size).toBe(0);
  });

  test.each([
    ['failed', failure],
    ['said nothing', emptyAnswer],
  ])('that %s before any output is offered once more in the same window, never by itself', (_, outcome) => {
    const house = new House();
    house.policy = { ...house.policy, mode: 'auto' };
    house.interrupted();
    house.holds('here');
    const ledger = house.window('here');
    expect(ledger.attempt('s', 'auto').ok).toBe(true);
    ledger.begin('s', { turnId: 'u', origin: 'recovery' });
    house.conversation().sent('u', 'recovery').ended('u', outcome);
    ledger.settle('s', 'u', outcome);
    expect(house.record).toMatchObject({ attempts: 1, turn: { turnId: 't', origin: 'user', phase: 'offered' } });
    expect(ledger.find('s')).toMatchObject({ verdict: { kind: 'offer', turnId: 't', action: 'tell', bars: ['failedBefore'], attempts: 1 } });
    expect(ledger.attempt('s', 'auto')).toEqual({ ok: false, why: 'changed' });
    expect(ledger.attempt('s', 'user').ok).toBe(true);
  });

  test('that failed after some output is over, and stays counted', () => {
    const house = new House();
    house.interrupted();
    house.holds('here');
    const ledger = house.window('here');
    ledger.attempt('s', 'user');
    ledger.begin('s', { turnId: 'u', origin: 'recovery' });
    house.conversation().sent('u', 'recovery').says().ended('u', failure);
    ledger.settle('s', 'u', failure);
    expect(house.record).toEqual({ attempts: 1 });
    expect(ledger.find('s')).toBeUndefined();
  });

  test('that could not be sent is offered once more, and stays counted', () => {
    const house = new House();
    house.interrupted();
    house.holds('here');
    const ledger = house.window('here');
    ledger.attempt('s', 'user');
    expect(ledger.find('s')).toBeUndefined();
    ledger.putBack('s');
    expect(ledger.find('s')).toMatchObject({ verdict: { kind: 'offer', attempts: 1 } });
  });

  test.each([
    ['could not be started', failure, { attempts: 1, turn: { turnId: 't', phase: 'offered' } }],
    ['was stopped while it started', outcomes.stopped!, { attempts: 1 }],
  ])('whose agent %s ends before it began, and what it was to go on with is known', (_, outcome, left) => {
    const house = new House();
    house.interrupted();
    house.holds('here');
    const ledger = house.window('here');
    ledger.attempt('s', 'user');
    house.conversation().prompt('u', 'recovery').ended('u', outcome);
    ledger.settle('s', 'u', outcome);
    expect(house.record).toMatchObject(left);
    expect(house.record.turn === undefined).toBe(!('turn' in left));
  });

  test('whose window dies before it is sent is offered again, counted', () => {
    const house = new House();
    house.interrupted();
    house.holds('here');
    house.window('here').attempt('s', 'auto');
    house.window('here').attempt('s', 'user');
    house.dies();
    expect(house.window('next').recover()).toMatchObject([{ verdict: { kind: 'offer', turnId: 't', attempts: 1 } }]);
  });

  test('that two windows died at, one before it was sent and one behind, is still one of the same work', async () => {
    const house = new House();
    house.interrupted();
    const openedAt = house.record.turn?.openedAt;
    house.holds('first');
    house.window('first').attempt('s', 'user');
    house.conversation().prompt('r', 'recovery');
    house.window('first').begin('s', { turnId: 'r', origin: 'recovery' });
    house.dies();
    await house.clock.tick(1000);
    house.holds('second');
    house.window('second').begin('s', { turnId: 'r', origin: 'recovery' });
    house.conversation().add({ kind: 'sent', turnId: 'r' });
    house.dies();
    expect(house.record.turn).toMatchObject({ turnId: 'r', resumes: { turnId: 't', by: 'user' }, openedAt });
    expect(house.window('third').recover()).toMatchObject([{ verdict: { kind: 'offer', turnId: 't', attempts: 1 } }]);
  });

  test('is known as one also where the prompts that were asked behind it are too long for its own to be read', () => {
    const house = new House();
    house.interrupted();
    house.holds('first');
    house.window('first').attempt('s', 'user');
    house.window('first').begin('s', { turnId: 'r', origin: 'recovery' });
    house.dies();
    const end = [{ at: house.clock.wall(), kind: 'sent', turnId: 'r' }] as const;
    house.disk.tail = () => ({ events: [...end], reach: 'cut' });
    expect(house.window('next').recover()).toMatchObject([{ verdict: { kind: 'offer', turnId: 't', attempts: 1 } }]);
  });
});

describe('dismissing', () => {
  test('is for good, can be taken back, and is not taken back over something new', () => {
    const house = new House();
    house.interrupted();
    const ledger = house.window('here');
    ledger.dismiss('s');
    expect(house.disk.records.size).toBe(0);
    expect(house.window('next').recover()).toEqual([]);

    house.interrupted('s', 'u');
    ledger.dismiss('s')();
    expect(ledger.find('s')).toMatchObject({ verdict: { turnId: 'u' } });

    const undo = ledger.dismiss('s');
    house.holds('here');
    ledger.begin('s', { turnId: 'v', origin: 'user' });
    undo();
    expect(house.record.turn?.turnId).toBe('v');
  });

  test('takes nothing from a window that is at work', () => {
    const house = new House();
    house.holds('other');
    house.window('other').begin('s', { turnId: 't', origin: 'user' });
    house.conversation().sent('t');
    const before = house.record;
    house.window('here').dismiss('s')();
    expect(house.record).toEqual(before);
  });
});

describe('a start', () => {
  test('is noted once, and only where something was interrupted', () => {
    const house = new House();
    house.window('here').recover();
    expect(house.disk.boots).toEqual([]);
    house.interrupted();
    const ledger = house.window('here');
    ledger.recover();
    ledger.recover();
    expect(house.disk.boots).toEqual([house.clock.wall()]);
  });

  test('that is the third within a minute lets nothing go on by itself, and one after a while does', async () => {
    const house = new House();
    house.policy = { ...house.policy, mode: 'auto' };
    house.interrupted();
    const actions: unknown[] = [];
    for (const pauseMs of [10_000, 10_000, 61_000, 0]) {
      actions.push(house.window('next').recover().map(({ verdict }) => verdict.kind === 'offer' && verdict.action));
      await house.clock.tick(pauseMs);
    }
    expect(actions).toEqual([['run'], ['run'], ['tell'], ['run']]);
  });

  test('is noted and guarded also where its predecessor let go of the work only later, and one session alone was looked at', async () => {
    const house = new House();
    house.policy = { ...house.policy, mode: 'auto' };
    house.interrupted();
    const actions: unknown[] = [];
    for (const name of ['one', 'two', 'three']) {
      house.holds('closing');
      const ledger = house.window(name);
      expect(ledger.recover()).toEqual([]);
      house.dies();
      const verdict = ledger.find('s')?.verdict;
      actions.push(verdict?.kind === 'offer' && verdict.action);
      ledger.find('s');
    }
    expect(actions).toEqual(['run', 'run', 'tell']);
    expect(house.disk.boots).toHaveLength(3);
  });

  test('in a folder that is not trusted parks what it found, until it is', () => {
    const house = new House();
    house.interrupted();
    house.around = { ...house.around, trusted: false };
    const ledger = house.window('here');
    expect(ledger.recover()).toMatchObject([{ verdict: { kind: 'parked', why: 'untrusted', turnId: 't' } }]);
    house.around = { ...house.around, trusted: true };
    expect(ledger.recover()).toMatchObject([{ verdict: { kind: 'offer' } }]);
  });

  test('is kept from nothing by one record that cannot be read', () => {
    const house = new House();
    house.disk.records.set('broken', '{');
    house.interrupted();
    expect(house.window('here').recover().map(({ sessionId }) => sessionId)).toEqual(['s']);
    expect(house.errors).toHaveLength(1);
  });
});
