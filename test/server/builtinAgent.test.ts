import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { folderWith } from './folders';
import { choice, TestClient } from './testClient';

describe('the handshake', () => {
  test("answers ACP inside the language server's initialize", async () => {
    const client = start();
    expect(await client.initialize()).toEqual({
      protocolVersion: 1,
      agentInfo: { name: 'holdfast-builtin', title: 'Holdfast', version: '1.2.3' },
      agentCapabilities: {
        loadSession: true,
        promptCapabilities: { embeddedContext: true },
        sessionCapabilities: { list: {}, delete: {}, resume: {}, close: {} },
      },
      authMethods: [],
    });
  });

  test('answers its own version to a client that asks for another', async () => {
    expect(await start().initialize({ protocolVersion: 99 })).toMatchObject({ protocolVersion: 1 });
  });

  test('refuses ACP parameters that make no sense, and says which', async () => {
    const message = 'params.protocolVersion should be a number.';
    await expect(start().initialize({ clientCapabilities: {} })).rejects.toMatchObject({ code: -32602, message });
  });

  test('serves a client that speaks no ACP as a plain language server', async () => {
    const client = start();
    const result = await client.request('initialize', { processId: null, rootUri: null, capabilities: {} });
    expect(result).toEqual({ capabilities: { textDocumentSync: { openClose: true, change: 2 } } });
  });
});

describe('a session', () => {
  test('announces its commands after the client knows its id', async () => {
    const { client, sessionId } = await session();
    await client.until(() => client.updates(sessionId, 'available_commands_update').length > 0);
    const commands = client.updates(sessionId, 'available_commands_update').flatMap((update) => update.availableCommands);
    expect(commands.map(({ name }) => name)).toEqual(['run', 'find', 'help']);
  });

  test('refuses a folder that is no absolute path', async () => {
    const client = start();
    await client.initialize();
    await expect(client.newSession('src')).rejects.toMatchObject({ code: -32602 });
  });

  test('answers /help with what it can do', async () => {
    const { client, sessionId } = await session();
    expect(await client.prompt(sessionId, '/help')).toEqual({ stopReason: 'end_turn' });
    expect(client.said(sessionId)).toMatch(/\/run COMMAND[\s\S]*\/find PATTERN[\s\S]*Holdfast: Add Agent…[\s\S]*holdfast\.agents/);
  });

  test('says honestly that no model is connected', async () => {
    const { client, sessionId } = await session();
    await client.prompt(sessionId, 'Why is the sky blue?');
    expect(client.said(sessionId)).toMatch(/No model is connected.*\n[\s\S]*\/find PATTERN/);
  });

  test('does not take a path for a command', async () => {
    const { client, sessionId } = await session();
    await client.prompt(sessionId, '/usr/bin/node is old');
    expect(client.said(sessionId)).toContain('No model is connected');
  });

  test('says that it does not know a command', async () => {
    const { client, sessionId } = await session();
    await client.prompt(sessionId, '/dance `wildly`');
    expect(client.said(sessionId)).toBe('I do not know the command `/dance`; `/help` says what I can do.');
  });

  test('takes one prompt at a time, while other sessions go on', async () => {
    const { client, sessionId } = await session();
    client.exit = new Promise(() => undefined);
    const first = client.prompt(sessionId, '/run sleep 100');
    await client.until(() => client.askedFor('terminal/wait_for_exit').length > 0);
    await expect(client.prompt(sessionId, '/help')).rejects.toMatchObject({ code: -32600 });
    const other = await client.newSession(folderWith());
    expect(await client.prompt(other, '/help')).toEqual({ stopReason: 'end_turn' });
    client.notify('session/cancel', { sessionId });
    expect(await first).toEqual({ stopReason: 'cancelled' });
    expect(await client.prompt(sessionId, '/help')).toEqual({ stopReason: 'end_turn' });
  });

  test('is not known before it is loaded', async () => {
    const { client } = await session();
    for (const sessionId of ['nobody', '../..', '']) {
      await expect(client.prompt(sessionId, 'hello')).rejects.toMatchObject({ code: -32002, data: { sessionId } });
      const load = client.request('session/load', { sessionId, cwd: '/', mcpServers: [] });
      await expect(load).rejects.toMatchObject({ code: -32002 });
    }
  });

  test('is forgotten when it is closed, and its turn is cancelled', async () => {
    const { client, sessionId } = await session();
    client.exit = new Promise(() => undefined);
    const turn = client.prompt(sessionId, '/run sleep 100');
    await client.until(() => client.askedFor('terminal/wait_for_exit').length > 0);
    expect(await client.request('session/close', { sessionId })).toEqual({});
    expect(await turn).toEqual({ stopReason: 'cancelled' });
    expect(client.problems).toEqual([]);
    await expect(client.prompt(sessionId, 'hello')).rejects.toMatchObject({ code: -32002 });
    await client.request('session/resume', { sessionId, cwd: '/', mcpServers: [] });
    expect(await client.prompt(sessionId, '/help')).toEqual({ stopReason: 'end_turn' });
  });

  test('keeps answering when the disk refuses to keep what is said, and reports it', async () => {
    const state = folderWith();
    const { client, sessionId } = await session(state);
    rmSync(join(state, sessionId), { recursive: true });
    writeFileSync(join(state, sessionId), 'A file where the folder should be.');
    expect(await client.prompt(sessionId, '/help')).toEqual({ stopReason: 'end_turn' });
    expect(client.problems).toEqual([expect.stringContaining('is not fully kept')]);
  });
});

