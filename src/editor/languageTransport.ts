/**
 * Both directions of a language-server connection, for a language client that does not own the process: traced, and ended towards the
 * client only when what had arrived is handled, so that a response in the last bytes still counts. The reader and the writer are the
 * library's own, made by the one file that imports it.
 */
import type { Readable, Writable } from 'node:stream';
import type { DataCallback, Message, MessageReader, MessageStrategy, MessageWriter } from 'vscode-languageclient/node';
import { Emitter } from '../base/event';
import type { Trace } from '../port';
import type { PeerEnd } from '../wire/peer';

export interface LanguageStreams {
  /** What the server writes. */
  readonly input: Readable;
  readonly output: Writable;
}

export class LanguageTransport implements MessageStrategy {
  readonly reader: MessageReader;
  readonly writer: MessageWriter;
  readonly #closed = new Emitter<void>();
  /** Messages that arrived, and messages that were handled. */
  #moves = 0;
  #unwritten = 0;

  constructor(
    private readonly streams: LanguageStreams,
    reader: MessageReader,
    writer: MessageWriter,
    trace: Trace,
    onEnd: (end: PeerEnd) => void,
  ) {
    this.reader = {
      onError: reader.onError,
      onClose: (listener: () => void) => ({ dispose: this.#closed.event(listener) }),
      onPartialMessage: reader.onPartialMessage,
      listen: (callback: DataCallback) =>
        reader.listen((message) => {
          traceMessage(trace, 'in', message);
          this.#moves += 1;
          callback(message);
        }),
      dispose: () => reader.dispose(),
    };
    this.writer = {
      onError: writer.onError,
      // The process died, and its last words may still be coming: the other direction says when it is over.
      onClose: () => ({ dispose: () => undefined }),
      write: async (message: Message) => {
        traceMessage(trace, 'out', message);
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

  /** The reader brings, and the connection handles, one message per turn of the event loop: when some have passed with neither, all is
   * handled. */
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
