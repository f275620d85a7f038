/**
 * The reading half of the NDJSON carrier: bytes to lines to messages, one in each turn of the event loop. What waits meanwhile waits as
 * bytes, because messages that wait cost many times their length, and the input is paused while too much does. Nothing waits behind it:
 * handlers are synchronous, and who takes a turn's events takes them in the microtasks behind each message, so that the turn's channel is
 * empty when the next one comes. It never fails over what it reads: junk is counted, logged and skipped. When the connection ends is for
 * the peer to say; the reader only tells that no more bytes come.
 */
import type { Readable } from 'node:stream';
import { AbstractMessageReader } from 'vscode-jsonrpc/node';
import type { DataCallback, Disposable, Message, NotificationMessage } from 'vscode-jsonrpc/node';
import { LineSplitter } from './lineSplitter';
import { readMessageLine } from './messageLine';
import type { ParsedMessage } from './messageLine';
import type { WireHooks, WireLimits, WireLog } from './ndjsonOptions';

export class NdjsonReader extends AbstractMessageReader {
  readonly #splitter: LineSplitter;
  /** Of the line that was read last, what vscode-jsonrpc did not get yet. */
  #ready: ParsedMessage[] = [];
  /** What was given and is not taken. */
  #given: Message | undefined;
  #state: 'flowing' | 'paused' | 'stopped' = 'flowing';
  #deliver: DataCallback = () => undefined;
  #junkLines = 0;
  #chunks = 0;
  #input: 'open' | 'ended' | 'over' = 'open';

  constructor(
    private readonly input: Readable,
    private readonly limits: WireLimits,
    private readonly hooks: WireHooks,
    private readonly log: WireLog,
    private readonly onNotification: (message: NotificationMessage) => void,
    /** No more bytes come; with an error when the stream broke. */
    private readonly onEnd: (error?: Error) => void,
  ) {
    super();
    this.#splitter = new LineSplitter(limits.maxLineBytes, {
      line: (text) => this.#readLine(text),
      tooLong: (lengthBytes) => this.#skipped(`a line of ${lengthBytes} bytes, over the limit of ${limits.maxLineBytes}`),
    });
  }

  /** Something that came was not handled. */
  get hasMore(): boolean {
    return this.#given !== undefined || this.#ready.length > 0 || this.#splitter.waitingBytes > 0;
  }

  get isPaused(): boolean {
    return this.#state === 'paused';
  }

  /** How many chunks of bytes have come. */
  get chunks(): number {
    return this.#chunks;
  }

  listen(deliver: DataCallback): Disposable {
    this.#deliver = deliver;
    this.input.on('data', this.#onData);
    this.input.once('end', () => {
      if (this.#state !== 'stopped') {
        this.#input = 'ended';
        this.#giveNext();
      }
      this.onEnd();
    });
    // A stream that is destroyed closes without having ended. The listener for errors stays for good: without one, the host would go down.
    this.input.once('close', () => this.onEnd());
    this.input.on('error', (error: Error) => this.onEnd(error));
    if (this.input.readableEnded || this.input.destroyed) {
      setImmediate(() => this.onEnd(this.input.errored ?? undefined));
    }
    return { dispose: () => this.stop() };
  }

  /** Its turn has come. A cancellation right behind it still comes before it is handled. */
  taken(message: Message): void {
    if (message === this.#given) {
      this.#given = undefined;
      this.#giveNext();
    }
  }

  /** Takes no more bytes; what came is still handled. They go on flowing: a process that cannot write cannot end. */
  stop(): void {
    const before = this.#state;
    this.#state = 'stopped';
    if (before === 'paused') {
      this.#flow();
    }
  }

  override dispose(): void {
    this.stop();
    super.dispose();
  }

  readonly #onData = (chunk: Buffer | string): void => {
    if (this.#state === 'stopped') {
      return;
    }
    this.#chunks += 1;
    this.hooks.onBytes?.();
    this.#splitter.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    this.#giveNext();
  };

  #flow(): void {
    this.hooks.onFlow?.('flowing');
    this.input.resume();
  }

  #giveNext(): void {
    while (this.#given === undefined && this.#readMessages()) {
      const next = this.#ready.shift();
      if (next) {
        this.hooks.onMessage?.('in', next.text);
        this.#give(next);
      }
    }
    this.#mindFlow();
  }

  #give({ kind, message }: ParsedMessage): void {
    if (kind === 'notification') {
      this.#given = message;
      setImmediate(() => {
        this.taken(message);
        this.onNotification(message as NotificationMessage);
      });
      return;
    }
    // Cancellations are not waited for: vscode-jsonrpc may never put them into its queue.
    this.#given = kind === 'cancellation' ? undefined : message;
    this.#deliver(message);
  }

  /** Says whether there is a message, or may be one in the next line. */
  #readMessages(): boolean {
    if (this.#ready.length > 0 || this.#splitter.readLine()) {
      return true;
    }
    if (this.#input === 'ended') {
      this.#input = 'over';
      this.#splitter.end();
    }
    return this.#ready.length > 0;
  }

  #mindFlow(): void {
    const waitingBytes = this.#splitter.waitingBytes;
    if (this.#state === 'flowing' && waitingBytes > this.limits.pauseBytes) {
      this.#state = 'paused';
      this.input.pause();
      this.hooks.onFlow?.('paused');
    } else if (this.#state === 'paused' && waitingBytes <= this.limits.resumeBytes) {
      this.#state = 'flowing';
      this.#flow();
    }
  }

  #readLine(line: string): void {
    const { messages, junk } = readMessageLine(line);
    if (junk !== undefined) {
      this.#skipped(`a line of ${line.length} characters: ${junk}`, line);
    }
    this.#ready.push(...messages);
  }

  /** Says it for the first ones and then ever more rarely. What the line says is for who debugs: it may be a secret. */
  #skipped(what: string, line?: string): void {
    this.#junkLines += 1;
    if (this.#junkLines <= 3 || Number.isInteger(Math.log2(this.#junkLines))) {
      this.log.warn(`Skipped ${what} (${this.#junkLines} so far).`);
      if (line !== undefined) {
        this.log.trace(`Skipped: ${line.slice(0, 200)}`);
      }
    }
  }
}
