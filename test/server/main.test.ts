import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { BuildOptions } from 'esbuild';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { describe, expect, onTestFinished, test } from 'vitest';
import { version } from '../../package.json';
import { folderWith } from './folders';

describe('the server process', () => {
  test('answers over stdio, and ends by itself when its stdin ends', async () => {
    const { child, connection } = await start();
    const { capabilities } = await connection.sendRequest<{ capabilities: { experimental: { acp: unknown } } }>('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities: { experimental: { acp: { protocolVersion: 1 } } },
    });
    expect(capabilities.experimental.acp).toMatchObject({ protocolVersion: 1, agentInfo: { name: 'holdfast-builtin', version } });
    const { sessionId } = await connection.sendRequest<{ sessionId: string }>('session/new', { cwd: '/', mcpServers: [] });
    const answer = await connection.sendRequest('session/prompt', { sessionId, prompt: [{ type: 'text', text: '/help' }] });
    expect(answer).toEqual({ stopReason: 'end_turn' });

    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('ends with its stdin also in the middle of a turn', async () => {
    const { child, connection } = await start();
    connection.onRequest('session/request_permission', () => {
      child.stdin.end();
      return new Promise(() => undefined);
    });
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { experimental: { acp: { protocolVersion: 1, clientCapabilities: { terminal: true } } } },
    });
    const { sessionId } = await connection.sendRequest<{ sessionId: string }>('session/new', { cwd: '/', mcpServers: [] });
    void connection.sendRequest('session/prompt', { sessionId, prompt: [{ type: 'text', text: '/run sleep 100' }] }).catch(() => undefined);
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('says what is missing when it is started without a folder for its sessions', async () => {
    const { child } = await start({});
    const [errors, exit] = await Promise.all([textOf(child), once(child, 'exit')]);
    expect(errors).toContain('HOLDFAST_BUILTIN_STATE');
    expect(exit).toEqual([1, null]);
  });
});

async function start(env?: NodeJS.ProcessEnv): Promise<{ child: ChildProcessWithoutNullStreams; connection: MessageConnection }> {
  const folder = folderWith();
  const outfile = join(folder, 'server.js');
  const asInTheProduct: BuildOptions = { bundle: true, platform: 'node', format: 'cjs', mainFields: ['module', 'main'], target: 'es2023' };
  await build({ ...asInTheProduct, entryPoints: ['src/server/main.ts'], outfile, logLevel: 'error' });
  const child = spawn(process.execPath, [outfile], { env: env ?? { HOLDFAST_BUILTIN_STATE: join(folder, 'state') } });
  const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin));
  connection.listen();
  onTestFinished(() => {
    connection.dispose();
    child.kill('SIGKILL');
  });
  return { child, connection };
}

async function textOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  let text = '';
  for await (const chunk of child.stderr.setEncoding('utf8')) {
    text += String(chunk);
  }
  return text;
}
