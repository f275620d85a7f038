import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { livenessOf } from '../../src/host/processIdentity';
import { systemClock } from '../../src/host/systemClock';
import { doorVariable, tokenVariable } from '../../src/mcp/bridgeLine';
import { admit } from '../../src/mcp/door';
import { Passes } from '../../src/mcp/passes';
import { bundleScript } from '../host/runScript';
import { WorkedBoard } from './workedBoard';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-test-'));
const bridge = join(folder, 'mcpBridge.js');
beforeAll(() => bundleScript(`import './src/mcp/bridge';`, bridge));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an agent that works on a task', () => {
  test('is offered the tools of the board, whichever era of the protocol it speaks', async () => {
    const board = new WorkedBoard(bridge);
    board.running('a');
    const client = await board.start('s-run-a');
    const hello = await client.initialize();
    expect(hello.result).toMatchObject({ protocolVersion: '2025-06-18', serverInfo: { name: 'holdfast' }, capabilities: { tools: {} } });
    expect((await client.request('ping')).result).toEqual({});
    const { tools } = (await client.request('tools/list')).result as { tools: { name: string; inputSchema: object }[] };
    expect(tools.map(({ name }) => name)).toEqual([
      ...['board_show', 'board_list', 'board_comment', 'board_heartbeat', 'board_complete', 'board_block', 'board_create', 'board_link'],
    ]);
    expect(tools[4]?.inputSchema).toMatchObject({ type: 'object', required: ['summary'], properties: { artifacts: { type: 'array' } } });

    const later = await board.start('s-run-a');
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const called = await later.request('tools/call', { name: 'board_show', arguments: {}, _meta });
    expect(called.result).toMatchObject({ isError: false, content: [{ type: 'text' }] });
  });

  test('reports through it that its task is done, unless it was taken over meanwhile', async () => {
    const board = new WorkedBoard(bridge);
    const [client, late] = [await board.agent('a'), await board.agent('b')];
    board.takenOver('b', 'run-2');
    expect(await client.call('board_complete', { summary: 'All of it.' })).toEqual({ text: 'The task is done. End your turn now.', isError: false });
    expect((await late.call('board_complete', { summary: 'All of it.' })).text).toContain('This task was taken over (attempt 2)');
    expect([board.task('a').status, board.task('b').status]).toEqual(['done', 'running']);
  });
});

