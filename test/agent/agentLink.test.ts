import { afterEach, describe, expect, test } from 'vitest';
import { AgentHarness, failureOf } from '../fakes/agentHarness';
import type { FakeAgent, FakeScript } from '../fakes/fakeAgent';
import { settled } from '../fakes/fakeClock';
import { RpcError } from '../../src/wire/peer';

let harness: AgentHarness;
const begin = (script: FakeScript = {}): AgentHarness => (harness = new AgentHarness(script));
const prompt = [{ kind: 'text', text: 'Hello' }] as const;
const text = (words: string): object => ({ sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: words } });
afterEach(() => harness.dispose());

describe('a prompt', () => {
  test('reaches the agent, and all that it says is heard before the turn ends', async () => {
    begin();
    const { link } = await harness.connect();
    const turn = link.prompt(prompt);
    const asked = await harness.fakes.last.prompted();
    expect(asked).toMatchObject({ sessionId: link.agentSessionId, prompt: [{ type: 'text', text: 'Hello' }] });
    for (let n = 0; n < 100; n += 1) {
      harness.fakes.last.say(`${n} `);
    }
    asked.answer('max_tokens');
    expect(await turn).toBe('max_tokens');
    expect(harness.listener.text.split(' ')).toHaveLength(101);
  });

  test('that is answered with a flood stops the reading now and then, and the link says so', async () => {
    begin();
    const { link } = await harness.connect();
    const turn = link.prompt(prompt);
    const asked = await harness.fakes.last.prompted();
    const paused = harness.listener.until(() => link.isReadingPaused);
    for (let n = 0; n < 500; n += 1) {
      harness.fakes.last.say(`${n}${'.'.repeat(1_000)}`);
    }
    asked.answer();
    await paused;
    expect(await turn).toBe('end_turn');
    expect(link.isReadingPaused).toBe(false);
    expect(harness.listener.updates).toHaveLength(500);
  });

  test('that the agent refuses fails with its words, and the next one works', async () => {
    begin();
    const { link } = await harness.connect();
    const refused = link.prompt(prompt);
    (await harness.fakes.last.prompted()).fail(-32603, 'Internal error', { message: '401: invalid key sk-abcdefghijk' });
    expect(await failureOf(refused)).toEqual({
      kind: 'rpc',
      code: -32603,
      message: 'Internal error',
      detail: '401: invalid key sk-‹redacted›',
    });
    const next = link.prompt(prompt);
    (await harness.fakes.last.prompted()).answer();
    expect(await next).toBe('end_turn');
  });

  test('for which the agent wants a login says so', async () => {
    begin();
    const { link } = await harness.connect();
    const refused = link.prompt(prompt);
    (await harness.fakes.last.prompted()).fail(-32000, 'Please log in');
    expect(await failureOf(refused)).toEqual({ kind: 'authRequired', message: 'Please log in', methods: [] });
  });

  test('can be cancelled, and still ends with the answer', async () => {
    begin();
    const { link } = await harness.connect();
    const turn = link.prompt(prompt);
    const asked = await harness.fakes.last.prompted();
    link.cancel();
    await until(() => harness.fakes.last.cancels.length > 0);
    harness.fakes.last.say('last words');
    asked.answer('cancelled');
    expect(await turn).toBe('cancelled');
    expect(harness.listener.text).toBe('last words');
  });

  test('is not cancelled by what was meant for the one before it', async () => {
    begin();
    const { link } = await harness.connect();
    const turn = link.prompt(prompt);
    (await harness.fakes.last.prompted()).answer();
    await turn;
    link.cancel();
    const next = link.prompt(prompt);
    const asked = await harness.fakes.last.prompted();
    harness.fakes.last.say('here');
    await until(() => harness.listener.text === 'here');
    expect(harness.fakes.last.cancels).toEqual([]);
    asked.answer();
    expect(await next).toBe('end_turn');
  });

  test('whose agent dies fails with its exit and last words, after its last bytes were heard', async () => {
    begin();
    const { link } = await harness.connect();
    const turn = failureOf(link.prompt(prompt));
    await harness.fakes.last.prompted();
    harness.fakes.last.say('almost');
    await settled();
    harness.fakes.last.complain('out of memory');
    harness.fakes.last.die({ signal: 'SIGABRT' });
    expect(await turn).toEqual({ kind: 'exited', exit: { signal: 'SIGABRT' }, stderr: ['out of memory'] });
    expect(harness.listener.text).toBe('almost');
    expect(await link.gone).toEqual(await turn);
  });

  test('answered in the last bytes of a dying agent is answered', async () => {
    begin();
    const { link } = await harness.connect();
    const turn = link.prompt(prompt);
    const asked = await harness.fakes.last.prompted();
    harness.fakes.last.say('done');
    asked.answer();
    await settled();
    await settled();
    harness.fakes.last.die({ code: 0 });
    expect(await turn).toBe('end_turn');
    expect(harness.listener.text).toBe('done');
  });

  test('whose agent closes its stdout and lives on fails as disconnected, and the agent is killed', async () => {
    begin({ deaf: true });
    const { link } = await harness.connect();
    const turn = failureOf(link.prompt(prompt));
    await harness.fakes.last.prompted();
    harness.fakes.last.complain('lost it');
    harness.fakes.last.hangUp();
    expect(await turn).toEqual({ kind: 'disconnected', stderr: ['lost it'] });
    expect(await link.gone).toEqual(await turn);
    expect(harness.fakes.last.child.kills).toBeGreaterThan(0);
  });

  test('is not needed for an agent that closes its stdout and lives on to be told of, with its last words', async () => {
    begin({ deaf: true });
    const { link } = await harness.connect();
    harness.fakes.last.complain('token=abcdefghij is no good');
    harness.fakes.last.hangUp();
    expect(await link.gone).toEqual({ kind: 'disconnected', stderr: ['token=‹redacted› is no good'] });
  });

  test('on an agent that is gone already fails at once', async () => {
    begin();
    const { link } = await harness.connect();
    harness.fakes.last.die({ code: 7 });
    await link.gone;
    expect(await failureOf(link.prompt(prompt))).toMatchObject({ kind: 'exited', exit: { code: 7 } });
  });
});

