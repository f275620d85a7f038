/** What users and agents do, in any order: whatever it was, every turn ends once, Stop ends it, and nothing is left behind. */
import { expect, test } from 'vitest';
import { IdleWheel } from '../../src/base/idleBound';
import type { Session } from '../../src/session/session';
import { FakeClock } from '../fakes/fakeClock';
import type { FakeLink } from '../fakes/fakeConnector';
import { FakeStore } from '../fakes/fakeStore';
import { ask, SessionHarness } from '../fakes/sessionHarness';

type Random = () => number;

/** The same numbers for the same seed, so that a failure can be seen again. */
function randomFrom(seed: number): Random {
  let state = seed * 7919;
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function oneOf<T>(random: Random, things: readonly T[]): T | undefined {
  return things[Math.floor(random() * things.length)];
}

let prompts = 0;

const byTheUser: readonly ((session: Session, random: Random) => void)[] = [
  (session) => void ask(session, `prompt ${++prompts}`),
  (session) => void ask(session, `prompt ${++prompts}`),
  (session) => session.stop(),
  (session) => session.forceStop(),
  (session) => void session.restartAgent(),
  (session) => void session.retry(),
  (session) => session.sendQueued(),
  (session) => session.keepWaiting(),
  (session, random) => void session.withdraw(oneOf(random, session.transcript.queue())?.id ?? ''),
  (session) => session.answer([...session.transcript.openQuestions][0] ?? '', 'yes'),
];

const byTheAgent: readonly ((link: FakeLink) => void)[] = [
  (link) => link.say('word '),
  (link) => link.answer(),
  (link) => link.answer('cancelled'),
  (link) => link.fail({ kind: 'rpc', code: -32603, message: 'Internal error' }),
  (link) => link.die(),
  (link) => link.listener.update({ kind: 'tool', tool: { callId: 'call', title: 'npm test', status: 'in_progress' } }),
  (link) => link.listener.update({ kind: 'tool', tool: { callId: 'call', status: 'completed' } }),
  (link) => {
    const gone = new AbortController();
    void link.gone.then(() => gone.abort());
    void link.listener.ask({ tool: { callId: 'asked', title: 'rm' }, options: [{ id: 'yes', name: 'Allow', kind: 'allow_once' }] }, gone.signal);
  },
];

const byChance: readonly ((house: SessionHarness, random: Random) => unknown)[] = [
  ({ connector }) => (connector.waits = true),
  ({ connector }) => connector.release(),
  ({ connector }) => (connector.fails = connector.fails ? undefined : { kind: 'commandNotFound', command: 'nope', searched: [] }),
  ({ clock }, random) => clock.tick(oneOf(random, [100, 5_000, 10_000, 31_000]) ?? 0),
];

/** Nothing is in the way any more, and all that runs is stopped, and forced where it does not listen. */
async function comeToRest({ clock, connector }: SessionHarness, sessions: readonly Session[]): Promise<void> {
  connector.fails = undefined;
  connector.release();
  await clock.tick(0);
  sessions.forEach((session) => session.stop());
  await clock.tick(5_000);
  sessions.forEach((session) => session.forceStop());
  await clock.tick(0);
}

test.each(Array.from({ length: 200 }, (_, index) => index + 1))('two sessions come to rest, whatever happened before (%i)', async (seed) => {
  const random = randomFrom(seed);
  const clock = new FakeClock();
  const house = new SessionHarness(new FakeStore(), { clock, wheel: new IdleWheel(clock, (run) => clock.after(0, run)) });
  house.limits = { ...house.limits, idleMs: 30_000, toolIdleMs: 60_000, quietMs: 5_000, retryWhenSilent: random() < 0.5, idleReleaseMs: 60_000 };
  house.limits = { ...house.limits, stopForceMs: random() < 0.2 ? 0 : 10_000 };
  house.maxTurns = random() < 0.5 ? 1 : 0;
  const sessions = [house.sessions.create(), house.sessions.create()];
  for (let step = 0; step < 40; step += 1) {
    const session = oneOf(random, sessions);
    const link = oneOf(random, house.connector.links.filter(({ killed }) => !killed));
    const who = random();
    if (who < 0.45 && session) {
      oneOf(random, byTheUser)?.(session, random);
    } else if (who < 0.8 && link) {
      oneOf(random, byTheAgent)?.(link);
    } else {
      await oneOf(random, byChance)?.(house, random);
    }
    if (random() < 0.6) {
      await clock.tick(0);
    }
  }
  // The stop of one lets another begin that waited for its slot.
  await comeToRest(house, sessions);
  await comeToRest(house, sessions);

  for (const session of sessions) {
    expect(['idle', 'gone']).toContain(session.status.kind);
    expect(session.transcript.queue().length === 0 || session.queueHeld, 'what waits is held').toBe(true);
    expect(session.transcript.openQuestions.size).toBe(0);
    const events = house.store.events.get(session.id) ?? [];
    const sent = events.flatMap((event) => (event.kind === 'sent' ? event.turnId : []));
    const ended = events.flatMap((event) => (event.kind === 'ended' ? event.turnId : []));
    expect(new Set(ended).size, 'a turn ends once').toBe(ended.length);
    expect(sent.filter((turnId) => !ended.includes(turnId)), 'every turn ends').toEqual([]);
    const again = events.filter(({ kind }) => kind === 'askedAgain').length;
    expect(sent.length - new Set(sent).size, 'nothing is sent twice but what came to nothing').toBeLessThanOrEqual(again);
  }
  expect(house.slots.ordinary.running).toBe(0);
  house.sessions.interruptAll();
  expect(clock.pending, 'timers left behind').toBe(0);
});