describe('the door', () => {
  test('opens for the runs of this window alone', async () => {
    const board = new WorkedBoard(bridge);
    board.running('a');
    const client = await board.start('s-run-a', (environment) => ({ ...environment, [tokenVariable]: 'run-a' }));
    await expect(client.initialize()).rejects.toThrow('This window of Holdfast knows no such task');
    expect(await client.exited).toBe(1);
    expect(board.access.hasCome('run-a')).toBe(false);
  });

  test('knows whether the agent of a run ever came', async () => {
    const board = new WorkedBoard(bridge);
    board.running('a');
    board.running('b');
    await (await board.start('s-run-a')).initialize();
    expect([board.access.hasCome('run-a'), board.access.hasCome('run-b'), board.access.hasCome('nobody')]).toEqual([true, false, false]);
  });

  test('gives a session without a task no server', async () => {
    const board = new WorkedBoard(bridge);
    expect(await board.access.serversFor('some session')).toEqual([]);
    expect(board.socketPath).toBeUndefined();
  });

  test('stands in a folder that nobody else may enter, with a path that every system takes, and leaves nothing behind', async () => {
    const board = new WorkedBoard(bridge);
    board.running('a');
    await board.access.serversFor('s-run-a');
    const path = board.socketPath ?? '';
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(Buffer.byteLength(path)).toBeLessThanOrEqual(103);
    board.access.close();
    await expect.poll(() => existsSync(dirname(path))).toBe(false);
    await expect(board.access.serversFor('s-run-a')).rejects.toThrow('closing');
  });

  test('shows out who talks nonsense, and who sends a line without end', async () => {
    const board = new WorkedBoard(bridge);
    board.running('a');
    const [server] = await board.access.serversFor('s-run-a');
    const answerTo = async (text: string): Promise<string> => {
      const socket = connect(server?.environment[doorVariable] ?? '');
      let said = '';
      socket.on('data', (chunk) => (said += chunk.toString())).on('error', () => undefined);
      socket.write(text);
      await once(socket, 'close');
      return said;
    };
    expect(await answerTo('GET / HTTP/1.1\n')).toContain('That is no message of a board’s tool.');
    expect(await answerTo('{"kind":"call","id":1,"tool":"board_show"}\n')).toContain('That is no message');
    expect(await answerTo(`${'x'.repeat(1024 * 1024 + 1)}\n`)).toContain('longer than');
    const hello = JSON.stringify({ kind: 'hello', token: server?.environment[tokenVariable] });
    expect(await answerTo(`${hello}\n${hello}\n`)).toContain('That is no message');
  });

  test('lets go of who asks and asks and never reads an answer', async () => {
    const board = new WorkedBoard(bridge);
    board.running('a');
    board.store.change({ kind: 'edit', by: { kind: 'person' }, taskId: 'a', prompt: 'x'.repeat(100_000) });
    const passes = new Passes();
    const token = passes.issue({ taskId: 'a', runId: 'run-a' });
    // Takes nothing of what is written to it, as a socket whose other end does not read.
    const stream = new Duplex({ read: () => undefined, write: () => undefined });
    admit(stream, { tools: board.tools, passes, clock: systemClock, onError: (error) => expect.fail(String(error)) });
    const closed = once(stream, 'close');
    stream.push(`${JSON.stringify({ kind: 'hello', token })}\n`);
    let mostBytes = 0;
    for (let id = 0; id < 200 && !stream.destroyed; id += 1) {
      stream.push(`${JSON.stringify({ kind: 'call', id, tool: 'board_show', given: {} })}\n`);
      await new Promise((resolve) => setImmediate(resolve));
      mostBytes = Math.max(mostBytes, stream.writableLength);
    }
    expect(stream.destroyed).toBe(true);
    expect(mostBytes).toBeLessThan(5 * 1024 * 1024);
    await closed;
    expect(passes.ofRun('run-a')?.open).toBe(0);
  });

  test('ends its bridges when the window closes', async () => {
    const board = new WorkedBoard(bridge);
    const client = await board.agent('a');
    board.access.close();
    expect(await client.exited).toBe(0);
    expect(client.stderr).toContain('The window of Holdfast has closed.');
  });
});

describe('the bridge', () => {
  test('ends when its agent lets go of it', async () => {
    const board = new WorkedBoard(bridge);
    const client = await board.agent('a');
    client.letGo();
    expect(await client.exited).toBe(0);
    expect(livenessOf({ pid: client.pid })).toBe('dead');
    expect((await (await board.start('s-run-a')).initialize()).error).toBeUndefined();
  });

  test('says why it does nothing where nobody listens', async () => {
    const board = new WorkedBoard(bridge);
    board.running('a');
    const client = await board.start('s-run-a', (environment) => ({ ...environment, [doorVariable]: join(folder, 'nowhere') }));
    expect(await client.exited).toBe(1);
    expect(client.stderr).toContain('The window of Holdfast cannot be reached');
    const lonely = await board.start('s-run-a', () => ({}));
    expect(await lonely.exited).toBe(1);
    expect(lonely.stderr).toContain('This is started by agents that Holdfast runs');
  });

  test('survives what is no message of its protocol', async () => {
    const board = new WorkedBoard(bridge);
    const client = await board.agent('a');
    client.write('not json\n{"jsonrpc":"2.0"}\n[]\n');
    expect((await client.call('board_show')).isError).toBe(false);
    expect((await client.request('no/such/method')).error?.code).toBe(-32601);
  });
});
