import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { AgentCatalog } from '../../src/agent/catalog';
import { wellKnownAgents } from '../../src/agent/wellKnown';
import { systemClock } from '../../src/host/systemClock';
import { AgentHarness } from '../fakes/agentHarness';
import type { FakeScript } from '../fakes/fakeAgent';

let harness: AgentHarness;
let shells = 0;
const begin = (script: FakeScript = {}): AgentCatalog => {
  harness = new AgentHarness(script);
  shells = 0;
  return new AgentCatalog({
    editor: harness.editor,
    clock: systemClock,
    agents: harness.agents,
    loginEnvironment: async () => {
      shells += 1;
      return { PATH: harness.folder };
    },
    mark: 'window-1',
    checkFolder: () => harness.folder,
  });
};
afterEach(() => harness.dispose());
const signal = new AbortController().signal;

test('the built-in agent can be chosen first, then those of the settings that can be used', () => {
  const catalog = begin();
  harness.editor.own = { ...harness.editor.own, agents: { bad: {}, mine: { command: 'x' } } };
  expect(catalog.choices()).toEqual([
    { id: 'builtin', name: 'Built-in agent' },
    { id: 'mine', name: 'mine' },
  ]);
  expect(catalog.problems()).toMatchObject([{ agent: 'bad' }]);
});

test('a check starts the agent, tells who it is, and leaves no process', async () => {
  const catalog = begin({ name: 'fake-agent' });
  expect(await catalog.check('fake', signal)).toMatchObject({ kind: 'ok', name: 'fake-agent', version: '1.2.3' });
  expect(harness.fakes.last.child.hasExited).toBe(true);
  expect(harness.fakes.last.asked).toEqual(['initialize']);
});

test('a check that fails tells why', async () => {
  const catalog = begin({ protocolVersion: 2 });
  expect(await catalog.check('fake', signal)).toEqual({ kind: 'failed', failure: { kind: 'protocolVersion', wanted: 1, offered: 2 } });
  expect(await catalog.check('nobody', signal)).toMatchObject({ kind: 'failed', failure: { kind: 'unknownAgent' } });
  harness.editor.isTrusted = false;
  expect(await catalog.check('fake', signal)).toEqual({ kind: 'failed', failure: { kind: 'untrusted' } });
});

test('a check can be stopped', async () => {
  const stop = new AbortController();
  const catalog = begin({
    onInitialize: () => {
      stop.abort(new Error('Stopped.'));
      return new Promise(() => undefined);
    },
  });
  await expect(catalog.check('fake', stop.signal)).rejects.toThrow('Stopped.');
  expect(harness.fakes.last.child.hasExited).toBe(true);
});

test('well-known agents are found where the login shell would find them', async () => {
  const catalog = begin();
  const path = join(harness.folder, 'opencode');
  writeFileSync(path, '#!/bin/sh\n');
  chmodSync(path, 0o755);
  const agents = await catalog.wellKnown();
  expect(agents.find(({ id }) => id === 'opencode')).toMatchObject({
    found: { kind: 'found', path },
    spec: { command: 'opencode', args: ['acp'] },
  });
  expect(agents.find(({ id }) => id === 'gemini')).toMatchObject({ found: { kind: 'missing', command: 'gemini' } });
});

test('in a folder that is not trusted not even a shell is started to look for them', async () => {
  const catalog = begin();
  harness.editor.isTrusted = false;
  expect(await catalog.wellKnown()).not.toHaveLength(0);
  expect(shells).toBe(0);
});

test('a well-known agent that is missing is started through npx where that is there', () => {
  const agents = wellKnownAgents((command) => (command === 'npx' ? { found: true, path: '/bin/npx' } : { found: false, searched: [] }));
  expect(agents.find(({ id }) => id === 'claude')).toMatchObject({
    viaNpx: '@agentclientprotocol/claude-agent-acp',
    spec: { command: 'npx', args: ['-y', '--package=@agentclientprotocol/claude-agent-acp', 'claude-agent-acp'] },
  });
  expect(agents.find(({ id }) => id === 'goose')).not.toHaveProperty('viaNpx');
  expect(agents.find(({ id }) => id === 'goose')?.spec).toEqual({ command: 'goose', args: ['acp'] });
});