describe('updates', () => {
  test('that come before the session has a name are heard', async () => {
    begin({
      onNew: async (agent) => {
        agent.update({ sessionUpdate: 'available_commands_update', availableCommands: [{ name: 'init', description: 'Begin' }] }, 'early');
        await settled();
        return 'early';
      },
    });
    await harness.connect();
    expect(harness.listener.updates).toEqual([{ kind: 'commands', commands: [{ name: 'init', description: 'Begin' }] }]);
  });

  test('for a session that is not ours are not heard', async () => {
    begin();
    const { link } = await harness.connect();
    const turn = link.prompt(prompt);
    const asked = await harness.fakes.last.prompted();
    harness.fakes.last.say('not for you', 'somebody-else');
    asked.answer();
    await turn;
    expect(harness.listener.updates).toEqual([]);
  });

  test('between turns are heard', async () => {
    begin();
    await harness.connect();
    harness.fakes.last.update({ sessionUpdate: 'session_info_update', title: 'A title' });
    await harness.listener.until(() => harness.listener.updates.length > 0);
    expect(harness.listener.updates).toEqual([{ kind: 'title', title: 'A title' }]);
  });
});

describe('a stored session', () => {
  const old = { agentSessionId: 'old' };
  const canBoth = { loadSession: true, sessionCapabilities: { resume: {} } };

  test('is resumed where the agent can', async () => {
    begin({ capabilities: canBoth });
    const { link, origin } = await harness.connect(old);
    expect([origin, link.agentSessionId]).toEqual(['kept', 'old']);
    expect(harness.fakes.last.asked).toEqual(['initialize', 'session/resume']);
  });

  test('is loaded where the agent cannot resume, and its replay is not heard, only how things are now', async () => {
    begin({
      capabilities: { loadSession: true },
      onLoad: async (agent) => {
        agent.update({ sessionUpdate: 'user_message_chunk', content: { type: 'text', text: 'Once' } });
        agent.update(text('upon a time'));
        agent.update({ sessionUpdate: 'tool_call', toolCallId: 't', title: 'Reading' });
        agent.update({ sessionUpdate: 'current_mode_update', currentModeId: 'plan' });
        await settled();
      },
    });
    const { link, origin } = await harness.connect(old);
    expect([origin, link.agentSessionId]).toEqual(['kept', 'old']);
    expect(harness.listener.kinds).toEqual(['mode']);
  });

  test('that is replayed after the reply is not heard either, and is over before the link is there', async () => {
    let replayed = 0;
    begin({
      capabilities: { loadSession: true },
      onLoad: (agent) => {
        void late(agent);
      },
    });
    const late = async (agent: FakeAgent): Promise<void> => {
      for (; replayed < 4; replayed += 1) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        agent.update(text('again'));
      }
    };
    const { link } = await harness.connect(old);
    expect(replayed).toBe(4);
    const turn = link.prompt(prompt);
    const asked = await harness.fakes.last.prompted();
    harness.fakes.last.say('new');
    asked.answer();
    await turn;
    expect(harness.listener.text).toBe('new');
  });

  test.each([
    ['-32002', -32002],
    ['-32602', -32602],
    ['-32603', -32603],
    ['a code of its own', 404],
  ])('that the agent no longer knows (%s) is followed by a new one, and said to be lost', async (_name, code) => {
    const gone = (): never => {
      throw new RpcError(code, 'Internal error', { details: 'Session not found' });
    };
    begin({ capabilities: canBoth, onResume: gone, onLoad: gone });
    const { link, origin } = await harness.connect(old);
    expect(origin).toBe('lost');
    expect(link.agentSessionId).not.toBe('old');
    expect(harness.fakes.last.asked).toEqual(['initialize', 'session/resume', 'session/load', 'session/new']);
    expect(harness.editor.logged.join()).toContain('Session not found');
  });

  test.each([
    ['an internal error', -32603],
    ['bad parameters', -32602],
    ['a code of its own', 7],
  ])('that the agent refuses for another reason (%s), and still lists, fails the turn with that reason and is kept', async (_name, code) => {
    const pages = [{ sessions: [{ sessionId: 'other' }], nextCursor: 'more' }, { sessions: [{ sessionId: 'old' }] }];
    const cursors: unknown[] = [];
    begin({
      capabilities: { loadSession: true, sessionCapabilities: { list: {} } },
      onLoad: () => {
        throw new RpcError(code, 'Internal error', { details: 'The disk is full' });
      },
      onList: (_agent, { cursor }) => {
        cursors.push(cursor);
        return pages[cursors.length - 1]!;
      },
    });
    expect(await harness.failure(old)).toMatchObject({ kind: 'rpc', code, detail: 'The disk is full' });
    expect(cursors).toEqual([undefined, 'more']);
    expect(harness.fakes.last.asked).not.toContain('session/new');
  });

  test.each([
    ['that it does not list', -32603, { sessions: [{ sessionId: 'other' }] }],
    ['that it lists, and says that it cannot be found', -32002, { sessions: [{ sessionId: 'old' }] }],
    ['that it lists, and cannot open by any way', -32601, { sessions: [{ sessionId: 'old' }] }],
    ['in a list that has no end', -32603, { sessions: [], nextCursor: 'more' }],
  ])('%s is lost', async (_name, code, page) => {
    begin({
      capabilities: { ...canBoth, sessionCapabilities: { list: {} } },
      onLoad: () => {
        throw new RpcError(code, 'Internal error');
      },
      onList: () => page,
    });
    expect((await harness.connect(old)).origin).toBe('lost');
  });

  test('is not lost where the agent passes on that its model’s server has no time, or that a limit of use is reached', async () => {
    for (const [code, message] of [[503, 'Overloaded'], [-32603, `Claude AI usage limit reached|${Date.now() + 3_600_000}`]] as const) {
      begin({
        capabilities: { loadSession: true },
        onLoad: () => {
          throw new RpcError(code, message);
        },
      });
      expect(await harness.failure(old)).toMatchObject({ kind: 'rpc', code, message });
    }
  });

  test('is lost where neither the code nor a list tells', async () => {
    begin({
      capabilities: { loadSession: true, sessionCapabilities: { list: {} } },
      onLoad: () => {
        throw new RpcError(-32603, 'Internal error');
      },
      onList: () => {
        throw new RpcError(-32601, 'Method not found');
      },
    });
    expect((await harness.connect(old)).origin).toBe('lost');
  });

  test('of an agent that keeps none is lost', async () => {
    begin();
    expect((await harness.connect(old)).origin).toBe('lost');
  });

  test('for which the agent wants a login is not lost', async () => {
    begin({
      capabilities: canBoth,
      onResume: () => {
        throw new RpcError(-32000, 'Please log in');
      },
    });
    expect(await harness.failure(old)).toMatchObject({ kind: 'authRequired' });
    expect(harness.fakes.last.asked).not.toContain('session/new');
  });

  test('on which the agent dies fails with its exit', async () => {
    begin({
      capabilities: { loadSession: true },
      onLoad: (agent) => {
        agent.die({ code: 9 });
        return new Promise(() => undefined);
      },
    });
    expect(await harness.failure(old)).toMatchObject({ kind: 'exited', exit: { code: 9 } });
  });
});

