import { beforeEach, describe, expect, test } from 'vitest';
import { SessionHarness, ask, outline } from '../fakes/sessionHarness';

let house: SessionHarness;

beforeEach(() => {
  house = new SessionHarness();
});

describe('a session that works on a task of the board', () => {
  test('waits for a slot of its own kind, however many others run', async () => {
    house.maxTurns = 1;
    house.maxWorkers = 1;
    await house.asked('By a person');
    const [first, second] = [await house.asked('One', 'task'), await house.asked('Two', 'task')];
    expect([first.status.kind, second.status.kind]).toEqual(['working', 'queued']);
  });

  test('leaves nothing to be gone on with: who goes on is for the board to say', async () => {
    const session = await house.asked('One', 'task');
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(session.status.kind).toBe('idle');
    expect(house.pending).toEqual([]);
  });

  test('tells of every sign of life', async () => {
    const session = await house.asked('One', 'task');
    let signs = 0;
    session.onDidHear(() => (signs += 1));
    house.connector.last.say('Well');
    house.connector.last.listener.sign('bytes');
    expect(signs).toBe(2);
  });

  test('says in its conversation that its task was taken over, and by which attempt', async () => {
    const session = await house.asked('One', 'task');
    session.tellTakenOver(3);
    session.tellTakenOver(undefined);
    expect(session.transcript.items().filter(({ kind }) => kind === 'notice')).toMatchObject([
      { severity: 'warning', text: { kind: 'takenOver', attempt: 3 } },
      { severity: 'warning', text: { kind: 'takenOver' } },
    ]);
    const later = new SessionHarness(house.store).sessions.find(session.id);
    expect(outline(later?.transcript.items() ?? []).filter((line) => line === 'notice: takenOver')).toHaveLength(2);
  });

  test('writes nothing of that where another window has it', async () => {
    const { id } = await house.asked('One', 'task');
    const beside = new SessionHarness(house.store, { leases: house.leases, window: 'another' });
    const session = beside.sessions.find(id)!;
    const before = session.transcript.items().length;
    session.tellTakenOver(2);
    expect(session.transcript.items()).toHaveLength(before);
  });
});

describe('letting an agent go', () => {
  test('ends a running turn by force, and says when its process has gone', async () => {
    const session = await house.asked();
    const gone = session.letAgentGo();
    expect(house.connector.last.killed).toBe(true);
    expect(await gone).toBe('gone');
    expect(session.status.kind).toBe('idle');
  });

  test('says that it lives on where even a killed one does not go', async () => {
    const session = await house.asked();
    house.connector.last.survives = true;
    let fate = '';
    void session.letAgentGo().then((told) => (fate = told));
    await house.clock.tick(4_000);
    expect(fate).toBe('');
    await house.clock.tick(2_000);
    expect(fate).toBe('alive');
  });

  test('is polite to one at rest, and gives the session to whoever wants it', async () => {
    const session = await house.asked();
    house.connector.last.answer();
    await house.clock.tick(0);
    expect(await session.letAgentGo()).toBe('gone');
    expect([house.connector.last.killed, house.connector.last.closes]).toEqual([false, 1]);
    expect(ask(session, 'More').kind).toBe('accepted');
  });
});
