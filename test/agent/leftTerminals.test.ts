/** What an agent asks of its terminals, and what a person who waits for one hears of it: over the wire, with real processes. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hostTerminals } from '../../src/agent/hostTerminals';
import { systemClock } from '../../src/host/systemClock';
import { inTime } from '../../src/host/timeLimit';
import type { Posted } from '../../src/notice/notice';
import { LeftProcesses } from '../../src/running/leftProcesses';
import type { RequestMethod } from '../../src/wire/peer';
import { AgentHarness } from '../fakes/agentHarness';

let harness: AgentHarness;
let processes: LeftProcesses;
let posted: Posted[];
let withdrawn: string[];
let isInTurn: boolean;

beforeEach(async () => {
  posted = [];
  withdrawn = [];
  isInTurn = true;
  processes = new LeftProcesses({
    clock: systemClock,
    isInTurn: () => isInTurn,
    post: (notice) => void posted.push(notice),
    withdraw: (_sessionId, eventId) => void withdrawn.push(eventId),
    promise: () => undefined,
    release: () => undefined,
    inTime,
    onError: (error) => {
      throw error;
    },
  });
  const noLedger = { starting: () => undefined, started: () => undefined, ended: () => undefined };
  const startTerminal = hostTerminals({ loginEnvironment: async () => process.env, ledger: noLedger, mark: 'test' });
  harness = new AgentHarness({}, () => ({ startTerminal, terminalBook: (sessionId) => processes.book(sessionId) }));
  await harness.connect();
});

afterEach(async () => {
  await harness.dispose();
  processes.close();
});

function ask<R = unknown>(name: string, params: object): Promise<R> {
  const method: RequestMethod<never, R> = { name, readParams: (raw) => raw as never, readResult: (raw) => raw as R };
  return harness.fakes.last.ask(method, params);
}

/** One that ends when it is told to, was left behind its turn, and of whose end somebody wants to hear. */
async function left(): Promise<{ terminalId: string; end: () => Promise<void> }> {
  const gate = join(harness.folder, 'gate');
  const source = `console.log('up'); const look = () => require('fs').existsSync(${JSON.stringify(gate)}) ? process.exit(0) : setTimeout(look, 10); look();`;
  const { terminalId } = await ask<{ terminalId: string }>('terminal/create', { command: process.execPath, args: ['-e', source] });
  expect(processes.all()).toEqual([]);
  isInTurn = false;
  processes.turnEnded('s1');
  const process_ = processes.find(terminalId)!;
  processes.watch(process_, { kind: 'end' });
  const ended = new Promise<void>((resolve) => processes.onDidChange(() => process_.state.kind === 'ended' && resolve()));
  return {
    terminalId,
    end: () => {
      writeFileSync(gate, '');
      return ended;
    },
  };
}

const heard = (): readonly string[] => posted.flatMap((notice) => ('eventId' in notice ? [notice.news.kind] : []));

test('asking for the output again and again changes nothing, and the end is news', async () => {
  const { terminalId, end } = await left();
  isInTurn = true;
  expect(await ask('terminal/output', { terminalId })).not.toHaveProperty('exitStatus');
  await end();
  expect(posted).toMatchObject([{ sessionId: 's1', eventId: `${terminalId}/end`, news: { kind: 'ended', exit: { code: 0 } }, preview: 'up' }]);
});

test('an agent that waits for the end in a turn hears it in place of the user', async () => {
  const { terminalId, end } = await left();
  isInTurn = true;
  const exit = ask('terminal/wait_for_exit', { terminalId });
  // What is asked behind it is answered behind it having been heard.
  await ask('terminal/output', { terminalId });
  await end();
  expect(await exit).toMatchObject({ exitCode: 0 });
  expect(heard()).toEqual([]);
});

test.each(['terminal/output', 'terminal/wait_for_exit', 'terminal/kill', 'terminal/release'])('with %s behind the end, in a turn, it is no news any more', async (method) => {
  const { terminalId, end } = await left();
  await end();
  isInTurn = true;
  await ask(method, { terminalId });
  expect(withdrawn).toContain(`${terminalId}/end`);
});

test.each(['terminal/kill', 'terminal/release'])('one that the agent ends by %s is no news', async (method) => {
  const { terminalId } = await left();
  await ask(method, { terminalId });
  expect(heard()).toEqual([]);
  expect(processes.all()).toMatchObject([{ state: { kind: 'ended', how: { exit: { signal: 'SIGTERM' } } } }]);
});

test('a wait that the agent began between two turns leaves it news for the user', async () => {
  const { terminalId, end } = await left();
  const exit = ask('terminal/wait_for_exit', { terminalId });
  await ask('terminal/output', { terminalId });
  await end();
  await exit;
  expect(heard()).toEqual(['ended']);
  expect(withdrawn).toEqual([]);
});

test('the user ends one by hand, with its children', async () => {
  const { terminalId } = await left();
  await processes.find(terminalId)!.stop();
  expect(heard()).toEqual([]);
  expect(processes.find(terminalId)!.state).toMatchObject({ kind: 'ended', how: { exit: { signal: 'SIGTERM' } } });
});

test('with its agent it ends, and that is news', async () => {
  await left();
  harness.fakes.last.die();
  await harness.closeAll();
  expect(posted).toMatchObject([{ news: { kind: 'endedWith', whom: 'agent' } }]);
});

test('what a command had left running is ended with its terminal, which is said before the agent has its answer', async () => {
  const { terminalId } = await ask<{ terminalId: string }>('terminal/create', { command: 'sh', args: ['-c', 'sleep 1000 & echo up'] });
  await ask('terminal/wait_for_exit', { terminalId });
  await ask('terminal/release', { terminalId });
  const told = harness.listener.updates.flatMap((update) => (update.kind === 'terminal' ? [update.append ?? update.exit] : []));
  expect(told).toEqual(['up\n', { code: 0 }, '[Holdfast has ended what this command had left running.]\n']);
});
