/**
 * What a screen reader hears of a conversation: finished blocks, not tokens, and not faster than it can speak. The log itself is silent,
 * because a live region that changes with every chunk reads the same sentence over and over.
 */
import { signal } from '@preact/signals';

const pauseMs = 1_000;
const longestCharacters = 600;

export class Announcer {
  readonly polite = signal('');
  readonly assertive = signal('');
  #waiting: string[] = [];
  #resting = false;

  constructor(private readonly after: (ms: number, run: () => void) => void) {}

  say(text: string): void {
    this.#waiting.push(text.length > longestCharacters ? `${text.slice(0, longestCharacters)}…` : text);
    if (!this.#resting) {
      this.#speak();
    }
  }

  interrupt(text: string): void {
    this.assertive.value = text;
  }

  #speak(): void {
    if (this.#waiting.length === 0) {
      this.#resting = false;
      return;
    }
    const text = this.#waiting.join('\n');
    this.#waiting = [];
    this.#resting = true;
    this.polite.value = text.length > longestCharacters * 3 ? `…${text.slice(-longestCharacters * 3)}` : text;
    this.after(pauseMs, () => this.#speak());
  }
}
