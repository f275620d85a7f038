/**
 * The reading half of the NDJSON carrier: bytes to lines to messages for vscode-jsonrpc, with the input paused while too much waits to
 * be dispatched. It never fails over what it reads: junk is counted, logged and skipped. When the connection ends is for the peer to
 * say; the reader only tells that no more bytes come.
 */
import type { Readable } from 'node:stream';
import { AbstractMessageReader } from 'vscode-jsonrpc/node';
import type { DataCallback, Disposable, Message } from 'vscode-jsonrpc/node';
import { LineSplitter } from './lineSplitter';
import { readMessageLine } from './messageLine';
import type { WireHooks, WireLimits, WireLog } from './ndjsonOptions';

export class NdjsonReader extends AbstractMessageReader {
  readonly #splitter: LineSplitter;
  /** What vscode-jsonrpc has not dispatched yet, in order, from `#head` on. */
  #waiting: { readonly message: Message; readonly characters: number }[] = [];
  #head = 0;
  #waitingCharacters = 0;
  #state: 'flowing' | 'paused' | 'stopped' = 'flowing';
  #deliver: DataCallback = () => undefined;
  #junkLines = 0;
  #chunks = 0;

  constructor(
    private readonly input: Readable,
    private readonly limits: WireLimits,
    private readonly hooks: WireHooks,
    private readonly log: WireLog,
    /** No more bytes come; with an error when the stream broke. */
    private readonly onEnd: (error?: Error) => void,
  ) {
    super();
    this.#splitter = new LineSplitter(limits.maxLineBytes, {
      line: (text) => this.#readLine(text),
      tooLong: (lengthBytes) => this.#skipped(`a line of ${lengthBytes} bytes, over the limit of ${limits.maxLineBytes}`),
    });
  }

  /** How many messages were read and not dispatched. */
  get waiting(): number {
    return this.#waiting.length - this.#head;
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
        this.#splitter.end();
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

  /** vscode-jsonrpc has taken this message from its queue. */
  dispatched(message: Message): void {
    // Messages leave in the order of arrival. One that a later one with the same id replaced never leaves by itself, and goes with it.
    let at = this.#head;
    while (at < this.#waiting.length && this.#waiting[at]?.message !== message) {
      at += 1;
    }
    if (at < this.#waiting.length) {
      this.#forgetUntil(at);
    }
    if (this.#state === 'paused' && this.#waitingCharacters <= this.limits.resumeCharacters) {
      this.#state = 'flowing';
      this.#flow();
    }
  }

  /** Reads no further. The bytes go on flowing, unread: a process that cannot write cannot end. */
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
    if (this.#state === 'flowing' && this.#waitingCharacters > this.limits.pauseCharacters) {
      this.#state = 'paused';
      this.input.pause();
      this.hooks.onFlow?.('paused');
    }
  };

  #flow(): void {
    this.hooks.onFlow?.('flowing');
    this.input.resume();
  }

  #forgetUntil(last: number): void {
    while (this.#head <= last) {
      this.#waitingCharacters -= this.#waiting[this.#head]?.characters ?? 0;
      this.#head += 1;
    }
    // Under steady load the list never runs empty: what has left it is let go now and then.
    if (this.#head === this.#waiting.length || this.#head > 1_000) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
  }

  #readLine(line: string): void {
    const { messages, junk } = readMessageLine(line);
    if (junk !== undefined) {
      this.#skipped(`a line of ${line.length} characters: ${junk}`, line);
    }
    for (const { message, text, isCancellation } of messages) {
      this.hooks.onMessage?.('in', text);
      if (!isCancellation) {
        this.#waiting.push({ message, characters: text.length });
        this.#waitingCharacters += text.length;
      }
      this.#deliver(message);
    }
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
