// A model that costs nothing and always says the same: a server on loopback that speaks the APIs which agents call, and answers by a script.
// Agents that nobody here wrote are pointed at it, so that they run whole, offline and without an account. It judges nothing: what was
// asked of it stands in `asked`.
import { createServer } from 'node:http';
import { anthropicMessages } from './anthropicMessages.mjs';
import { openaiChat } from './openaiChat.mjs';
import { openaiResponses } from './openaiResponses.mjs';
import { answer } from './script.mjs';

const dialects = [openaiResponses, openaiChat, anthropicMessages];

/**
 * @returns {Promise<{ url: string, asked: readonly { prompt: string, earlier: string, toolOutput?: string }[], stop(): Promise<void> }>}
 * `asked`: every request that offered a shell, in order, with what stood before its prompt; the others are an agent's own housekeeping
 */
export async function startModel() {
  const asked = [];
  const hangUp = new AbortController();
  const server = createServer((request, response) => {
    serve(request, response, asked, hangUp.signal).catch((error) => {
      // An agent that hung up in mid-answer is what some tests are about. Anything else is told, to the agent and here.
      if (!response.destroyed && !hangUp.signal.aborted) {
        console.error('The scripted model failed:', error);
        response.headersSent ? response.destroy() : response.writeHead(500).end(JSON.stringify({ error: { message: String(error) } }));
      }
    });
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    asked,
    stop: () => {
      hangUp.abort();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function serve(request, response, asked, stopped) {
  const path = new URL(request.url, 'http://model').pathname;
  const dialect = dialects.find((one) => one.path.test(path));
  const body = await bodyOf(request);
  if (request.method !== 'POST' || dialect === undefined) {
    const found = request.method === 'GET' && path.endsWith('/models');
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ? { object: 'list', data: [{ id: 'lab-model', object: 'model' }] } : { error: { message: `Not scripted: ${path}` } }));
    return;
  }
  const { prompt, earlier, toolOutput, shell } = dialect.read(JSON.parse(body));
  if (shell) {
    asked.push({ prompt, earlier: earlier.join('\n'), ...(toolOutput !== undefined && { toolOutput }) });
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, stopped]);
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const send = (events) => events.forEach((event) => response.write(toFrame(event)));
  const writer = dialect.writer(`${process.pid}_${++answers}`);
  send(writer.begin());
  for await (const piece of answer({ prompt, toolOutput, canRun: shell !== undefined }, signal)) {
    send('say' in piece ? writer.say(piece.say) : writer.call(shell.name, shell.argumentsFor(piece.run)));
  }
  send(writer.end());
  response.end();
}

/** Ids are never used twice, as with a real model. */
let answers = 0;

function toFrame({ event, data }) {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

async function bodyOf(request) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
