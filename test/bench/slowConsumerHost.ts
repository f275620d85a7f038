/**
 * One process of the benchmark of slow consumers. As `agent` it writes its messages as fast as the pipe takes them; as anything else it
 * starts such an agent and reads it in that way, spending longer on a message than the agent does, and tells what came of it as JSON.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { toAgentUpdates } from '../../src/agent/updates';
import { Turn } from '../../src/session/turn';
import { sessionUpdate } from '../../src/wire/acp';
import { LineSplitter } from '../../src/wire/lineSplitter';
import { ndjsonPeer } from '../../src/wire/ndjson';

const [, script = '', way = '', count = '', spentUs = ''] = process.argv;
const total = Number(count);

interface Pipes {
  readonly input: Readable;
  readonly output: Writable;
}

/** Reads until `consume` has had them all. */
type Way = (pipes: Pipes, consume: (number: number) => void) => void;

const report = { seen: 0, misplaced: 0, mostWaiting: 0, pauses: 0, peakRssMb: 0 };

const ways: Readonly<Record<string, Way>> = {
  /** The least that reading can be: what is handled where it is read holds back the pipe by itself. */
  floor({ input }, consume) {
    const line = (text: string): void => consume(numberIn((JSON.parse(text) as { params: Told }).params));
    const splitter = new LineSplitter(32 * 1024 * 1024, { line, tooLong: () => undefined });
    input.on('data', (chunk: Buffer) => {
      splitter.push(chunk);
      while (splitter.readLine()) {
        // Each is handled as it is read.
      }
    });
  },

  /** Our way from the pipe to who takes the turn's events. */
  ours({ input, output }, consume) {
    const peer = ndjsonPeer({ input, output, onFlow: (state) => (report.pauses += state === 'paused' ? 1 : 0) });
    const turn = new Turn('turn', [], 0);
    let waiting = 0;
    peer.onNotification(sessionUpdate, ({ update }) => {
      report.mostWaiting = Math.max(report.mostWaiting, waiting);
      for (const own of toAgentUpdates(update)) {
        waiting += 1;
        turn.saw({ kind: 'update', update: own });
      }
    });
    void (async () => {
      for await (const event of turn.events()) {
        waiting -= 1;
        if (event.kind === 'fact' && event.fact.kind === 'update' && event.fact.update.kind === 'message') {
          const { content } = event.fact.update;
          consume(content.kind === 'text' ? Number.parseInt(content.text, 10) : NaN);
        }
      }
    })();
  },

  /** The control: the library's own reader and connection, which read on whatever waits. */
  library({ input, output }, consume) {
    const connection = createMessageConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
    connection.onNotification('session/update', (params: Told) => consume(numberIn(params)));
    connection.listen();
  },
};

interface Told {
  readonly update: { readonly content: { readonly text: string } };
}

function numberIn({ update }: Told): number {
  return Number.parseInt(update.content.text, 10);
}

async function flood(): Promise<void> {
  const isFramed = spentUs === 'framed';
  const filler = 'x'.repeat(60);
  for (let n = 0; n < total; ) {
    let batch = '';
    for (const end = Math.min(n + 100, total); n < end; n += 1) {
      const update = { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: `${n} ${filler}` } };
      const body = JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: 'session', update } });
      batch += isFramed ? `Content-Length: ${body.length}\r\n\r\n${body}` : `${body}\n`;
    }
    if (!process.stdout.write(batch)) {
      await new Promise((resolve) => process.stdout.once('drain', resolve));
    }
  }
}

function host(read: Way): void {
  const framing = way === 'library' ? 'framed' : 'lines';
  const agent: ChildProcess = spawn(process.execPath, [script, 'agent', count, framing], { stdio: ['pipe', 'pipe', 'inherit'] });
  const { stdin, stdout } = agent;
  if (!stdin || !stdout) {
    throw new Error('The agent has no pipes.');
  }
  read({ input: stdout, output: stdin }, (number) => {
    report.misplaced += number === report.seen ? 0 : 1;
    report.seen += 1;
    const until = performance.now() + Number(spentUs) / 1_000;
    while (performance.now() < until) {
      // The work of a slow consumer.
    }
    if (number === total - 1) {
      // What would still come, comes before this.
      setTimeout(() => {
        report.peakRssMb = process.resourceUsage().maxRSS / 1_024;
        process.stdout.write(JSON.stringify(report), () => process.exit());
      }, 50);
    }
  });
}

if (way === 'agent') {
  void flood();
} else {
  const read = ways[way];
  if (!read) {
    throw new Error(`There is no way ${way}.`);
  }
  host(read);
}
