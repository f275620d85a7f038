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
  #unhandled = 0;

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
          this.#unhandled += 1;
          callback(message);
        }),
      dispose: () => reader.dispose(),
    };
    this.writer = {
      onError: writer.onError,
      onClose: writer.onClose,
      write: (message: Message) => {
        traceMessage(trace, 'out', message);
        return writer.write(message);
      },
      end: () => writer.end(),
      dispose: () => writer.dispose(),
    };
    const { input, output } = streams;
    input.once('end', () => this.#whenHandled(() => onEnd({ kind: 'ended' })));
    input.once('close', () => this.#whenHandled(() => onEnd({ kind: 'ended' })));
    input.once('error', (error) => this.#whenHandled(() => onEnd({ kind: 'broken', error })));
    // The process died first, and its last words may still be coming: the other direction says when it is over.
    output.on('error', () => undefined);
  }

  handleMessage(message: Message, next: (message: Message) => void): void {
    this.#unhandled -= 1;
    next(message);
  }

  /** Towards the client and towards the server. */
  end(): void {
    this.#closed.fire();
    this.streams.output.end();
  }

  /** The connection handles one message per turn of the event loop; what it drops by itself is never counted down, hence the limit. */
  #whenHandled(then: () => void, turnsLeft = this.#unhandled + 1): void {
    if (this.#unhandled > 0 && turnsLeft > 0) {
      setImmediate(() => this.#whenHandled(then, turnsLeft - 1));
    } else {
      then();
    }
  }
}

function traceMessage(trace: Trace, direction: 'in' | 'out', message: Message): void {
  if (trace.enabled()) {
    trace.message(direction, JSON.stringify(message));
  }
}
