/**
 * Both directions of a language-server connection, for a language client that does not own the process: traced, and ended towards the
 * client only when what had arrived is handled, so that a response in the last bytes still counts. Every message is told of as it
 * arrives, under the name of its session, long before the client comes to handle it: sessions share the connection, and the life of one
 * is not the life of another. The writer is the library's own, made by the one file that imports it.
 */
import type { Readable, Writable } from 'node:stream';
import type { DataCallback, Message, MessageReader, MessageStrategy, MessageWriter } from 'vscode-languageclient/node';
import { Emitter } from '../base/event';
import type { Trace } from '../port';
import type { PeerEnd } from '../wire/peer';
import { FrameSplitter } from './frameSplitter';
import { MessageOwners } from './messageOwners';

export interface LanguageStreams {
  /** What the server writes. */
  readonly input: Readable;
  readonly output: Writable;
}

export interface TransportEars {
  readonly trace: Trace;
  /** Something has arrived for this session of the agent. */
  readonly onHeard: (agentSessionId: string) => void;
  readonly onEnd: (end: PeerEnd) => void;
}

export class LanguageTransport implements MessageStrategy {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  readonly #failed = new Emitter<Error>();
  readonly #closed = new Emitter<void>();
  readonly #owners = new MessageOwners();
  /** Messages that arrived, and messages that were handled. */
  #moves = 0;
  #unwritten = 0;

  constructor(
    private readonly streams: LanguageStreams,
    writer: MessageWriter,
    private readonly ears: TransportEars,
  ) {
    this.reader = {
      onError: (listener: (error: Error) => void) => ({ dispose: this.#failed.event(listener) }),
      onClose: (listener: () => void) => ({ dispose: this.#closed.event(listener) }),
      onPartialMessage: () => ({ dispose: () => undefined }),
      listen: (callback) => this.#listen(callback),
      dispose: () => undefined,
    };
    const { trace, onEnd } = ears;
    this.writer = {
      onError: writer.onError,
      // The process died, and its last words may still be coming: the other direction says when it is over.
      onClose: () => ({ dispose: () => undefined }),
      write: async (message: Message) => {
        traceMessage(trace, 'out', message);
        this.#owners.sent(message);
        this.#unwritten += 1;
        try {
          await writer.write(message);
        } finally {
          this.#unwritten -= 1;
        }
      },
      end: () => writer.end(),
      dispose: () => writer.dispose(),
    };
    const { input, output } = streams;
    input.once('end', () => this.#whenQuiet(() => onEnd({ kind: 'ended' })));
    input.once('close', () => this.#whenQuiet(() => onEnd({ kind: 'ended' })));
    input.once('error', (error) => this.#whenQuiet(() => onEnd({ kind: 'broken', error })));
    // Told by the write that fails of it.
    output.on('error', () => undefined);
  }

  handleMessage(message: Message, next: (message: Message) => void): void {
    this.#moves += 1;
    next(message);
  }

  /** Ends it towards the client and towards the server, behind what was said last, such as a cancel. */
  end(onEnded: () => void, turnsLeft = lastTurns): void {
    setImmediate(() => {
      if (this.#unwritten > 0 && turnsLeft > 0) {
        this.end(onEnded, turnsLeft - 1);
        return;
      }
      this.#closed.fire();
      this.streams.output.end();
      onEnded();
    });
  }

  #listen(callback: DataCallback): { readonly dispose: () => void } {
    const splitter = new FrameSplitter((text) => this.#hear(text, callback));
    let isReadable = true;
    // What cannot be read flows on all the same: a process that cannot write cannot end.
    const onData = (chunk: Buffer | string): void => {
      try {
        if (isReadable) {
          splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
        }
      } catch (error) {
        isReadable = false;
        this.#whenQuiet(() => this.ears.onEnd({ kind: 'broken', error: error as Error }));
      }
    };
    this.streams.input.on('data', onData);
    return { dispose: () => (isReadable = false) };
  }

  /** Hands the message to the connection, which handles it when its turn comes. */
  #hear(text: string, callback: DataCallback): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch (error) {
      this.#failed.fire(error as Error);
      return;
    }
    if (typeof message !== 'object' || message === null) {
      this.#failed.fire(new Error('What came is no message.'));
      return;
    }
    const owner = this.#owners.ownerOf(message);
    if (owner !== undefined) {
      this.ears.onHeard(owner);
    }
    traceMessage(this.ears.trace, 'in', message as Message);
    this.#moves += 1;
    callback(message as Message);
  }

  /** The connection handles one message per turn of the event loop: when some turns have passed in which it did not, and nothing came, all
   * is handled. */
  #whenQuiet(then: () => void, before = this.#moves, quiet = 0): void {
    setImmediate(() => {
      if (this.#moves !== before) {
        this.#whenQuiet(then);
      } else if (quiet < quietTurns) {
        this.#whenQuiet(then, before, quiet + 1);
      } else {
        then();
      }
    });
  }
}

const quietTurns = 3;

/** How many turns of the event loop what is being written may take. A server that does not read is not waited for. */
const lastTurns = 100;

function traceMessage(trace: Trace, direction: 'in' | 'out', message: Message): void {
  if (trace.enabled()) {
    trace.message(direction, JSON.stringify(message));
  }
}
