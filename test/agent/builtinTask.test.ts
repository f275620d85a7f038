import { expect, test } from 'vitest';
import { builtinCommand, builtinCommands } from '../../src/agent/builtinTask';
import { commands } from '../../src/server/commands/respond';

test('the commands that a task may be are those that the built-in agent has', () => {
  expect([...builtinCommands]).toEqual(commands.map(({ name, hint }) => [name, hint === undefined ? 'nothing' : 'argument']));
});

test.each([
  ['Tests', '/run npm test', '/run npm test'],
  ['Tests', '  /RUN npm test\nnpm run lint ', '/RUN npm test\nnpm run lint'],
  ['/find TODO', '', '/find TODO'],
  ['What can you do?', '/help', '/help'],
  ['Tests', '/run', undefined],
  ['Tests', '/usr/bin/true', undefined],
  ['Tests', '/deploy now', undefined],
  ['/run npm test', 'Run the tests and fix what fails.', undefined],
  ['Tests', 'Please /run npm test', undefined],
])('a task “%s”: “%s” asks it for %s', (title, prompt, command) => {
  expect(builtinCommand({ title, prompt })).toBe(command);
});
