/**
 * What an agent starts as its server of tools: a bundle and a process of its own, so that nothing of the protocol that agents speak here is
 * read in the editor's process. It knows the tools by name and nothing of the board: a call goes to the window as it is. Without the
 * window there is no board, and it ends; so it does when the agent lets go of it.
 */
import { connect } from 'node:net';
import { Server } from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { version } from '../../package.json';
import { LineSplitter } from '../wire/lineSplitter';
import { doorVariable, lineLimitBytes, lineOf, readToBridge, tokenVariable } from './bridgeLine';
import type { ToBridge } from './bridgeLine';
import { jsonSchemaOf } from './fields';
import { tools } from './toolList';

type Answer = ToBridge & { readonly kind: 'answer' };

const patienceMs = 10_000;
/** Past every wait of the window's own. One that is stuck for so long may still do what it was asked. */
const answerMs = 60_000;
const lateText = 'The window of Holdfast has not answered for a minute. It may still do it: look with board_show before you try again.';
const { [doorVariable]: path, [tokenVariable]: token } = process.env;
const waiting = new Map<number, (answer: Answer) => void>();
let lastId = 0;

if (path === undefined || token === undefined) {
  leave(1, 'This is started by agents that Holdfast runs, and does nothing by itself.');
}
const socket = connect(path);
const patience = setTimeout(() => leave(1, 'The window of Holdfast does not answer.'), patienceMs);
const lines = new LineSplitter(lineLimitBytes * 2, { line: hear, tooLong: () => leave(1, 'The window sent more than can be read.') });
socket
  .on('connect', () => socket.write(lineOf({ kind: 'hello', token })))
  .on('data', (chunk) => {
    lines.push(chunk);
    while (lines.readLine()) {
      // Each line is heard as it is read.
    }
  })
  .on('error', (error) => leave(1, `The window of Holdfast cannot be reached: ${error.message}`))
  .on('close', () => leave(0, 'The window of Holdfast has closed.'));

function hear(line: string): void {
  const message = readToBridge(line);
  switch (message?.kind) {
    case 'welcome':
      clearTimeout(patience);
      serve();
      break;
    case 'refused':
      leave(1, message.text);
      break;
    case 'answer':
      waiting.get(message.id)?.(message);
      waiting.delete(message.id);
      break;
    case undefined:
      break;
  }
}

function serve(): void {
  const transport = new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: lineLimitBytes * 2 });
  // The agent has let go: by closing its end, or by going away.
  process.stdin.once('close', () => leave(0)).once('end', () => leave(0));
  process.stdout.once('error', () => leave(0));
  serveStdio(newServer, { transport, onerror: (error) => process.stderr.write(`${error.message}\n`) });
}

function newServer(): Server {
  const server = new Server({ name: 'holdfast', version }, { capabilities: { tools: {} }, instructions });
  server.setRequestHandler('tools/list', () => ({
    tools: Object.entries(tools).map(([name, { about, fields }]) => ({ name, description: about, inputSchema: jsonSchemaOf(fields) })),
  }));
  server.setRequestHandler('tools/call', async ({ params }) => {
    const { text, isError } = await ask(params.name, params.arguments);
    return { content: [{ type: 'text', text }], isError };
  });
  return server;
}

function ask(tool: string, given: unknown): Promise<Answer> {
  const id = (lastId += 1);
  return new Promise((resolve) => {
    const tooLate = setTimeout(() => hear(lineOf({ kind: 'answer', id, text: lateText, isError: true })), answerMs);
    waiting.set(id, (answer) => {
      clearTimeout(tooLate);
      resolve(answer);
    });
    socket.write(lineOf({ kind: 'call', id, tool, given: given ?? {} }));
  });
}

function leave(code: number, why?: string): never {
  if (why !== undefined) {
    process.stderr.write(`${why}\n`);
  }
  process.exit(code);
}

const instructions =
  'The task board of Holdfast, on which you work one task. Report how it ended with board_complete or board_block before you end your turn.';