describe('closing a link', () => {
  test('ends the process, once', async () => {
    begin();
    const { link } = await harness.connect();
    await Promise.all([link.close(), link.close()]);
    expect(harness.fakes.last.child.ends).toBe(1);
    expect(await link.gone).toEqual({ kind: 'exited', exit: { code: 0 }, stderr: [] });
  });

  test('withdraws what was asked', async () => {
    begin();
    const { link } = await harness.connect();
    harness.listener.answer = (_question, signal) =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve({ kind: 'withdrawn' }), { once: true }));
    void askedPermission(harness.fakes.last);
    await harness.listener.until(() => harness.listener.questions.length === 1);
    await link.close();
    expect(harness.listener.questions[0]?.signal.aborted).toBe(true);
  });

  test('cancels what runs before the process hears its end', async () => {
    begin({ deaf: true });
    const { link } = await harness.connect();
    const turn = failureOf(link.prompt(prompt));
    await harness.fakes.last.prompted();
    link.cancel();
    const closed = link.close();
    await until(() => harness.fakes.last.child.ends === 1);
    await until(() => harness.fakes.last.cancels.length === 1);
    harness.fakes.last.die();
    await closed;
    expect(await turn).toMatchObject({ kind: 'exited' });
  });

  test('by force kills the process at once', async () => {
    begin({ deaf: true });
    const { link } = await harness.connect();
    link.kill();
    expect(harness.fakes.last.child.hasExited).toBe(true);
    expect(await link.gone).toEqual({ kind: 'exited', exit: { signal: 'SIGKILL' }, stderr: [] });
  });
});

