import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Session } from '../../src/session/session';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

let here: SessionHarness;
let there: SessionHarness;

beforeEach(() => {
  here = new SessionHarness(undefined, { window: 'here' });
  there = new SessionHarness(here.store, { leases: here.leases, window: 'there' });
  for (const house of [here, there]) {
    here.leases.onWanted.set(house.window, (sessionId) => house.sessions.find(sessionId)?.handOver());
  }
});

afterEach(async () => {
  for (const house of [here, there]) {
    house.sessions.interruptAll();
    for (const { id } of house.sessions.summaries()) {
      await house.sessions.find(id)?.close();
    }
    expect(house.clock.pending, 'timers left behind').toBe(0);
  }
});

/** The same session in the other window. */
function there_(session: Session): Session {
  there.store.records.set(session.id, session.record);
  const other = new SessionHarness(here.store, { leases: here.leases, window: 'there' });
  there = other;
  here.leases.onWanted.set('there', (sessionId) => other.sessions.find(sessionId)?.handOver());
  const found = other.sessions.find(session.id);
  if (!found) {
    throw new Error('It is not there.');
  }
  return found;
}

describe('a session that another window works in', () => {
  test('says so, takes no prompt and writes nothing, and shows what goes on there', async () => {
    const mine = await here.asked('from here');
    here.connector.last.say('Half');
    await here.clock.tick(0);
    const theirs = there_(mine);
    expect(theirs.status).toEqual({ kind: 'elsewhere', turn: 'running', wish: 'none' });
    const written = here.store.kinds(mine.id).length;
    expect(ask(theirs, 'from there')).toEqual({ kind: 'refused', why: 'elsewhere' });
    expect(here.store.kinds(mine.id)).toHaveLength(written);
    here.connector.last.say(' an answer');
    here.connector.last.answer();
    await here.clock.tick(0);
    await there.clock.tick(1_000);
    expect(outline(theirs.transcript.items())).toEqual(['you: from here [done]', 'agent: Half an answer']);
    expect(theirs.status).toEqual({ kind: 'elsewhere', turn: 'none', wish: 'none' });
  });

  test('shows its question, and does not take the answer of a window that cannot give it', async () => {
    const mine = await here.asked('from here');
    void here.connector.last.listener.ask({ tool: { callId: 't', title: 'rm' }, options: [{ id: 'yes', name: 'Allow', kind: 'allow_once' }] }, new AbortController().signal);
    await here.clock.tick(0);
    const theirs = there_(mine);
    theirs.answer([...theirs.transcript.openQuestions][0] ?? '', 'yes');
    expect(outline(theirs.transcript.items()).at(-1)).toBe('question: rm [open]');
    expect(mine.status).toMatchObject({ kind: 'waitingForYou' });
  });

  test('is let go when it is asked for and nothing runs in it, and its agent ends first', async () => {
    const mine = await here.asked('from here');
    here.connector.last.say('Well');
    here.connector.last.answer();
    await here.clock.tick(0);
    const theirs = there_(mine);
    theirs.takeOver();
    expect(theirs.status).toMatchObject({ wish: 'asked' });
    await there.clock.tick(0);
    expect(here.connector.last.closes).toBe(1);
    expect(here.leases.holder(mine.id)).toBe('there');
    expect(mine.status).toEqual({ kind: 'elsewhere', turn: 'none', wish: 'none' });
    ask(theirs, 'from there');
    await there.clock.tick(0);
    there.connector.last.say('Yes');
    there.connector.last.answer();
    await there.clock.tick(0);
    await here.clock.tick(1_000);
    expect(outline(mine.transcript.items())).toEqual(['you: from here [done]', 'agent: Well', 'you: from there [done]', 'agent: Yes']);
  });

  test('is kept until its agent is gone, however often it is asked for, whatever is done in it, and however long it takes', async () => {
    const mine = await here.asked('from here');
    here.connector.last.say('Well');
    here.connector.last.answer();
    await here.clock.tick(0);
    let gone = (): void => undefined;
    here.connector.last.close = () => new Promise((resolve) => (gone = resolve));
    mine.handOver();
    mine.handOver();
    mine.sendQueued();
    await here.clock.tick(10_000);
    expect(here.leases.holder(mine.id)).toBe('here');
    gone();
    await here.clock.tick(0);
    expect(here.leases.holder(mine.id)).toBeUndefined();
  });

  test('is kept while a turn runs in it, and the one who asked is told', async () => {
    const mine = await here.asked('from here');
    const theirs = there_(mine);
    theirs.takeOver();
    await there.clock.tick(0);
    expect(here.leases.holder(mine.id)).toBe('here');
    expect(theirs.status).toMatchObject({ kind: 'elsewhere', wish: 'refused' });
    expect(mine.status).toMatchObject({ kind: 'working' });
  });

  test('is anybody’s once its agent has gone, and the next prompt goes on from what was written there', async () => {
    const mine = await here.asked('from here');
    here.connector.last.say('One');
    here.connector.last.answer();
    await here.clock.tick(0);
    const theirs = there_(mine);
    await mine.restartAgent();
    expect(here.leases.holder(mine.id)).toBeUndefined();
    expect(theirs.status).toEqual({ kind: 'idle' });
    ask(theirs, 'from there');
    await there.clock.tick(0);
    there.connector.last.say('Two');
    there.connector.last.answer();
    await there.clock.tick(0);
    await theirs.restartAgent();
    ask(mine, 'and here again');
    await here.clock.tick(0);
    expect(outline(mine.transcript.items())).toEqual(['you: from here [done]', 'agent: One', 'you: from there [done]', 'agent: Two', 'you: and here again [sent]']);
  });

  test('whose window dies is free, with its open turn interrupted and what waited held', async () => {
    const mine = await here.asked('from here');
    here.connector.last.say('Half');
    ask(mine, 'and then');
    await here.clock.tick(0);
    const theirs = there_(mine);
    here.leases.die('here');
    expect(theirs.status).toEqual({ kind: 'idle' });
    expect(theirs.queueHeld).toBe(true);
    expect(outline(theirs.transcript.items())).toEqual(['you: from here [done]', 'you: and then [queued]', 'agent: Half', 'end: interrupted']);
    expect(there.connector.requests).toEqual([]);
  });

  test('that ends its turn and goes in the moment of being opened here is not taken for interrupted', async () => {
    const mine = await here.asked('from here');
    here.connector.last.say('Well');
    await here.clock.tick(0);
    const other = new SessionHarness(here.store, { leases: here.leases, window: 'there' });
    const leases = here.leases.of('there');
    Object.assign(other.ports.leases, {
      look: (sessionId: string) => {
        const turnId = mine.transcript.openTurn;
        if (turnId !== undefined) {
          here.store.events.get(sessionId)?.push({ at: 1, kind: 'ended', turnId, outcome: { kind: 'answered', stopReason: 'end_turn', empty: false } });
          here.leases.diesUnnoticed('here');
        }
        return leases.look(sessionId);
      },
    });
    const theirs = other.sessions.find(mine.id);
    expect(outline(theirs?.transcript.items() ?? [])).toEqual(['you: from here [done]', 'agent: Well']);
    await theirs?.close();
  });

  test('whose window dies tells the views that show it how its turn ended', async () => {
    const mine = await here.asked('from here');
    here.connector.last.listener.update({ kind: 'tool', tool: { callId: 'c', title: 'make', toolKind: 'execute', status: 'in_progress' } });
    await here.clock.tick(0);
    const theirs = there_(mine);
    const told: string[] = [];
    theirs.conversation.onDidChange((changes) => told.push(...changes.flatMap((change) => (change.kind === 'put' ? outline([change.item]) : []))));
    here.leases.die('here');
    expect(told).toEqual(['tool: make [unfinished]', 'you: from here [done]', 'end: interrupted']);
  });

  test('whose window dies is taken up with its turn ended, also before anybody noticed', async () => {
    const mine = await here.asked('from here');
    here.connector.last.say('Half');
    await here.clock.tick(0);
    const theirs = there_(mine);
    here.leases.diesUnnoticed('here');
    expect(theirs.status.kind).toBe('elsewhere');
    expect(ask(theirs, 'from there')).toMatchObject({ kind: 'accepted' });
    await there.clock.tick(0);
    expect(outline(theirs.transcript.items())).toEqual(['you: from here [done]', 'agent: Half', 'end: interrupted', 'you: from there [sent]']);
    expect(here.store.kinds(mine.id)).toEqual(['prompt', 'sent', 'update', 'ended', 'prompt', 'sent']);
  });

  test('whose window died is taken over from nobody with what waited held', async () => {
    const mine = await here.asked('from here');
    ask(mine, 'and then');
    await here.clock.tick(0);
    const theirs = there_(mine);
    here.leases.diesUnnoticed('here');
    theirs.takeOver();
    await there.clock.tick(0);
    expect(here.leases.holder(mine.id)).toBe('there');
    expect(theirs.queueHeld).toBe(true);
    expect(outline(theirs.transcript.items())).toEqual(['you: from here [unknown]', 'you: and then [queued]', 'end: interrupted']);
  });

  test('that was taken from a window that was believed gone is not written to by it any more', async () => {
    const mine = await here.asked('from here');
    here.connector.last.say('Half');
    await here.clock.tick(0);
    const theirs = there_(mine);
    here.leases.die('here');
    ask(theirs, 'from there');
    await there.clock.tick(0);
    const written = here.store.kinds(mine.id).length;
    const link = here.connector.last;
    mine.lose();
    link.say(' more');
    await here.clock.tick(0);
    expect(link.killed).toBe(true);
    expect(here.store.kinds(mine.id)).toHaveLength(written);
    expect(mine.status).toMatchObject({ kind: 'elsewhere' });
  });
});

