import { describe, expect, onTestFinished, test } from 'vitest';
import { folderWith } from './folders';
import { choice, TestClient } from './testClient';

describe('/run', () => {
  test('asks, runs the line in a terminal of the client, and says how it ended', async () => {
    const { client, sessionId, cwd } = await session();
    client.exit = Promise.resolve({ exitCode: 0 });
    expect(await client.prompt(sessionId, '/run npm test && echo "done"')).toEqual({ stopReason: 'end_turn' });

    const [question] = client.askedFor('session/request_permission');
    expect(question).toMatchObject({
      toolCall: { title: 'npm test && echo "done"', kind: 'execute', status: 'pending', rawInput: { cwd } },
      options: [
        { name: 'Allow once', kind: 'allow_once' },
        { name: 'Allow this command for this session', kind: 'allow_always' },
        { name: 'Reject', kind: 'reject_once' },
      ],
    });
    expect(client.askedFor('terminal/create')).toEqual([
      { sessionId, command: '/bin/sh', args: ['-c', 'npm test && echo "done"'], env: [], cwd, outputByteLimit: 1024 * 1024 },
    ]);
    expect(client.updates(sessionId, 'tool_call')).toMatchObject([{ status: 'pending', kind: 'execute' }]);
    expect(client.updates(sessionId, 'tool_call_update')).toMatchObject([
      { status: 'in_progress', content: [{ type: 'terminal', terminalId: 'terminal-1' }] },
      { status: 'completed' },
    ]);
    expect(client.said(sessionId)).toMatch(/^Exited with code 0 after 0\.\d s\.$/);
    expect(client.askedFor('terminal/release')).toEqual([{ sessionId, terminalId: 'terminal-1' }]);
  });

  test.each([
    [{ exitCode: 3 }, /^Exited with code 3 after/],
    [{ signal: 'SIGKILL' }, /^Ended by the signal SIGKILL after/],
    [{ exitCode: null, signal: null }, /^Ended, it is not known how, after/],
  ])('calls it failed when it ended with %j', async (exit, words) => {
    const { client, sessionId } = await session();
    client.exit = Promise.resolve(exit);
    await client.prompt(sessionId, '/run false');
    expect(client.updates(sessionId, 'tool_call_update').at(-1)).toMatchObject({ status: 'failed' });
    expect(client.said(sessionId)).toMatch(words);
  });

  test('runs nothing that was rejected, and says so', async () => {
    const { client, sessionId } = await session();
    client.permission = () => choice('reject');
    expect(await client.prompt(sessionId, '/run rm -rf build')).toEqual({ stopReason: 'end_turn' });
    expect(client.said(sessionId)).toBe('You rejected it, so `rm -rf build` was not run.');
    expect(client.updates(sessionId, 'tool_call_update')).toMatchObject([{ status: 'failed' }]);
    expect(client.askedFor('terminal/create')).toEqual([]);
  });

  test.each([choice('something-else'), { outcome: { outcome: 'approved' } }, { outcome: { outcome: 'cancelled' } }])(
    'takes %j for no permission',
    async (answer) => {
      const { client, sessionId } = await session();
      client.permission = () => answer;
      await client.prompt(sessionId, '/run true');
      expect(client.said(sessionId)).toMatch(/was not run\.$/);
      expect(client.askedFor('terminal/create')).toEqual([]);
    },
  );

  test('asks again for the next time, unless it was allowed for the session', async () => {
    const { client, sessionId, cwd } = await session();
    await client.prompt(sessionId, '/run make');
    client.permission = () => choice('allow-session');
    await client.prompt(sessionId, '/run make');
    await client.prompt(sessionId, '/run make');
    expect(client.askedFor('session/request_permission')).toHaveLength(2);
    await client.prompt(sessionId, '/run make clean');
    expect(client.askedFor('session/request_permission')).toHaveLength(3);
    await client.prompt(await client.newSession(cwd), '/run make');
    expect(client.askedFor('session/request_permission')).toHaveLength(4);
  });

  test('cancelled while it runs, it is killed and let go', async () => {
    const { client, sessionId } = await session();
    client.exit = new Promise(() => undefined);
    const turn = client.prompt(sessionId, '/run sleep 100');
    await client.until(() => client.askedFor('terminal/wait_for_exit').length > 0);
    client.notify('session/cancel', { sessionId });
    expect(await turn).toEqual({ stopReason: 'cancelled' });
    expect(client.asked.map(({ method }) => method).slice(-3)).toEqual(['terminal/kill', 'terminal/output', 'terminal/release']);
    expect(client.updates(sessionId, 'tool_call_update').at(-1)).toMatchObject({ status: 'failed' });
    expect(client.said(sessionId)).toMatch(/^Stopped after/);
  });

  test('cancelled while it asks, it withdraws the question and runs nothing', async () => {
    const { client, sessionId } = await session();
    let isWithdrawn = false;
    client.permission = (_params, token) =>
      new Promise((resolve) => {
        token.onCancellationRequested(() => {
          isWithdrawn = true;
          resolve(choice('allow-once'));
        });
      });
    const turn = client.prompt(sessionId, '/run sleep 100');
    await client.until(() => client.askedFor('session/request_permission').length > 0);
    client.notify('session/cancel', { sessionId });
    expect(await turn).toEqual({ stopReason: 'cancelled' });
    expect(isWithdrawn).toBe(true);
    expect(client.askedFor('terminal/create')).toEqual([]);
    expect(client.updates(sessionId, 'tool_call_update')).toMatchObject([{ status: 'failed' }]);
  });

  test('says why it could not be started', async () => {
    const { client, sessionId } = await session();
    client.refuseTerminal = 'There is no such folder.';
    expect(await client.prompt(sessionId, '/run ls')).toEqual({ stopReason: 'end_turn' });
    expect(client.said(sessionId)).toMatch(/^`ls` could not be started: .*There is no such folder\./);
    expect(client.updates(sessionId, 'tool_call_update').at(-1)).toMatchObject({ status: 'failed' });
  });

  test('says so when the client offers no terminals', async () => {
    const client = start();
    await client.initialize({ protocolVersion: 1, clientCapabilities: {} });
    const sessionId = await client.newSession('/');
    await client.prompt(sessionId, '/run ls');
    expect(client.said(sessionId)).toContain('this client offers no terminals');
    expect(client.asked).toEqual([]);
  });

  test('without a command says how it is written', async () => {
    const { client, sessionId } = await session();
    await client.prompt(sessionId, '/run  ');
    expect(client.said(sessionId)).toContain('`/run npm test`');
  });
});

function start(): TestClient {
  const client = new TestClient(folderWith());
  onTestFinished(() => client.dispose());
  return client;
}

async function session(): Promise<{ client: TestClient; sessionId: string; cwd: string }> {
  const client = start();
  await client.initialize();
  const cwd = folderWith();
  return { client, cwd, sessionId: await client.newSession(cwd) };
}
