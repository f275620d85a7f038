/** The route of a stall, as a conversation on the wire. Read the golden texts beside this file: they are the assertion. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { requestPermission } from '../../src/wire/acp';
import { RouteHarness } from '../fakes/routeHarness';

const minuteMs = 60_000;

let route: RouteHarness;

beforeEach(() => {
  route = new RouteHarness({ name: 'Fake', deaf: true, capabilities: { sessionCapabilities: { resume: {} } } });
  route.house.limits = { ...route.house.limits, retryWhenSilent: true };
});

afterEach(async () => {
  expect(route.clock.pending, 'timers of a session in which nothing runs').toBe(0);
  expect(await route.close(), 'timers left behind').toBe(0);
});

const permission = {
  toolCall: { toolCallId: 'call-1', title: 'npm test', kind: 'execute', status: 'pending' },
  options: [{ optionId: 'yes', name: 'Allow once', kind: 'allow_once' }],
};

test('silence is told by degrees, not counted while a question is open, and an answer within the grace is used', async () => {
  await route.ask('Are the tests green?');
  const prompt = await route.agent.prompted();
  route.note('Nobody is silent while it is for the user to speak.');
  const asking = route.agent.ask(requestPermission, permission);
  await route.pass(120 * minuteMs);
  route.note('A full window follows the answer.');
  await route.answer('yes');
  await asking;
  route.agent.update({ sessionUpdate: 'tool_call_update', toolCallId: 'call-1', status: 'completed' });
  await route.pass(10 * minuteMs);
  route.note('A sign of life takes everything back.');
  route.agent.update({ sessionUpdate: 'usage_update', used: 1, size: 2 });
  await route.pass(15 * minuteMs + 2_000);
  route.note('At the limit it is asked to stop. It had fallen asleep at its last word.');
  route.agent.say('They are green.');
  prompt.answer();
  await route.pass(minuteMs);
  expect(route.fakes.agents).toHaveLength(1);
  await expect(route.text).toMatchFileSnapshot('stall.golden.txt');
});

test('a deaf agent that has shown nothing is killed, and the same prompt is sent once more to a fresh one', async () => {
  await route.ask('Are the tests green?');
  await route.agent.prompted();
  route.agent.update({ sessionUpdate: 'agent_thought_chunk', content: { type: 'text', text: 'Hm.' } });
  await route.pass(15 * minuteMs + 2_000);
  const first = route.agent;
  await route.pass(5_000);
  expect(route.agent).not.toBe(first);
  route.note('A second silence is the last one.');
  await route.agent.prompted();
  await route.pass(16 * minuteMs);
  expect(route.fakes.agents).toHaveLength(2);
  await expect(route.text).toMatchFileSnapshot('stall.retry.golden.txt');
});

test('a stall in mid-answer is the end of the turn: what was said stays, and going on is a prompt to the same session', async () => {
  await route.ask('Are the tests green?');
  await route.agent.prompted();
  route.agent.say('I looked, and ');
  await route.pass(16 * minuteMs);
  expect(route.fakes.agents).toHaveLength(1);
  route.note('Continue is a prompt like any other.');
  await route.ask('Please continue where you stopped.');
  const prompt = await route.agent.prompted();
  route.agent.say('they are green.');
  prompt.answer();
  await route.pass(0);
  await expect(route.text).toMatchFileSnapshot('stall.continue.golden.txt');
});