describe('a session that this window could not let go of', () => {
  test('is taken anew before anything is written in it, so that nothing of the next turn is lost', async () => {
    const mine = await here.asked('from here');
    here.connector.last.answer();
    await here.clock.tick(0);
    here.leases.keepsHold = true;
    await mine.restartAgent();
    expect(here.leases.holder(mine.id)).toBe('here');
    ask(mine, 'once more');
    await here.clock.tick(0);
    here.connector.last.say('Still here');
    here.connector.last.answer();
    await here.clock.tick(0);
    expect(here.store.kinds(mine.id).slice(-4)).toEqual(['prompt', 'sent', 'update', 'ended']);
    here.leases.keepsHold = false;
  });

  test('is written when it is opened anew as well', async () => {
    const mine = await here.asked('from here');
    here.connector.last.answer();
    await here.clock.tick(0);
    await mine.close();
    there.ports.leases.claim(mine.id);
    const theirs = there_(mine);
    ask(theirs, 'and there');
    await there.clock.tick(0);
    there.connector.last.say('Yes');
    there.connector.last.answer();
    await there.clock.tick(0);
    expect(here.store.kinds(mine.id).slice(-4)).toEqual(['prompt', 'sent', 'update', 'ended']);
  });
});

test('a session that another window has deleted takes nothing any more, which would be written nowhere', async () => {
  const mine = await here.asked('from here');
  here.connector.last.answer();
  await here.clock.tick(0);
  const theirs = there_(mine);
  expect(await here.sessions.remove(mine.id)).toBe('removed');
  expect(ask(theirs, 'from there')).toEqual({ kind: 'refused', why: 'deleted' });
  expect(theirs.retry()).toEqual({ kind: 'refused', why: 'deleted' });
  expect(there.connector.requests).toEqual([]);
  expect(here.leases.holder(mine.id)).toBeUndefined();
  await theirs.close();
});

