/**
 * The board's door: a connection says which run it is for, by the run's secret, and may then call the tools, one after the other. Whoever
 * comes without a secret, or says what we do not understand, is told why and shown out. It keeps nothing that an agent can make grow.
 */
import type { Duplex } from 'node:stream';
import type { Clock } from '../base/clock';
import { LineSplitter } from '../wire/lineSplitter';
import { callTool } from './boardTools';
import type { ToolPorts } from './boardTools';
import { lineLimitBytes, lineOf, readFromBridge } from './bridgeLine';
import type { ToBridge } from './bridgeLine';
import type { Passes, Visit } from './passes';

export interface DoorPorts {
  readonly tools: ToolPorts;
  readonly passes: Passes;
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}

export function admit(connection: Duplex, ports: DoorPorts): void {
  new Connection(connection, ports);
}

class Connection {
  #visit: Visit | undefined;
  /** Calls are answered in their order. */
  #calls: Promise<void> = Promise.resolve();
  #waiting = 0;
  readonly #cancelPatience: () => void;

  constructor(
    private readonly stream: Duplex,
    private readonly ports: DoorPorts,
  ) {
    const lines = new LineSplitter(lineLimitBytes, {
      line: (text) => this.#hear(text),
      tooLong: () => this.#showOut(`A message was longer than ${lineLimitBytes} bytes.`),
    });
    this.#cancelPatience = ports.clock.after(patienceMs, () => this.#showOut('Nobody said which task this is for.'));
    // Its `close` follows, and says all there is to say.
    stream.on('error', () => undefined);
    stream.on('data', (chunk: Buffer) => {
      lines.push(chunk);
      while (!stream.destroyed && !stream.writableEnded && lines.readLine()) {
        // Each line is heard as it is read.
      }
    });
    stream.once('close', () => {
      this.#cancelPatience();
      if (this.#visit) {
        this.#visit.open -= 1;
      }
    });
  }

  #hear(line: string): void {
    const message = readFromBridge(line);
    if (message?.kind === 'hello' && !this.#visit) {
      this.#letIn(message.token);
    } else if (message?.kind === 'call' && this.#visit) {
      this.#call(this.#visit, message);
    } else {
      this.#showOut('That is no message of a board’s tool.');
    }
  }

  #letIn(token: string): void {
    const visit = this.ports.passes.find(token);
    if (!visit) {
      this.#showOut('This window of Holdfast knows no such task: it was started by another window, or long ago.');
      return;
    }
    if (visit.open >= openLimit) {
      this.#showOut('This task has too many connections to the board.');
      return;
    }
    this.#cancelPatience();
    this.#visit = visit;
    visit.open += 1;
    visit.hasCome = true;
    this.#say({ kind: 'welcome' });
  }

  #call(visit: Visit, { id, tool, given }: { readonly id: number; readonly tool: string; readonly given: unknown }): void {
    if (this.#waiting >= waitingLimit) {
      this.#say({ kind: 'answer', id, text: 'Too many calls at once. Wait for the answers.', isError: true });
      return;
    }
    this.#waiting += 1;
    this.#calls = this.#calls.then(async () => {
      this.#say({ kind: 'answer', id, ...(await this.#answer(visit, tool, given)) });
      this.#waiting -= 1;
    });
  }

  async #answer(visit: Visit, tool: string, given: unknown): Promise<{ readonly text: string; readonly isError: boolean }> {
    try {
      return await callTool(this.ports.tools, visit, tool, given);
    } catch (error) {
      // The disk refuses, or another window holds the board for too long: the agent may try again, the log tells people.
      this.ports.onError(error);
      return { text: 'The board could not be read or written just now. Nothing was changed; try again in a moment.', isError: true };
    }
  }

  #showOut(text: string): void {
    this.#cancelPatience();
    if (!this.stream.destroyed && !this.stream.writableEnded) {
      this.stream.end(lineOf({ kind: 'refused', text }), () => this.stream.destroy());
    }
  }

  /** Whoever asks and does not read is not answered into our memory for ever. */
  #say(message: ToBridge): void {
    if (this.stream.writableLength > unreadLimitBytes) {
      this.stream.destroy();
    } else if (!this.stream.destroyed && !this.stream.writableEnded) {
      this.stream.write(lineOf(message));
    }
  }
}

const patienceMs = 5_000;
/** Of one run. Some agents start their tools once more for each agent of their own. */
const openLimit = 16;
const waitingLimit = 32;
/** Of answers that nobody has taken yet; the longest answer fits many times. */
const unreadLimitBytes = 4 * 1024 * 1024;