describe('after a restart', () => {
  test('load tells the whole conversation again, in order, before it answers', async () => {
    const state = folderWith();
    const { client, sessionId, cwd } = await session(state);
    client.output = 'hello from before\n';
    await client.prompt(sessionId, '/run echo hello');
    await client.prompt(sessionId, 'And now?');
    const before = client.said(sessionId);
    client.dispose();

    const next = start(state);
    await next.initialize();
    await next.request('session/load', { sessionId, cwd, mcpServers: [] });
    expect(next.said(sessionId)).toBe(before);
    const kinds = next.told.map(({ update }) => update.sessionUpdate);
    expect(kinds).toEqual([
      'user_message_chunk',
      'tool_call',
      'tool_call_update',
      'tool_call_update',
      'agent_message_chunk',
      'user_message_chunk',
      'agent_message_chunk',
    ]);
    const last = next.updates(sessionId, 'tool_call_update').at(-1);
    expect(last).toMatchObject({ status: 'completed', content: [{ type: 'content', content: { text: '```\nhello from before\n```' } }] });
    expect(await next.prompt(sessionId, '/help')).toEqual({ stopReason: 'end_turn' });
  });

  test('resume goes on without telling anything again', async () => {
    const state = folderWith();
    const { client, sessionId, cwd } = await session(state);
    await client.prompt(sessionId, '/help');
    client.dispose();

    const next = start(state);
    await next.initialize();
    await next.request('session/resume', { sessionId, cwd, mcpServers: [] });
    await next.until(() => next.updates(sessionId, 'available_commands_update').length > 0);
    expect(next.told).toHaveLength(1);
  });

  test('a tool call that was cut off is told as failed', async () => {
    const state = folderWith();
    const { client, sessionId, cwd } = await session(state);
    client.exit = new Promise(() => undefined);
    void client.prompt(sessionId, '/run sleep 100').catch(() => undefined);
    await client.until(() => client.askedFor('terminal/wait_for_exit').length > 0);
    client.dispose();

    const next = start(state);
    await next.initialize();
    await next.request('session/load', { sessionId, cwd, mcpServers: [] });
    expect(next.updates(sessionId, 'tool_call_update').map(({ status }) => status)).toEqual(['in_progress', 'failed']);
  });

  test('what was allowed for the session is asked again', async () => {
    const state = folderWith();
    const { client, sessionId, cwd } = await session(state);
    client.permission = () => choice('allow-session');
    await client.prompt(sessionId, '/run make');
    client.dispose();

    const next = start(state);
    await next.initialize();
    await next.request('session/load', { sessionId, cwd, mcpServers: [] });
    await next.prompt(sessionId, '/run make');
    expect(next.askedFor('session/request_permission')).toHaveLength(1);
  });

  test('list shows sessions newest first, with the title of their first prompt', async () => {
    const state = folderWith();
    const { client, sessionId, cwd } = await session(state);
    const other = await client.newSession(folderWith());
    await client.prompt(other, 'Other');
    await client.prompt(sessionId, `  /find\n${'x'.repeat(100)}`);
    await client.prompt(sessionId, '/help');
    client.dispose();

    const next = start(state);
    await next.initialize();
    const { sessions } = await next.request<{ sessions: { sessionId: string; title: string; updatedAt: string }[] }>('session/list', {});
    expect(new Set(sessions.map((listed) => listed.sessionId))).toEqual(new Set([sessionId, other]));
    expect(sessions.map((listed) => listed.updatedAt)).toEqual(sessions.map((listed) => listed.updatedAt).sort().reverse());
    expect(sessions.find((listed) => listed.sessionId === sessionId)?.title).toBe(`/find ${'x'.repeat(53)}…`);
    const here = await next.request('session/list', { cwd });
    expect(here).toMatchObject({ sessions: [{ sessionId, cwd }] });
  });

  test('that is deleted is gone from the disk, also in the middle of a turn, and deleting it again is no error', async () => {
    const state = folderWith();
    const { client, sessionId } = await session(state);
    const other = await client.newSession('/');
    client.exit = new Promise(() => undefined);
    const turn = client.prompt(sessionId, '/run sleep 100');
    await client.until(() => client.askedFor('terminal/wait_for_exit').length > 0);
    await client.request('session/delete', { sessionId });
    expect(await turn).toEqual({ stopReason: 'cancelled' });
    expect(readdirSync(state)).toEqual([other]);
    await client.request('session/delete', { sessionId });
    await client.request('session/delete', { sessionId: '..' });
    expect(existsSync(join(state, other))).toBe(true);
  });

  test('a record that cannot be read is set aside, and the other sessions are listed', async () => {
    const state = folderWith();
    const { client, sessionId } = await session(state);
    const torn = await client.newSession('/');
    client.dispose();
    writeFileSync(join(state, torn, 'session.json'), '{"sessionId":');

    const next = start(state);
    await next.initialize();
    expect(await next.request('session/list', {})).toMatchObject({ sessions: [{ sessionId }] });
    expect(next.problems).toEqual([expect.stringContaining('set aside')]);
    expect(existsSync(join(state, torn, 'aside'))).toBe(true);
  });
});

function start(state = folderWith()): TestClient {
  const client = new TestClient(state);
  onTestFinished(() => client.dispose());
  return client;
}

async function session(state = folderWith()): Promise<{ client: TestClient; sessionId: string; cwd: string }> {
  const client = start(state);
  await client.initialize();
  const cwd = folderWith();
  return { client, cwd, sessionId: await client.newSession(cwd) };
}