test('a lease that the disk refuses refuses the prompt, with the reason', async () => {
  const session = here.sessions.create();
  here.leases.fails = new Error('the disk is full');
  expect(ask(session, 'Hello')).toEqual({ kind: 'refused', why: 'disk', reason: 'the disk is full' });
});

test('a stop is remembered as the end of what was under way before the agent hears of it, also when the window dies then', async () => {
  const session = await here.asked('Hello');
  here.connector.last.say('Half');
  await here.clock.tick(0);
  session.stop();
  expect(here.pending.at(-1)).toMatch(/^settle .* cancelled$/);
  const theirs = there_(session);
  here.leases.die('here');
  expect(outline(theirs.transcript.items()).at(-1)).toBe('end: cancelled late');
});

test('a turn is remembered before it is sent and forgotten behind its end', async () => {
  const session = here.sessions.create();
  ask(session, 'Hello');
  await here.clock.tick(0);
  const [turn] = session.transcript.items();
  expect(here.pending).toEqual([`begin ${turn?.id}`]);
  here.connector.last.answer();
  await here.clock.tick(0);
  expect(here.pending).toEqual([`begin ${turn?.id}`, `settle ${turn?.id} answered`]);
  expect(here.store.kinds(session.id).at(-1)).toBe('ended');
});
