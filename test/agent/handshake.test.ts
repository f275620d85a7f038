import { afterEach, describe, expect, test } from 'vitest';
import type { FakeAgent, FakeScript } from '../fakes/fakeAgent';
import { AgentHarness } from '../fakes/agentHarness';
import { RpcError } from '../../src/wire/peer';
import { FakeClock } from '../fakes/fakeClock';

describe('a handshake', () => {
  let harness: AgentHarness;
  const begin = (script: FakeScript): AgentHarness => (harness = new AgentHarness(script));
  afterEach(() => harness.dispose());

  test('introduces us and opens a session in the folder', async () => {
    let cwd = '';
    begin({ onNew: (_agent, params) => ((cwd = params.cwd), 'theirs') });
    const { link, origin } = await harness.connect();
    expect(origin).toBe('fresh');
    expect(link.agentSessionId).toBe('theirs');
    expect(cwd).toBe(harness.folder);
    expect(harness.fakes.last.asked).toEqual(['initialize', 'session/new']);
  });

  const failing: readonly (readonly [string, FakeScript, object])[] = [
    [
      'an agent that exits at once is told with its exit and its last words',
      {
        onInitialize: (agent) => {
          agent.complain('Cannot find module', 'at index.js');
          agent.die({ code: 3 });
          return forever();
        },
      },
      { kind: 'exited', exit: { code: 3 }, stderr: ['Cannot find module', 'at index.js'] },
    ],
    [
      'a program that prints something else and ends is no agent, and a sample says what it was',
      {
        onInitialize: (agent) => {
          agent.print('total 12\nREADME.md\n');
          agent.die({ code: 0 });
          return forever();
        },
      },
      { kind: 'notAcp', sample: 'total 12\nREADME.md', stderr: [] },
    ],
    [
      'a program that prints something else and fails is told with its exit',
      {
        onInitialize: (agent) => {
          agent.print('usage: nonsense\n');
          agent.die({ code: 2 });
          return forever();
        },
      },
      { kind: 'exited', exit: { code: 2 } },
    ],
    [
      'an agent that closes its stdout without a word, and lives on, is no agent',
      {
        deaf: true,
        onInitialize: (agent) => {
          agent.hangUp();
          return forever();
        },
      },
      { kind: 'notAcp', sample: '' },
    ],
    ['an agent of another protocol version is told with both', { protocolVersion: 2 }, { kind: 'protocolVersion', wanted: 1, offered: 2 }],
    [
      'a refusal is told with the useful text of its data',
      { onInitialize: () => Promise.reject(new RpcError(-32603, 'Internal error', { details: 'The config file is broken.' })) },
      { kind: 'rpc', code: -32603, message: 'Internal error', detail: 'The config file is broken.' },
    ],
    [
      'a refusal that quotes a server’s JSON is told with its text',
      {
        onNew: () =>
          Promise.reject(
            new RpcError(400, '{"error":{"code":400,"message":"Bad model"}}', { message: '{"error":{"message":"No such model"}}' }),
          ),
      },
      { kind: 'rpc', code: 400, message: 'Bad model', detail: 'No such model' },
    ],
    [
      'an agent that wants a login says so, with its ways to log in',
      {
        authMethods: [{ id: 'web', name: 'In the browser' }],
        onNew: () => Promise.reject(new RpcError(-32000, 'Authentication required')),
      },
      { kind: 'authRequired', message: 'Authentication required', methods: [{ id: 'web', name: 'In the browser' }] },
    ],
    [
      'an agent that answers the session with an error is told with it',
      { onNew: () => Promise.reject(new RpcError(-32602, 'No such model', 'lab-model')) },
      { kind: 'rpc', code: -32602, message: 'No such model', detail: 'lab-model' },
    ],
  ];

  test.each(failing)('%s', async (_name, script, failure) => {
    begin(script);
    expect(await harness.failure()).toMatchObject(failure);
    expect(harness.fakes.last.child.hasExited).toBe(true);
  });

  test('an agent that does not answer in time is told with the method and the time, and killed', async () => {
    begin({ onInitialize: () => forever() });
    harness.editor.own = { ...harness.editor.own, connectTimeoutMs: 60 };
    expect(await harness.failure()).toMatchObject({ kind: 'noAnswer', method: 'initialize', afterMs: 60 });
    expect(harness.fakes.last.child.hasExited).toBe(true);
  });

  test('a program that prints something else and does not answer in time is no agent', async () => {
    begin({ onInitialize: () => forever() });
    harness.editor.own = { ...harness.editor.own, connectTimeoutMs: 60 };
    const failure = harness.failure();
    harness.fakes.last.print('Welcome! Type help.\n> ');
    expect(await failure).toMatchObject({ kind: 'notAcp', sample: 'Welcome! Type help.\n>' });
  });

  test('gives up on a program that printed something else and then nothing, without waiting for the whole limit', async () => {
    const clock = new FakeClock();
    let asked = (): void => undefined;
    const initialized = new Promise<void>((resolve) => (asked = resolve));
    harness = new AgentHarness({ onInitialize: () => (asked(), forever()) }, () => ({ clock }));
    harness.editor.own = { ...harness.editor.own, connectTimeoutMs: 600_000 };
    const failure = harness.failure();
    await initialized;
    harness.fakes.last.print('Welcome! Type help.\n');
    await clock.tick(14_000);
    await clock.tick(1_000);
    harness.fakes.last.print('> ');
    await clock.tick(14_000);
    await clock.tick(1_000);
    expect(harness.fakes.last.child.hasExited).toBe(false);
    await clock.tick(15_000);
    expect(await failure).toMatchObject({ kind: 'notAcp', sample: 'Welcome! Type help.\n>' });
  });

  test('no limit is a limit of nothing: a slow agent is waited for', async () => {
    let go = (): void => undefined;
    begin({ onInitialize: () => new Promise<void>((resolve) => (go = resolve)) });
    harness.editor.own = { ...harness.editor.own, connectTimeoutMs: 0 };
    const connecting = harness.connect();
    setTimeout(() => go(), 50);
    expect((await connecting).origin).toBe('fresh');
  });

  test('a session that the agent does not open in time is told with its method', async () => {
    begin({ onNew: () => forever() });
    harness.editor.own = { ...harness.editor.own, connectTimeoutMs: 60 };
    expect(await harness.failure()).toMatchObject({ kind: 'noAnswer', method: 'session/new' });
  });

  test('keys in the last words are not passed on', async () => {
    begin({
      onInitialize: (agent: FakeAgent) => {
        agent.complain('401 for sk-proj-abcdefghijkl', 'Authorization: Bearer abcdefghijklmnop');
        agent.die();
        return forever();
      },
    });
    const failure = await harness.failure();
    expect(JSON.stringify(failure)).not.toMatch(/abcdefgh/);
    expect(failure).toMatchObject({ stderr: ['401 for sk-‹redacted›', 'Authorization: Bearer ‹redacted›'] });
  });
});

function forever<T>(): Promise<T> {
  return new Promise(() => undefined);
}
