/**
 * What is being typed in the session that is shown. The host keeps it: it hears the first key at once and the last one soon after, and
 * what it tells is what is shown. The view remembers no draft of its own, because an old memory would win over what was typed since.
 */
import { signal } from '@preact/signals';

/** While somebody types, the host is told no more often than this. */
const betweenTellingsMs = 100;

export interface DraftsPort {
  tell(sessionId: string, text: string): void;
  after(ms: number, run: () => void): () => void;
}

export class Drafts {
  readonly text = signal('');
  #sessionId: string | undefined;
  #told = '';
  /** Set for a while after each telling. */
  #callOff: (() => void) | undefined;

  constructor(private readonly port: DraftsPort) {}

  /** Shows a session's draft, as the host tells it. */
  show(sessionId: string, told: string): void {
    if (sessionId === this.#sessionId) {
      return;
    }
    this.#tellNow();
    this.#callOff?.();
    this.#callOff = undefined;
    // Somebody may have begun to type before the host had said which session this is.
    const early = this.#sessionId === undefined ? this.text.value : '';
    this.#sessionId = sessionId;
    this.#told = told;
    this.text.value = told;
    if (early !== '') {
      this.type(joined(told, early));
    }
  }

  type(text: string): void {
    this.text.value = text;
    if (text === '' || this.#callOff === undefined) {
      this.#tellNow();
    }
  }

  /** Puts text in front of what is being typed: both were meant. */
  putBack(text: string): void {
    this.type(joined(text, this.text.value));
  }

  #tellNow(): void {
    const text = this.text.value;
    if (this.#sessionId === undefined || text === this.#told) {
      return;
    }
    this.#told = text;
    this.port.tell(this.#sessionId, text);
    this.#callOff?.();
    this.#callOff = this.port.after(betweenTellingsMs, () => {
      this.#callOff = undefined;
      this.#tellNow();
    });
  }
}

function joined(text: string, typed: string): string {
  return [text, typed].filter((part) => part.trim() !== '').join('\n\n');
}
