/** Two sessions on one process, from its bytes to what the user is told. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { IdleWheel } from '../../src/base/idleBound';
import { afterPoll } from '../../src/host/systemClock';
import type { AgentConnector, AgentUpdate } from '../../src/session/port';
import type { Session } from '../../src/session/session';
import { Sessions } from '../../src/session/sessions';
import { AgentHarness } from '../fakes/agentHarness';
import { settled } from '../fakes/fakeClock';
import { ask, outline, SessionHarness } from '../fakes/sessionHarness';

let agents: AgentHarness;
let house: SessionHarness;
let sessions: Sessions;

beforeEach(() => {
  agents = new AgentHarness({ shared: true });
  house = new SessionHarness();
  house.limits = { ...house.limits, idleMs: 120_000, stopGraceMs: 60_000 };
  sessions = new Sessions({ ...house.ports, connector: agents.agents, wheel: new IdleWheel(house.clock, afterPoll), cwd: () => agents.folder });
});

afterEach(async () => {
  await agents.dispose();
  expect(house.clock.pending, 'timers left behind').toBe(0);
});

test('of two sessions on one process only the silent one is told of, and it alone is asked to stop', async () => {
  const [talker, mute] = [await begun(), await begun()];
  expect(agents.fakes.agents).toHaveLength(1);
  const [name = ''] = agents.fakes.last.sessions;
  const heard = async (): Promise<void> => {
    for (let n = 0; n < 5; n += 1) {
      agents.fakes.last.update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: '.' } }, name);
      await settled();
      await settled();
      await house.clock.tick(10_000);
    }
  };
  await heard();
  expect(talker.status).not.toHaveProperty('silence');
  expect(mute.status).toMatchObject({ silence: { kind: 'quiet' } });
  await heard();
  expect(mute.status).toMatchObject({ silence: { kind: 'long' } });
  await heard();
  expect(mute.status).toMatchObject({ kind: 'stopping' });
  expect(agents.fakes.last.cancels).toEqual([agents.fakes.last.sessions[1]]);
  expect(talker.status).toMatchObject({ kind: 'working' });
  expect(talker.status).not.toHaveProperty('silence');
  await Promise.all([talker.close(), mute.close()]);
});

test('when the process of several sessions is killed for one of them, each of the others goes on by its own rules', async () => {
  house.limits = { ...house.limits, retryWhenSilent: true };
  const [stopped, talker, mute] = [await begun(), await begun(), await begun()];
  const first = agents.fakes.last;
  first.say('Half', first.sessions[1]);
  await settled();
  stopped.forceStop();
  for (let n = 0; n < 50; n += 1) {
    await settled();
    await house.clock.tick(10);
  }
  expect(outline(stopped.transcript.items()).at(-1)).toBe('end: cancelled late');
  expect(outline(talker.transcript.items()).slice(-2)).toEqual(['agent: Half', 'end: failed (exited)']);
  expect(outline(mute.transcript.items()).filter((line) => line !== 'notice: newAgentSession').slice(-2)).toEqual(['notice: askedAgain', expect.stringMatching(/^you: .*\[sent\]$/)]);
  expect(agents.fakes.agents).toHaveLength(2);
  await Promise.all([stopped.close(), talker.close(), mute.close()]);
});

test('a name that is nobody’s is nobody’s life', async () => {
  const session = await begun();
  for (const name of ['', '__proto__', 'constructor', 'nobody', 'x'.repeat(100_000)]) {
    agents.fakes.last.say('hello', name);
    await settled();
    await house.clock.tick(10_000);
  }
  expect(session.status).toMatchObject({ silence: { kind: 'quiet' } });
  await session.close();
});

test('nothing waits behind the wire: what was said stands in the conversation before the next message is looked at', async () => {
  const lag: number[] = [];
  let said = 0;
  const connect = agents.agents.connect.bind(agents.agents);
  const connector: AgentConnector = {
    connect: (request, listener, signal) => {
      const update = (one: AgentUpdate): void => {
        const text = textOf(session);
        lag.push(said - (text === '' ? 0 : text.split('.').length - 1));
        said += 1;
        listener.update(one);
      };
      return connect(request, { ...listener, update }, signal);
    },
    giveAnotherChance: () => undefined,
  };
  sessions = new Sessions({ ...house.ports, connector, cwd: () => agents.folder });
  const session = await begun();
  for (let n = 0; n < 1_000; n += 1) {
    agents.fakes.last.say(`${n}.`);
  }
  while (said < 1_000) {
    await settled();
  }
  expect(Math.max(...lag)).toBe(0);
  await session.close();
});

function textOf(session: Session): string {
  return session.transcript
    .items()
    .map((item) => (item.kind === 'message' ? item.content.map((part) => (part.kind === 'text' ? part.text : '')).join('') : ''))
    .join('');
}

/** With its prompt at the agent. */
async function begun(): Promise<Session> {
  const session = sessions.create();
  ask(session, 'Hello');
  while (session.status.kind !== 'working') {
    await settled();
  }
  await agents.fakes.last.prompted();
  return session;
}
