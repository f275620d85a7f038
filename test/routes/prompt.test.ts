/** The route of one prompt and back, as a conversation on the wire. Read the golden texts beside this file: they are the assertion. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requestPermission } from '../../src/wire/acp';
import { RouteHarness } from '../fakes/routeHarness';

let route: RouteHarness;

beforeEach(() => {
  route = new RouteHarness({ name: 'Fake', capabilities: { loadSession: true, sessionCapabilities: { resume: {} } } });
});

afterEach(async () => {
  expect(route.clock.pending, 'timers of a session in which nothing runs').toBe(0);
  expect(await route.close(), 'timers left behind').toBe(0);
});

const permission = {
  toolCall: { toolCallId: 'call-1', title: 'rm -r build', kind: 'execute', status: 'pending' },
  options: [
    { optionId: 'yes', name: 'Allow once', kind: 'allow_once' },
    { optionId: 'no', name: 'Reject', kind: 'reject_once' },
  ],
};

test('a prompt opens a session, its agent asks and is answered, and a second prompt waits for its turn', async () => {
  route.note('The first prompt starts the agent.');
  await route.ask('Clean up.');
  const first = await route.agent.prompted();
  route.agent.update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'What is there to clean?' } });
  await route.pass(1_000);
  route.note('The agent asks before it acts; meanwhile the user asks for more.');
  const asking = route.agent.ask(requestPermission, permission);
  await route.pass(5_000);
  await route.ask('And then tell me.');
  await route.answer('yes');
  await asking;
  route.agent.update({ sessionUpdate: 'tool_call_update', toolCallId: 'call-1', status: 'in_progress' });
  await route.pass(2_000);
  route.agent.update({ sessionUpdate: 'tool_call_update', toolCallId: 'call-1', status: 'completed' });
  route.agent.say('It is ');
  route.agent.say('clean.');
  await route.pass(0);
  route.note('The answer is there, and it is the turn of the second prompt.');
  first.answer();
  const second = await route.agent.prompted();
  await route.pass(1_000);
  route.agent.say('I removed the folder “build”.');
  second.answer();
  await route.pass(1_000);
  await expect(route.text).toMatchFileSnapshot('prompt.golden.txt');
});

test('a stop answers the open question first, and what waited is held until the user says that it goes on', async () => {
  await route.ask('Clean up.');
  const first = await route.agent.prompted();
  const asking = route.agent.ask(requestPermission, permission);
  await route.pass(1_000);
  await route.ask('And then tell me.');
  route.note('The order on the wire matters: an agent that waits for an answer does not hear a cancel.');
  await route.does('presses Stop', () => route.session.stop());
  expect(await asking).toEqual({ outcome: { outcome: 'cancelled' } });
  await route.does('presses Stop again', () => route.session.stop());
  await route.pass(400);
  first.answer('cancelled');
  await route.pass(60_000);
  expect(route.session.queueHeld).toBe(true);
  route.note('Nothing was sent in that minute. Nothing of the stop reaches the next turn.');
  await route.does('sends what waits', () => route.session.sendQueued());
  const second = await route.agent.prompted();
  route.agent.say('I removed nothing.');
  second.answer();
  await route.pass(0);
  await expect(route.text).toMatchFileSnapshot('prompt.stop.golden.txt');
});

test('an agent that does not hear a stop is killed at the force limit, and the prompt behind it goes to a fresh one with the same session', async () => {
  await route.ask('Count to a million.');
  await route.agent.prompted();
  route.agent.say('One, two, ');
  await route.pass(1_000);
  await route.does('presses Stop', () => route.session.stop());
  await route.pass(1_000);
  route.agent.say('three, ');
  await route.pass(4_000);
  route.note('The grace is over and the turn has ended. What is asked now waits, because two processes never serve one session.');
  await route.ask('Count to three.');
  route.agent.say('four, ');
  await route.pass(5_000);
  const second = await route.agent.prompted();
  route.agent.say('One, two, three.');
  second.answer();
  await route.pass(0);
  await expect(route.text).toMatchFileSnapshot('prompt.force.golden.txt');
});
