/**
 * The other side of a connection, by hand: it says raw bytes and sees raw lines.
 */
import { PassThrough } from 'node:stream';
import type { Writable } from 'node:stream';
import { ndjsonPeer } from '../../src/wire/ndjson';
import type { NdjsonOptions } from '../../src/wire/ndjsonOptions';
import type { NotificationMethod, Peer, RequestMethod } from '../../src/wire/peer';

export interface Sent {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

export class ScriptedSide {
  readonly stdout = new PassThrough();
  readonly stdin = new PassThrough();
  readonly peer: Peer;
  readonly warnings: string[] = [];
  readonly #lines: Sent[] = [];
  #taken = 0;
  #wake: () => void = () => undefined;

  constructor(options: Partial<NdjsonOptions> & { readonly output?: Writable } = {}) {
    const log = { warn: (text: string) => void this.warnings.push(text), debug: () => undefined, trace: () => undefined };
    const defaults = { input: this.stdout, output: this.stdin, log };
    // Not spread: a getter among the options has to stay one.
    this.peer = ndjsonPeer(Object.defineProperties(defaults, Object.getOwnPropertyDescriptors(options)));
    let rest = '';
    this.stdin.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      this.#lines.push(...lines.map((line) => JSON.parse(line) as Sent));
      this.#wake();
    });
  }

  say(...messages: readonly object[]): void {
    this.stdout.write(messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join(''));
  }

  /** The next line that the peer sent. */
  async hear(): Promise<Sent> {
    for (;;) {
      const sent = this.#lines[this.#taken];
      if (sent) {
        this.#taken += 1;
        return sent;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** What was sent and not heard yet. */
  get unheard(): readonly Sent[] {
    return this.#lines.slice(this.#taken);
  }
}

/** Everything that was said so far has been read, dispatched and answered. */
export async function settled(side: ScriptedSide): Promise<void> {
  const mark = `settled ${Math.random()}`;
  side.say({ id: mark, method: 'test/unknown' });
  for (;;) {
    if ((await side.hear()).id === mark) {
      return;
    }
  }
}

export const echo: RequestMethod<unknown, unknown> = { name: 'test/echo', readParams: (raw) => raw, readResult: (raw) => raw };

export const note: NotificationMethod<{ readonly n: number; readonly text?: string }> = {
  name: 'test/note',
  readParams: (raw) => raw as { n: number },
};
