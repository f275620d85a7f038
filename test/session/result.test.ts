import { expect, test } from 'vitest';
import { resultOf } from '../../src/session/result';
import { ask, SessionHarness } from '../fakes/sessionHarness';

test('the result is what the agent said behind its last tool call, and of the last turn only', async () => {
  const house = new SessionHarness();
  const session = await house.asked('one');
  const tool = (callId: string): void => house.connector.last.listener.update({ kind: 'tool', tool: { callId, title: 'npm test', status: 'completed' } });
  const result = (): string => resultOf(session.transcript.items());
  expect(result()).toBe('');
  house.connector.last.say('Let me see.', 'a');
  tool('1');
  house.connector.last.say('All green.', 'b');
  house.connector.last.say('Nothing to do.', 'c');
  await house.clock.tick(0);
  expect(result()).toBe('All green.\n\nNothing to do.');
  tool('2');
  await house.clock.tick(0);
  expect(result(), 'what it said last, when it ended with a tool call').toBe('Nothing to do.');
  ask(session, 'two');
  await house.clock.tick(0);
  expect(result(), 'the next prompt still waits').toBe('Nothing to do.');
  house.connector.last.answer();
  await house.clock.tick(0);
  expect(result()).toBe('');
  house.sessions.interruptAll();
});
