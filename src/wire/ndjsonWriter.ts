/**
 * The writing half of the NDJSON carrier: one line per message, in order. A write settles when the bytes have left us. When the stream
 * breaks, or the other side stops reading for good, it says so once; nothing is ever thrown into the host.
 */
import type { Writable } from 'node:stream';
import { AbstractMessageWriter } from 'vscode-jsonrpc/node';
import type { Message } from 'vscode-jsonrpc/node';
import type { WireHooks, WireLimits } from './ndjsonOptions';

export class NdjsonWriter extends AbstractMessageWriter {
  #hasFailed = false;

  constructor(
    private readonly output: Writable,
    private readonly limits: WireLimits,
    private readonly hooks: WireHooks,
    private readonly onFailure: (error: Error) => void,
  ) {
    super();
    // Stays for good: an EPIPE without a listener would take the host down.
    output.on('error', (error: Error) => this.#fail(error));
  }

  async write(message: Message): Promise<void> {
    const line = JSON.stringify(message);
    const lengthBytes = Buffer.byteLength(line);
    if (lengthBytes > this.limits.maxLineBytes) {
      throw new Error(`The message is too long to send: ${lengthBytes} bytes, and ${this.limits.maxLineBytes} are the limit.`);
    }
    if (!this.output.writable) {
      const error = new Error('The other side takes no more messages.');
      this.#fail(error);
      throw error;
    }
    this.hooks.onMessage?.('out', line);
    await new Promise<void>((resolve, reject) => {
      this.output.write(`${line}\n`, 'utf8', (error) => {
        if (error) {
          this.#fail(error);
          reject(error);
        } else {
          resolve();
        }
      });
      if (this.output.writableLength > this.limits.maxUnsentBytes) {
        this.#fail(new Error(`The other side has stopped reading: ${this.output.writableLength} bytes wait for it.`));
      }
    });
  }

  /** Lets go what was written and then closes the stream, which tells the other side to go. */
  end(): void {
    if (this.output.writable) {
      this.output.end();
    }
  }

  #fail(error: Error): void {
    if (!this.#hasFailed) {
      this.#hasFailed = true;
      this.onFailure(error);
    }
  }
}
