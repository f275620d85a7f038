/** Against a system that answers as Windows is documented to: it was not run there. */
import { expect, test } from 'vitest';
import { killWindowsTree } from '../../src/host/taskkill';
import { windowsMachine } from '../../src/host/windowsMachine';

const startedAt = 1_700_000_000_000;

function machine(...lines: readonly (readonly (string | number)[])[]) {
  const ran: string[] = [];
  const answer = lines.map((fields) => fields.join('\t')).join('\r\n');
  return { ran, machine: windowsMachine(async () => answer, (command, args) => void ran.push([command, ...args].join(' '))) };
}

test('a tree is ended by the system, by force', () => {
  const ran: unknown[] = [];
  killWindowsTree(4242, (...call) => ran.push(call));
  expect(ran).toEqual([['taskkill', ['/pid', '4242', '/T', '/F']]]);
});

test('a process is the one that was written down when it was created just before that', async () => {
  const look = await machine([4242, 1, startedAt - 40, 'C:\\agent.exe --acp']).machine.look();
  expect(look.liveness({ pid: 4242, startedAt })).toBe('alive');
  expect(look.see(4242)).toMatchObject({ pid: 4242, startedAt: startedAt - 40, command: 'C:\\agent.exe --acp' });
});

test('a process that was created later merely has the pid; one that is much older cannot be judged', async () => {
  const look = await machine([1000, 1, startedAt + 1, 'late.exe'], [1004, 1, startedAt - 3_600_000, 'old.exe']).machine.look();
  expect(look.liveness({ pid: 1000, startedAt })).toBe('dead');
  expect(look.liveness({ pid: 1004, startedAt })).toBe('unknown');
  expect(look.liveness({ pid: 1008, startedAt })).toBe('dead');
});

test('nobody is judged when the system does not answer, or says what nobody understands', async () => {
  for (const lines of [[], [['no', 'such', 'command']], [[4242, 1, '', '']]]) {
    const look = await machine(...lines).machine.look();
    expect(look.liveness({ pid: 4242, startedAt })).toBe('unknown');
  }
});

test('a process is ended with all that it has started', async () => {
  const { ran, machine: windows } = machine([4242, 1, startedAt, 'agent.exe']);
  windows.kill((await windows.look()).see(4242));
  expect(ran).toEqual(['taskkill /pid 4242 /T /F']);
});
