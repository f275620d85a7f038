/**
 * The view's end of the line to the host: numbers are checked, a gap asks for a snapshot again, and what arrives within one frame is
 * applied at once. It knows nothing of what a message means to the screen. Time and frames come from outside.
 */
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';

/** Snapshots and deltas are numbered in one row; everything else passes as it comes. */
export interface LinkMessage {
  readonly kind: string;
  readonly seq?: number;
}

export interface LinkPort<Message extends LinkMessage> {
  /** What came, if it is from our host. */
  read(raw: unknown): Message | undefined;
  /** Says `ready`, and again what the host has not acknowledged. */
  ask(): void;
  take(messages: readonly Message[]): void;
  /** Runs once, before the next picture or soon. */
  frame(run: () => void): void;
  /** Returns what calls it off. */
  after(ms: number, run: () => void): () => void;
}

/** How long the host may be silent after `ready` before it is asked again; then twice as long, up to the limit. */
const firstPatienceMs = 2_000;
const longestPatienceMs = 16_000;

export class Link<Message extends LinkMessage> {
  readonly #waiting = signal<'shortly' | 'long' | undefined>('shortly');
  #expected: number | undefined;
  #pending: Message[] = [];
  #callOff: () => void = () => undefined;

  constructor(private readonly port: LinkPort<Message>) {}

  /** Whether we are waiting for a picture of the session, and if it takes suspiciously long. */
  get waiting(): ReadonlySignal<'shortly' | 'long' | undefined> {
    return this.#waiting;
  }

  open(): void {
    this.#ask(firstPatienceMs);
  }

  receive(raw: unknown): void {
    const message = this.port.read(raw);
    if (message === undefined || !this.#isNext(message)) {
      return;
    }
    this.#pending.push(message);
    if (this.#pending.length === 1) {
      this.port.frame(() => this.#flush());
    }
  }

  #isNext({ kind, seq = 0 }: Message): boolean {
    switch (kind) {
      case 'snapshot':
        this.#callOff();
        this.#waiting.value = undefined;
        this.#expected = seq + 1;
        return true;
      case 'delta':
        if (this.#expected === undefined) {
          return false;
        }
        if (seq !== this.#expected) {
          this.#ask(firstPatienceMs);
          return false;
        }
        this.#expected += 1;
        return true;
      default:
        return true;
    }
  }

  #ask(patienceMs: number): void {
    this.#expected = undefined;
    this.#callOff();
    this.#callOff = this.port.after(patienceMs, () => {
      this.#waiting.value = 'long';
      this.#ask(Math.min(patienceMs * 2, longestPatienceMs));
    });
    this.port.ask();
  }

  #flush(): void {
    const messages = this.#pending;
    this.#pending = [];
    this.port.take(messages);
  }
}