function askedPermission(agent: FakeAgent): Promise<unknown> {
  const method = { name: 'session/request_permission', readParams: (raw: unknown) => raw as never, readResult: (raw: unknown) => raw };
  return agent
    .ask(method, { toolCall: { toolCallId: 't' }, options: [{ optionId: 'yes', name: 'Yes', kind: 'allow_once' }] })
    .catch(() => undefined);
}

async function until(is: () => boolean): Promise<void> {
  while (!is()) {
    await settled();
  }
}

describe('the tools of a session', () => {
  const server = { name: 'holdfast', command: '/node', args: ['bridge.js'], environment: { KEY: 'secret' } };
  const told = { name: 'holdfast', command: '/node', args: ['bridge.js'], env: [{ name: 'KEY', value: 'secret' }] };
  const withTools = (script: FakeScript, toolServers: (sessionId: string) => Promise<readonly (typeof server)[]>): AgentHarness =>
    (harness = new AgentHarness(script, () => ({ toolServers })));

  test('are told to its agent, whether the session is new, resumed or loaded', async () => {
    const heard: unknown[] = [];
    const asked: string[] = [];
    const refuse = (params: object): never => {
      heard.push(params);
      throw new RpcError(404, 'Not found');
    };
    const script: FakeScript = {
      capabilities: { loadSession: true, sessionCapabilities: { resume: {} } },
      onResume: (_, params) => refuse(params),
      onLoad: (_, params) => refuse(params),
      onNew: (_, params) => {
        heard.push(params);
        return 'new';
      },
    };
    withTools(script, async (sessionId) => {
      asked.push(sessionId);
      return [server];
    });
    await harness.connect({ agentSessionId: 'old' });
    expect(heard).toMatchObject([{ mcpServers: [told] }, { mcpServers: [told] }, { mcpServers: [told] }]);
    expect(asked).toEqual(['s1']);
  });

  test('are done without where they cannot be had, and the log says so', async () => {
    let heard: unknown;
    const onNew: FakeScript['onNew'] = (_, params) => {
      heard = params.mcpServers;
      return 'new';
    };
    withTools({ onNew }, () => Promise.reject(new Error('no room')));
    await harness.connect();
    expect(heard).toEqual([]);
    expect(harness.editor.logged.join()).toContain('goes without the tools of the task board: Error: no room');
  });
});
